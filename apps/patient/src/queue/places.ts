import type { AnswerOf, Contract } from '@menzhen/contract';

export type Place = AnswerOf<Contract['myTickets']>['items'][number];
type State = Place['ticket']['state'];

/** What wants something of the patient comes first; what is over, last. */
const order: State[] = ['called', 'waiting', 'passed', 'in_consultation', 'away', 'held', 'finished', 'left'];

export const sortedPlaces = (places: readonly Place[]): Place[] =>
  [...places].sort(
    (a, b) => order.indexOf(a.ticket.state) - order.indexOf(b.ticket.state) || a.people_ahead - b.people_ahead,
  );

/** There is a way to go for it: now, or soon. */
export const isUnderWay = ({ ticket }: Place): boolean => ticket.state === 'called' || ticket.state === 'waiting';

export const isOver = ({ ticket }: Place): boolean => ticket.state === 'finished' || ticket.state === 'left';

/** Whether one of them has been called (again) since. */
export function newCalls(before: readonly Place[], now: readonly Place[]): boolean {
  const known = new Map(before.map(({ ticket }) => [ticket.id, ticket.calls]));
  return now.some(({ ticket }) => ticket.state === 'called' && ticket.calls > (known.get(ticket.id) ?? 0));
}

/** Where it stands: the room that called, else the service point, else the room it waits for. */
export const whereOf = ({ ticket }: Place): string =>
  ticket.state === 'called' || ticket.state === 'in_consultation'
    ? ticket.room_name || ticket.service_point_name
    : ticket.service_point_name || ticket.room_name;
