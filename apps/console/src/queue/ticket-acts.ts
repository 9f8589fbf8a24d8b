/** The acts on tickets, as every screen of the hall does them: one at a time, told in a sentence, forgotten when seen. */
import type { TicketView } from '@menzhen/contract';
import { isProblem } from '@menzhen/ui/client';
import { useQueryClient } from '@tanstack/vue-query';
import { computed, shallowRef, watch } from 'vue';
import { useAct } from '../shared/act.ts';
import { ElMessage } from '../shared/element.ts';
import { useT } from '../shared/words.ts';
import type { FormAct, TicketAct } from './ticket-rules.ts';

export type DoneAct = TicketAct | 'undo';
/** The other side was quicker: what is shown is stale, so it is read again. */
export const movedOn = (error: unknown) =>
  isProblem(
    error,
    ...(['ticket_state', 'queue_empty', 'room_busy', 'visit_finished', 'line_changed', 'ticket_twice'] as const),
    ...(['undo_too_late', 'undo_not_yours', 'service_point_closed', 'not_found'] as const),
  );

export interface ActsOptions {
  /** First words of the query keys that any act makes stale. */
  stale: readonly string[];
  /** What the person sees, so that a press after catching up is a new act (see `useAct`). */
  seen: () => unknown;
}

export function useTicketActs({ stale, seen }: ActsOptions) {
  const { t } = useT();
  const queries = useQueryClient();
  /** The ticket as the last act left it: it may stand in no list any more, and can still be undone. */
  const last = shallowRef<TicketView | null>(null);
  const done = (act: DoneAct) => (ticket: TicketView) => {
    last.value = ticket;
    ElMessage.success({ message: t(`lines.done.${act}`, { number: ticket.number }), duration: 2000 });
  };
  const options = (act: DoneAct) => ({ stale, seen, onDone: done(act) });
  const acts = {
    callNext: useAct('callNext', options('call')),
    callNextAtPoint: useAct('servicePointCallNext', options('call')),
    call: useAct('ticketCall', options('call')),
    recall: useAct('ticketRecall', options('recall')),
    pass: useAct('ticketPass', options('pass')),
    return: useAct('ticketReturn', options('return')),
    hold: useAct('ticketHold', options('hold')),
    resume: useAct('ticketResume', options('resume')),
    send_out: useAct('ticketSendOut', options('send_out')),
    back: useAct('ticketBack', options('back')),
    transfer: useAct('ticketTransfer', options('transfer')),
    urgency: useAct('ticketUrgency', options('urgency')),
    class: useAct('ticketClass', options('class')),
    place: useAct('ticketPlace', options('place')),
    serve: useAct('ticketServe', options('serve')),
    finish: useAct('ticketFinish', options('finish')),
    undo: useAct('ticketUndo', options('undo')),
    start: useAct('ticketStart', { stale, seen }),
  };
  const all = Object.values(acts);
  const busy = computed(() => all.some((act) => act.busy.value));
  const settling = computed(() => all.some((act) => act.settling.value));
  const error = computed(() => all.find((act) => act.error.value)?.error.value ?? null);
  watch(error, (thrown) => {
    if (!movedOn(thrown)) return;
    for (const key of stale) void queries.invalidateQueries({ queryKey: [key] });
  });
  /** Runs one act, unless another one runs; the error of the one before is put away. */
  async function run(press: (each: typeof acts) => Promise<boolean>): Promise<boolean> {
    if (busy.value) return false;
    for (const act of all) act.forget();
    return press(acts);
  }
  return { run, busy, settling, error, last };
}
export type TicketActs = ReturnType<typeof useTicketActs>;
/** The acts that need no more than the ticket. */
export type PlainAct = Exclude<TicketAct, FormAct> | 'undo';
export const press = (acts: TicketActs, act: PlainAct, id: string) =>
  acts.run((each) =>
    act === 'call' ? each.call.run({ params: { id }, query: {} }) : each[act].run({ params: { id } }),
  );
