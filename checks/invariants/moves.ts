/** I7 only legal state changes, I15 a subject's time never runs backwards: read from the chain of facts of each subject. */
import { type Ask, sentences } from './ask.ts';

/**
 * Per fact kind: the states it may come from, and where it leads; several: the fact says which, none: it stays. `new` is the
 * state of what does not exist yet.
 */
type Chart = Record<string, { from: readonly string[]; to: string | readonly string[] }>;

const bookings: Chart = {
  'booking.held': { from: ['new'], to: 'held' },
  'booking.booked': { from: ['held', 'expired'], to: 'booked' },
  'booking.checked_in': { from: ['booked', 'called'], to: 'checked_in' },
  // again: that it was begun, or finished, was taken back
  'booking.called': { from: ['checked_in', 'in_consultation'], to: 'called' },
  'booking.in_consultation': { from: ['called', 'finished'], to: 'in_consultation' },
  'booking.finished': { from: ['in_consultation'], to: 'finished' },
  'booking.cancelled': { from: ['held', 'booked', 'checked_in'], to: 'cancelled' },
  'booking.expired': { from: ['held'], to: 'expired' },
  'booking.moved': { from: ['held', 'booked', 'checked_in', 'called'], to: ['held', 'booked', 'checked_in', 'called'] },
  'booking.no_show': { from: ['booked', 'checked_in', 'called'], to: 'no_show' },
};
const standing = ['waiting', 'passed', 'held'] as const;
const tickets: Chart = {
  // again: it had left when its session was closed, and its booking was moved to another day
  'ticket.issued': { from: ['new', 'left'], to: 'waiting' },
  'ticket.moved': { from: ['waiting', 'passed', 'held', 'left'], to: 'waiting' },
  'ticket.handed_over': { from: ['waiting', 'called', 'passed', 'held'], to: [] },
  'ticket.called': { from: ['waiting', 'passed'], to: 'called' },
  'ticket.recalled': { from: ['called'], to: 'called' },
  'ticket.passed': { from: ['called'], to: 'passed' },
  'ticket.returned': { from: ['passed'], to: 'waiting' },
  'ticket.started': { from: ['called'], to: 'in_consultation' },
  'ticket.sent_out': { from: ['in_consultation'], to: 'away' },
  'ticket.back': { from: ['away'], to: 'waiting' },
  'ticket.held': { from: ['waiting', 'passed'], to: 'held' },
  'ticket.resumed': { from: ['held'], to: 'waiting' },
  'ticket.transferred': { from: standing, to: 'waiting' },
  'ticket.urgency_set': { from: standing, to: [] },
  'ticket.class_set': { from: standing, to: [] },
  'ticket.placed': { from: ['waiting'], to: [] },
  'ticket.near': { from: ['waiting'], to: [] },
  // whose visit is open may be finished while away or waiting again; a service may be done without having been begun
  'ticket.finished': { from: ['in_consultation', 'away', 'called', ...standing], to: 'finished' },
  'ticket.left': { from: ['called', ...standing], to: 'left' },
  'ticket.undone': {
    from: ['called', 'in_consultation', 'away', 'finished', ...standing],
    to: ['waiting', 'called', 'passed', 'held', 'in_consultation', 'away'],
  },
};
/** An order taken at the counter begins paid; one that was closed may still turn out to be paid. */
const orders: Chart = {
  'payment.opened': { from: ['new'], to: 'created' },
  'payment.started': { from: ['created'], to: 'paying' },
  'payment.paid': { from: ['new', 'paying', 'closed'], to: 'paid' },
  'payment.closed': { from: ['created', 'paying'], to: 'closed' },
};
const cases: Chart = {
  'closure_case.opened': { from: ['new'], to: 'choosing' },
  'closure_case.settled': { from: ['choosing'], to: ['moved', 'kept', 'refunded', 'cancelled', 'seen'] },
};
const closures: Chart = {
  'closure.proposed': { from: ['new'], to: 'proposed' },
  'closure.opened': { from: ['new', 'proposed'], to: 'open' },
  'closure.refused': { from: ['proposed'], to: 'refused' },
  'closure.withdrawn': { from: ['proposed'], to: 'withdrawn' },
  'closure.settled': { from: ['open'], to: 'settled' },
};
const refunds: Chart = {
  'refund.awaiting_approval': { from: ['new'], to: 'awaiting_approval' },
  'refund.rejected': { from: ['awaiting_approval'], to: 'rejected' },
  'refund.requested': { from: ['new', 'awaiting_approval'], to: 'requested' },
  'refund.processing': { from: ['requested', 'failed'], to: 'processing' },
  'refund.failed': { from: ['processing'], to: 'failed' },
  'refund.abnormal': { from: ['processing'], to: 'abnormal' },
  'refund.succeeded': { from: ['requested', 'processing', 'abnormal'], to: 'succeeded' },
};

/** What is owed: money may come once more for what was given up or given back. What costs nothing is owed by nobody. */
const payables: Chart = {
  'payable.due': { from: ['new', 'void'], to: 'due' },
  'payable.paid': { from: ['due', 'void', 'refunded'], to: 'paid' },
  'payable.refunded': { from: ['paid'], to: 'refunded' },
  'payable.void': { from: ['due'], to: 'void' },
};
const drawers: Chart = {
  'drawer.opened': { from: ['new'], to: 'open' },
  'drawer.moved': { from: ['open'], to: 'open' },
  'drawer.closed': { from: ['open'], to: 'closed' },
};

