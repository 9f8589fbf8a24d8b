/**
 * In which order the people of one line are called, and why each stands where they stand. Pure: the clock and what was called
 * before are handed in. A line is played forward: at each step the one whose turn it is goes, so that the rest of the line
 * keeps its order when the first has been called.
 */
import type { Policy } from '@menzhen/contract';

export type LineRules = Policy['queue'];
export type TicketClass = LineRules['classes'][number]['class'];

/** What the order needs to know of a waiting ticket. */
export interface Waiting {
  id: string;
  serial: number;
  /** Null at a service point: by arrival. */
  slot_starts_at: Temporal.Instant | null;
  slot_ends_at: Temporal.Instant | null;
  checked_in_at: Temporal.Instant;
  urgency: number;
  class: TicketClass | null;
  round: number;
  /** When the patient was back with results; set from round 2 on. */
  back_at: Temporal.Instant | null;
  /** Set when the ticket was passed and came back, with the last call of the house at that moment. */
  returned_at: Temporal.Instant | null;
  returned_after_call: number | null;
  /** Set by a nurse's placement: behind so many others, counted from a call of the house. */
  placed_at: Temporal.Instant | null;
  placed_ahead: number | null;
  placed_after_call: number | null;
  placed_reason: string | null;
}

/** A call of this line, in the order of calling; `turn` says whose turn it was (`turnOf`). */
export interface Turn {
  seq: number;
  turn: string;
}
export interface LineGround {
  now: Temporal.Instant;
  rules: LineRules;
  /** The line's turns of the day, oldest first. */
  turns: readonly Turn[];
}

export type Reason =
  | { kind: 'slot'; slot_starts_at: Temporal.Instant }
  | { kind: 'late'; slot_starts_at: Temporal.Instant; behind_slot_at: Temporal.Instant }
  | { kind: 'arrival'; checked_in_at: Temporal.Instant }
  | { kind: 'urgent'; urgency: number }
  | { kind: 'aged'; urgency: number; waited_minutes: number }
  | { kind: 'class'; class: TicketClass; every: number }
  | { kind: 'results'; every: number }
  | { kind: 'returned'; lets_pass: number; of: number }
  | { kind: 'placed'; lets_pass: number; reason: string };

export interface Placed<T> {
  ticket: T;
  /** 1 = next. */
  position: number;
  reason: Reason;
  /** What its call will be counted as. */
  turn: string;
}

const { compare } = Temporal.Instant;
const ROUTINE = 4;
/** Waiting raises to urgent at most: who is critical goes before everybody, however long these wait. */
const AGED_UP_TO = 2;

/** True when the patient came after the own slot was over. */
const isLate = (ticket: Waiting): boolean =>
  ticket.slot_ends_at !== null && compare(ticket.checked_in_at, ticket.slot_ends_at) >= 0;

/** The slot whose people a ticket stands with: its own, or, for one who came late, the slot running on arrival. */
export function slotOfPlace(ticket: Waiting): Temporal.Instant {
  const { slot_starts_at, slot_ends_at, checked_in_at } = ticket;
  if (!slot_starts_at || !slot_ends_at) return checked_in_at;
  if (!isLate(ticket)) return slot_starts_at;
  const starts_ms = slot_starts_at.epochMilliseconds;
  const slot_ms = slot_ends_at.epochMilliseconds - starts_ms;
  const slots_later = Math.floor((checked_in_at.epochMilliseconds - starts_ms) / slot_ms);
  return Temporal.Instant.fromEpochMilliseconds(starts_ms + slots_later * slot_ms);
}

/** From when a ticket is kept waiting past its time: nobody is due before their slot. */
export function dueAt(ticket: Waiting): Temporal.Instant {
  const since = ticket.back_at ?? ticket.returned_at ?? ticket.checked_in_at;
  const { slot_starts_at } = ticket;
  return slot_starts_at && compare(slot_starts_at, since) > 0 ? slot_starts_at : since;
}

const waitedMinutes = (ticket: Waiting, now: Temporal.Instant): number =>
  Math.max(0, (now.epochMilliseconds - dueAt(ticket).epochMilliseconds) / 60_000);

/** The level of urgency a ticket has by now: each `ageing_minutes` of waiting past its time raises it by one. */
export function levelOf(ticket: Waiting, { now, rules }: Pick<LineGround, 'now' | 'rules'>): number {
  const raised = ticket.urgency - Math.floor(waitedMinutes(ticket, now) / rules.ageing_minutes);
  return Math.max(Math.min(ticket.urgency, AGED_UP_TO), raised);
}

