import type { AnswerOf, Contract } from '@menzhen/contract';
import { computed, onUnmounted, ref } from 'vue';
import { call } from '../shared/client.ts';
import { onComeback } from '../shared/network.ts';
import { type Problem, problemFrom } from '../shared/problem.ts';
import { answered, beginWatch, hastened, opened, phaseOf, timedOut, unanswered } from './watch.ts';

type PaymentStatus = AnswerOf<Contract['bookingPayment']>;

/** Runs the watch of a booking's payment while its page is shown; `look` asks at once, `rest` stops until then. */
export function usePayment(booking_id: () => string) {
  const watch = ref(beginWatch(Date.now()));
  const now_ms = ref(Date.now());
  const status = ref<PaymentStatus | null>(null);
  const problem = ref<Problem | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isShown = false;

  function schedule(): void {
    clearTimeout(timer);
    now_ms.value = Date.now();
    const { next_ms } = watch.value;
    if (isShown && next_ms !== null) timer = setTimeout(ask, Math.max(0, next_ms - now_ms.value));
  }

  async function ask(): Promise<void> {
    clearTimeout(timer);
    try {
      const told = await call('bookingPayment', { params: { id: booking_id() } });
      status.value = told;
      problem.value = null;
      watch.value = answered(watch.value, told, Date.now());
    } catch (thrown) {
      problem.value = problemFrom(thrown);
      watch.value = unanswered(watch.value, Date.now());
    }
    schedule();
  }

  function look(): Promise<void> {
    isShown = true;
    watch.value = hastened(watch.value, Date.now());
    return ask();
  }

  function rest(): void {
    isShown = false;
    clearTimeout(timer);
  }

  const stop = onComeback(() => {
    if (isShown) look();
  });
  onUnmounted(() => {
    rest();
    stop();
  });

  return {
    status,
    problem,
    phase: computed(() => phaseOf(watch.value, now_ms.value)),
    /** The payer is being sent off to pay. */
    sendOff(): void {
      watch.value = opened(watch.value, Date.now());
      schedule();
    },
    timeUp(): void {
      watch.value = timedOut(watch.value, Date.now());
      schedule();
    },
    look,
    rest,
  };
}
