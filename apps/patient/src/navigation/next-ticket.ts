import type { AnswerOf, Contract } from '@menzhen/contract';

export type Ticket = AnswerOf<Contract['myTickets']>['items'][number]['ticket'];

/** Who is called goes before who waits; what is over leads nowhere. */
const order = ['called', 'waiting', 'passed', 'held', 'away'];

/** The ticket that says where to go next: the wished one while it is open, else the most urgent. null: none. */
export function nextTicket(tickets: readonly Ticket[], wished: string | null): Ticket | null {
  const open = tickets.filter((one) => order.includes(one.state) && (one.room_id || one.service_point_id));
  const found = open.find((one) => one.id === wished);
  return found ?? [...open].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0] ?? null;
}
