import type { AnswerOf, Contract } from '@menzhen/contract';
import { computed, ref } from 'vue';
import { call } from '../shared/client.ts';
import { useResource } from '../shared/resource.ts';
import { isSignedIn } from '../shared/session.ts';
import type { Goal } from './find-way.ts';
import { nextTicket, type Ticket } from './next-ticket.ts';
import { habits } from './use-way.ts';

export type WalkView = AnswerOf<Contract['whenToWalk']>;

function goalOf({ room_id, service_point_id }: Ticket): Goal | null {
  if (room_id) return { to: 'room', id: room_id };
  return service_point_id ? { to: 'service_point', id: service_point_id } : null;
}

/** Where a patient with a ticket has to be next, and when it is time to start walking. */
export function useNextStop() {
  const wished = ref<string | null>(null);
  const walk = ref<WalkView | null>(null);
  const tickets = useResource(
    () => 'tickets',
    () => call('myTickets', {}),
  );
  const ticket = computed(() => nextTicket(tickets.data.value?.items.map((one) => one.ticket) ?? [], wished.value));
  const goal = computed(() => (ticket.value ? goalOf(ticket.value) : null));
  const name = computed(() => ticket.value?.room_name || ticket.value?.service_point_name || '');

  async function readWalk(from: string | null): Promise<void> {
    const id = ticket.value?.id;
    if (!id || ticket.value?.state !== 'waiting') {
      walk.value = null;
      return;
    }
    const query = { ...(from ? { from } : {}), ...habits.value };
    // without an answer the way is still shown, only not when to start
    walk.value = await call('whenToWalk', { params: { id }, query }).catch(() => null);
  }

  async function refresh(from: string | null): Promise<void> {
    if (!isSignedIn.value) return;
    await tickets.refresh();
    await readWalk(from);
  }
  return {
    goal,
    name,
    refresh,
    prefer: (id: string) => {
      wished.value = id;
    },
    /** When to start walking, if this way is the one to the next stop. */
    walkFor: (wanted: Goal | null): WalkView | null =>
      wanted && 'id' in wanted && goal.value && 'id' in goal.value && wanted.id === goal.value.id ? walk.value : null,
  };
}
