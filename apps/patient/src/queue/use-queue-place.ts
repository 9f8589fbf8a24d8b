import type { AnswerOf, BookingView, Contract } from '@menzhen/contract';
import { ref } from 'vue';
import { call } from '../shared/client.ts';
import { watchLive } from '../shared/live.ts';
import { onComeback } from '../shared/network.ts';
import { shake } from './shake.ts';

export type QueuePlaceView = AnswerOf<Contract['queuePlace']>;

const inHall = ['checked_in', 'called', 'in_consultation'];
const poll_ms = 20_000;

/**
 * A booking's place in the hall, kept true while the page is open: the live socket says when something changed, a slow
 * poll stands in when the socket is silent. `changed` lets the page read the booking itself again.
 */
export function useQueuePlace(booking: () => BookingView | null, changed: () => Promise<void>) {
  const place = ref<QueuePlaceView | null>(null);
  let stopLive: (() => void) | null = null;
  let stopComeback: (() => void) | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  /** How often the ticket had been called when it was read last; null before the first reading. */
  let calls: number | null = null;

  async function read(): Promise<void> {
    const now = booking();
    if (!now || !inHall.includes(now.state)) {
      place.value = null;
      return;
    }
    place.value = await call('queuePlace', { params: { id: now.id } }).catch(() => place.value);
    const called = place.value?.ticket.calls ?? 0;
    if (calls !== null && called > calls) shake();
    calls = called;
  }

  async function again(): Promise<void> {
    await changed();
    await read();
  }

  function stop(): void {
    stopLive?.();
    stopComeback?.();
    stopLive = stopComeback = null;
    clearInterval(timer);
  }

  /** Begins (or begins anew) for the booking as it is now; nothing is watched when it is over. */
  function start(): void {
    stop();
    const now = booking();
    if (!now || ['finished', 'cancelled', 'expired', 'no_show'].includes(now.state)) return;
    read();
    stopLive = watchLive(`booking:${now.id}`, again);
    // the line may have outlived a short gap in which nothing could be read
    stopComeback = onComeback(again);
    timer = setInterval(again, poll_ms);
  }

  return { place, start, stop };
}
