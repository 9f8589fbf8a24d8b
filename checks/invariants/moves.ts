/** I7 only legal state changes, I15 a subject's time never runs backwards: read from the chain of facts of each subject. */
import { type Ask, sentences } from './ask.ts';

/** Per fact kind: the states it may come from, and where it leads. `new` is the state of what does not exist yet. */
type Chart = Record<string, { from: readonly string[]; to: string }>;

const bookings: Chart = {
  'booking.held': { from: ['new'], to: 'held' },
  'booking.booked': { from: ['held', 'expired'], to: 'booked' },
  'booking.checked_in': { from: ['booked', 'called'], to: 'checked_in' },
  'booking.called': { from: ['checked_in'], to: 'called' },
  'booking.in_consultation': { from: ['called'], to: 'in_consultation' },
  'booking.finished': { from: ['in_consultation'], to: 'finished' },
  'booking.cancelled': { from: ['held', 'booked', 'checked_in'], to: 'cancelled' },
  'booking.expired': { from: ['held'], to: 'expired' },
  'booking.no_show': { from: ['booked', 'checked_in', 'called'], to: 'no_show' },
};
const tickets: Chart = {
  'ticket.issued': { from: ['new'], to: 'waiting' },
  'ticket.called': { from: ['waiting', 'passed'], to: 'called' },
  'ticket.recalled': { from: ['called'], to: 'called' },
  'ticket.passed': { from: ['called'], to: 'passed' },
  'ticket.returned': { from: ['passed'], to: 'waiting' },
  'ticket.started': { from: ['called'], to: 'in_consultation' },
  'ticket.finished': { from: ['in_consultation'], to: 'finished' },
  'ticket.left': { from: ['waiting', 'called', 'passed'], to: 'left' },
};
/** An order taken at the counter begins paid; one that was closed may still turn out to be paid. */
const orders: Chart = {
  'payment.opened': { from: ['new'], to: 'created' },
  'payment.started': { from: ['created'], to: 'paying' },
  'payment.paid': { from: ['new', 'paying', 'closed'], to: 'paid' },
  'payment.closed': { from: ['created', 'paying'], to: 'closed' },
};
const refunds: Chart = {
  'refund.requested': { from: ['new'], to: 'requested' },
  'refund.processing': { from: ['requested', 'failed'], to: 'processing' },
  'refund.failed': { from: ['processing'], to: 'failed' },
  'refund.abnormal': { from: ['processing'], to: 'abnormal' },
  'refund.succeeded': { from: ['requested', 'processing', 'abnormal'], to: 'succeeded' },
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
];

interface Link extends Record<string, string | null> {
  seq: string;
  kind: string;
  subject: string;
  said_from: string | null;
}

const LINKS = `select seq, kind, subject, data->>'from' as said_from from fact where subject like $1 order by subject, fact.seq`;

export async function onlyLegalMoves(ask: Ask): Promise<string[]> {
  const found: string[] = [];
  for (const { prefix, chart, rows } of kinds) {
    const chains = Map.groupBy(await ask<Link>(LINKS, [`${prefix}:%`]), (link) => link.subject);
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

/** Follows a chain link by link and holds its end against the row. */
function faultsOf(subject: string, chart: Chart, chain: Link[], row_state: string): string[] {
  const found: string[] = [];
  let state = 'new';
  for (const { seq, kind, said_from } of chain) {
    const move = chart[kind];
    if (!move) found.push(`fact ${seq} of ${subject} is of an unknown kind ${kind}`);
    else if (!move.from.includes(state)) found.push(`${subject} went from ${state} to ${move.to} (fact ${seq})`);
    else if (said_from !== null && said_from !== state)
      found.push(`fact ${seq} says ${subject} came from ${said_from}, it was ${state}`);
    state = move?.to ?? state;
  }
  if (state !== row_state) found.push(`${subject} is ${row_state}, its facts end at ${state}`);
  return found;
}

const BACKWARDS = `
  with step as (
    select subject, kind, at, seq, lag(at) over (partition by subject order by seq) as before from fact
    where subject ~ '^(booking|ticket|payment|refund):'
  )
  select format('%s of %s at %s came after one at %s', kind, subject, at, before) as what from step where at < before`;

const FROM_THE_FUTURE = `
  select format('fact %s (%s of %s) is dated %s', seq, kind, subject, at) as what from fact where at > $1::timestamptz`;

export async function timeRunsForwards(ask: Ask, as_of: string | undefined): Promise<string[]> {
  const found = await sentences(ask, BACKWARDS);
  return as_of ? [...found, ...(await sentences(ask, FROM_THE_FUTURE, [as_of]))] : found;
}