/** A wish on the waiting list; what becomes of it after an answer is said by the fact. */
const asTheFactSays = { from: ['offered'], to: ['waiting', 'refused', 'expired', 'left', 'purged', 'fulfilled'] };
const wishes: Chart = {
  'waitlist.joined': { from: ['new'], to: 'waiting' },
  'waitlist.offered': { from: ['waiting'], to: 'offered' },
  'waitlist.accepted': { from: ['offered'], to: 'booked' },
  'waitlist.refused': asTheFactSays,
  'waitlist.expired': asTheFactSays,
  'waitlist.withdrawn': asTheFactSays,
  'waitlist.left': { from: ['waiting'], to: 'left' },
  'waitlist.purged': { from: ['waiting'], to: 'purged' },
  'waitlist.fulfilled': { from: ['waiting'], to: 'fulfilled' },
};

/** Each thing with its chart, and the state its row is in now. */
const kinds: { prefix: string; chart: Chart; rows: string }[] = [
  { prefix: 'booking', chart: bookings, rows: 'select id, state from booking' },
  { prefix: 'ticket', chart: tickets, rows: 'select id, state from ticket' },
  {
    prefix: 'payment',
    chart: orders,
    rows: `select id, case when state in ('partly_refunded', 'refunded') then 'paid' else state end as state from payment_order`,
  },
  { prefix: 'refund', chart: refunds, rows: 'select id, state from refund' },
  { prefix: 'payable', chart: payables, rows: `select id, own_state as state from payable where amount_fen > 0` },
  { prefix: 'drawer', chart: drawers, rows: 'select id, state from drawer' },
  { prefix: 'closure', chart: closures, rows: 'select id, state from closure' },
  { prefix: 'waitlist_entry', chart: wishes, rows: 'select id, state from waitlist_entry' },
  { prefix: 'closure_case', chart: cases, rows: 'select id, state from closure_case' },
];

interface Link extends Record<string, string | null> {
  seq: string;
  kind: string;
  subject: string;
  said_from: string | null;
  said_to: string | null;
}

/** Facts of another family are no moves: they tell more about a thing, as why an extra place was given. */
const LINKS = `
  select seq, kind, subject, data->>'from' as said_from, coalesce(data->>'entry_state', data->>'state', data->>'outcome') as said_to
  from fact where subject like $1 and kind like $2 order by subject, fact.seq`;
const familyOf = (chart: Chart): string => Object.keys(chart)[0]!.split('.')[0]!;

export async function onlyLegalMoves(ask: Ask): Promise<string[]> {
  const found: string[] = [];
  for (const { prefix, chart, rows } of kinds) {
    const chains = Map.groupBy(await ask<Link>(LINKS, [`${prefix}:%`, `${familyOf(chart)}.%`]), (link) => link.subject);
    const now = await ask<{ id: string; state: string }>(rows);
    for (const { id, state } of now) {
      const subject = `${prefix}:${id}`;
      found.push(...faultsOf(subject, chart, chains.get(subject) ?? [], state));
      chains.delete(subject);
    }
    for (const subject of chains.keys()) found.push(`the facts tell of ${subject}, which does not exist`);
  }
  return found;
}

const targetOf = (to: string | readonly string[] | undefined, said: string | null): string | undefined =>
  typeof to === 'string' ? to : to?.find((state) => state === said);

/** Follows a chain link by link and holds its end against the row. */
function faultsOf(subject: string, chart: Chart, chain: Link[], row_state: string): string[] {
  const found: string[] = [];
  let state = 'new';
  for (const { seq, kind, said_from, said_to } of chain) {
    const move = chart[kind];
    const to = targetOf(move?.to, said_to) ?? state;
    if (!move) found.push(`fact ${seq} of ${subject} is of an unknown kind ${kind}`);
    else if (!move.from.includes(state)) found.push(`${subject} went from ${state} to ${to} (fact ${seq})`);
    else if (said_from !== null && said_from !== state)
      found.push(`fact ${seq} says ${subject} came from ${said_from}, it was ${state}`);
    state = to;
  }
  if (state !== row_state) found.push(`${subject} is ${row_state}, its facts end at ${state}`);
  return found;
}

const BACKWARDS = `
  with step as (
    select subject, kind, at, seq, lag(at) over (partition by subject order by seq) as before from fact
    where subject ~ '^(booking|ticket|payment|refund|payable|drawer|waitlist_entry):'
  )
  select format('%s of %s at %s came after one at %s', kind, subject, at, before) as what from step where at < before`;

const FROM_THE_FUTURE = `
  select format('fact %s (%s of %s) is dated %s', seq, kind, subject, at) as what from fact where at > $1::timestamptz`;

export async function timeRunsForwards(ask: Ask, as_of: string | undefined): Promise<string[]> {
  const found = await sentences(ask, BACKWARDS);
  return as_of ? [...found, ...(await sentences(ask, FROM_THE_FUTURE, [as_of]))] : found;
}