function byTurn(a: Waiting, b: Waiting): number {
  return (
    compare(slotOfPlace(a), slotOfPlace(b)) ||
    Number(isLate(a)) - Number(isLate(b)) ||
    compare(a.checked_in_at, b.checked_in_at) ||
    a.serial - b.serial ||
    (a.id < b.id ? -1 : 1)
  );
}
const byDue = (a: Waiting, b: Waiting): number => compare(dueAt(a), dueAt(b)) || byTurn(a, b);

/** Tickets of one group stand in a row of their own, and groups take turns. */
interface Row<T> {
  turn: string;
  tickets: T[];
  /** One of this row goes after so many of those without any right, so that these always get on. */
  every: number;
  /** Turns of these since the last one of this row. */
  since: number;
}

const sinceLast = (turns: readonly Turn[], turn: string): number =>
  turns.slice(turns.findLastIndex((one) => one.turn === turn) + 1).filter((one) => one.turn === 'slot').length;
const calledSince = (turns: readonly Turn[], seq: number | null): number =>
  turns.filter((one) => one.seq > (seq ?? 0)).length;

const ruleOfClass = (ticket: Waiting, rules: LineRules) => rules.classes.find((one) => one.class === ticket.class);

/** The name under which a ticket's call is counted. */
function turnOf(ticket: Waiting, ground: LineGround): string {
  if (ticket.urgency === 1) return 'urgent';
  if (ticket.placed_at) return 'placed';
  if (levelOf(ticket, ground) < ROUTINE) return 'urgent';
  if (ticket.returned_at) return 'returned';
  if (ticket.round > 1) return 'results';
  return ruleOfClass(ticket, ground.rules) ? `class:${ticket.class}` : 'slot';
}

/** A ticket that lets so many others go first: a nurse's placement, or back after being passed. */
interface Behind<T> {
  ticket: T;
  /** Below zero: it could have gone so many calls ago. */
  lets_pass: number;
}

interface Playing<T> {
  critical: T[];
  placed: Behind<T>[];
  urgent: T[];
  returned: Behind<T>[];
  rows: Row<T>[];
  slot: T[];
}

function sorted<T extends Waiting>(waiting: readonly T[], ground: LineGround): Playing<T> {
  const groups = Map.groupBy(waiting, (ticket) => turnOf(ticket, ground));
  const group = (turn: string): T[] => groups.get(turn) ?? [];
  const { rules, turns } = ground;
  const level = (ticket: T) => levelOf(ticket, ground);
  const behind = (ticket: T, lets: number, after: number | null): Behind<T> => ({
    ticket,
    lets_pass: lets - calledSince(turns, after),
  });
  const row = (turn: string, every: number, order: (a: T, b: T) => number): Row<T> => ({
    turn,
    every,
    since: sinceLast(turns, turn),
    tickets: group(turn).toSorted(order),
  });
  return {
    critical: group('urgent')
      .filter((ticket) => ticket.urgency === 1)
      .toSorted(byDue),
    urgent: group('urgent')
      .filter((ticket) => ticket.urgency !== 1)
      .toSorted((a, b) => level(a) - level(b) || byDue(a, b)),
    placed: group('placed')
      .map((ticket) => behind(ticket, ticket.placed_ahead ?? 0, ticket.placed_after_call))
      // who was placed later was placed before the other
      .toSorted(
        (a, b) =>
          a.lets_pass - b.lets_pass || compare(b.ticket.placed_at!, a.ticket.placed_at!) || byTurn(a.ticket, b.ticket),
      ),
    returned: group('returned')
      .map((ticket) => behind(ticket, rules.passed_lets_pass, ticket.returned_after_call))
      .toSorted((a, b) => compare(a.ticket.returned_at!, b.ticket.returned_at!) || byTurn(a.ticket, b.ticket)),
    rows: [
      ...rules.classes.map((one) => row(`class:${one.class}`, one.every, byTurn)),
      row('results', rules.results_every, byDue),
    ],
    slot: group('slot').toSorted(byTurn),
  };
}

/** Whose turn it is after `gone` others have been called from here on. */
function takeNext<T extends Waiting>(line: Playing<T>, gone: number): { ticket: T; turn: string } | undefined {
  const take = (tickets: T[], turn: string) => ({ ticket: tickets.shift()!, turn });
  if (line.critical.length > 0) return take(line.critical, 'urgent');
  if (line.placed[0] && line.placed[0].lets_pass <= gone)
    return { ticket: line.placed.shift()!.ticket, turn: 'placed' };
  if (line.urgent.length > 0) return take(line.urgent, 'urgent');
  const back = line.returned.findIndex((one) => one.lets_pass <= gone);
  if (back >= 0) return { ticket: line.returned.splice(back, 1)[0]!.ticket, turn: 'returned' };
  const rows = line.rows.filter((row) => row.tickets.length > 0);
  const due = rows.filter((row) => row.since >= row.every);
  // of several whose turn it is, the one that waits longest for it, in shares of its own rule
  const [first] = due.toSorted((a, b) => a.every - b.every || b.since - a.since);
  if (first) return take(first.tickets, first.turn);
  if (line.slot.length > 0) return take(line.slot, 'slot');
  const [nearest] = rows.toSorted((a, b) => a.every - a.since - (b.every - b.since));
  if (nearest) return take(nearest.tickets, nearest.turn);
  const [left] = line.returned.toSorted((a, b) => a.lets_pass - b.lets_pass);
  if (left) return { ticket: line.returned.splice(line.returned.indexOf(left), 1)[0]!.ticket, turn: 'returned' };
  return line.placed[0] && { ticket: line.placed.shift()!.ticket, turn: 'placed' };
}

function reasonOf(ticket: Waiting, turn: string, ahead: number, ground: LineGround): Reason {
  const { rules, now, turns } = ground;
  const lets = (n: number) => Math.min(ahead, Math.max(0, n));
  if (turn === 'urgent') {
    const urgency = levelOf(ticket, ground);
    return urgency < ticket.urgency
      ? { kind: 'aged', urgency, waited_minutes: Math.floor(waitedMinutes(ticket, now)) }
      : { kind: 'urgent', urgency };
  }
  if (turn === 'placed') {
    const left = (ticket.placed_ahead ?? 0) - calledSince(turns, ticket.placed_after_call);
    return { kind: 'placed', lets_pass: lets(left), reason: ticket.placed_reason ?? '' };
  }
  if (turn === 'returned') {
    const left = rules.passed_lets_pass - calledSince(turns, ticket.returned_after_call);
    return { kind: 'returned', lets_pass: lets(left), of: rules.passed_lets_pass };
  }
  if (turn === 'results') return { kind: 'results', every: rules.results_every };
  const reserved = ruleOfClass(ticket, rules);
  if (turn !== 'slot' && reserved) return { kind: 'class', class: reserved.class, every: reserved.every };
  const { slot_starts_at, checked_in_at } = ticket;
  if (!slot_starts_at) return { kind: 'arrival', checked_in_at };
  return isLate(ticket)
    ? { kind: 'late', slot_starts_at, behind_slot_at: slotOfPlace(ticket) }
    : { kind: 'slot', slot_starts_at };
}

/**
 * The order of calling. Critical ones first; then whom a nurse placed, at that place; then by level of urgency, which waiting
 * raises; then the passed who let enough others go; then classes and results, each one after so many of the rest; and the
 * rest by slot (who came after the own slot behind those of the slot running on arrival), within it by check-in.
 */
export function order<T extends Waiting>(waiting: readonly T[], ground: LineGround): Placed<T>[] {
  const line = sorted(waiting, ground);
  const out: Placed<T>[] = [];
  for (let next = takeNext(line, 0); next; next = takeNext(line, out.length)) {
    const { ticket, turn } = next;
    out.push({ ticket, turn, position: out.length + 1, reason: reasonOf(ticket, turn, out.length, ground) });
    for (const row of line.rows) row.since = row.turn === turn ? 0 : row.since + Number(turn === 'slot');
  }
  return out;
}

/** How many others a ticket must let go first to stand right before another of the same line; null: to stand last. */
export function aheadToStandBefore<T extends Waiting>(
  line: readonly T[],
  ask: { ticket_id: string; before_id: string | null },
  ground: LineGround,
): number | undefined {
  const others = order(
    line.filter((ticket) => ticket.id !== ask.ticket_id),
    ground,
  );
  if (ask.before_id === null) return others.length;
  const at = others.findIndex((placed) => placed.ticket.id === ask.before_id);
  return at < 0 ? undefined : at;
}
