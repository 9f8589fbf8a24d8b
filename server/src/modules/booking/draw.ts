/**
 * Fair admission: asks that arrive within a moment of a day's release wait for the end of that moment and are then taken in
 * random order, one ticket for an account and patient however often it asks. Who comes later goes straight through, and
 * at any other time nobody waits. Each node draws for those who came to it.
 */
import { randomInt } from 'node:crypto';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { dayOf, type Doorway, Refusal, type Visit, wallTimeOf } from '../../kernel/index.ts';
import { type BookingAsk, type Calendar, judgeTime, type Policy, policyForVisit } from '../policy/index.ts';
import { drawOf, mayBeDrawn, nextOpening, shuffled } from './draw-rules.ts';
import type { Held, HoldGround } from './hold.ts';
import { refusalOfRule, slotVisit } from './judging.ts';
import type { HoldAsk } from './tables.ts';

type Hold = (ask: HoldAsk) => Promise<Held>;
type Visited = Parameters<typeof policyForVisit>[1] & Pick<BookingAsk, 'channel'>;
interface Ticket {
  ask: HoldAsk;
  answer: Promise<Held>;
  resolve: (held: Promise<Held>) => void;
}

/** Who pressed in time is on the way for so long: a slower network is no reason to lose. */
const TRANSIT_MS = 300;
/**
 * After its time a draw waits for those who came in time and are on the way. A server that twenty thousand ask at once needs
 * many seconds to look up who they are: if it drew before, the first it read would win, and that is whoever was fastest.
 */
const MOST_WAIT_MS = 30_000;
/** Whose request is not received whole after this keeps nobody waiting: it may be meant to. */
const RECEIVED_WITHIN_MS = 1_000;
const LOOK_MS = 5;
/** Turns of the loop in which all is read that came in time: connections that wait to be accepted, their requests, the rest. */
const READING_TURNS = 3;

interface Chance {
  /** A number from 0 up to, not including, n. */
  below: (n: number) => number;
  /** Knows who is still on the way; without it nobody is waited for. */
  doorway?: Doorway;
}

class Draw {
  readonly #tickets = new Map<string, Ticket>();
  readonly #hold: Hold;
  readonly #ground: Chance;
  /** Resolves when the order is drawn and everybody stands in the lane. */
  readonly drawn: Promise<void>;
  #closed_ms = Number.POSITIVE_INFINITY;
  #isDrawn = false;

  constructor(hold: Hold, ground: Chance, open_for_ms: number) {
    this.#hold = hold;
    this.#ground = ground;
    this.drawn = this.#run(open_for_ms);
  }

  /** Whether an ask that reached the server at `arrived_ms` still stands in this draw. */
  takes(arrived_ms: number): boolean {
    return !this.#isDrawn && arrived_ms <= this.#closed_ms;
  }

  /** One ticket: who asks again for the same place gets the same answer, who asks for another waits for the first. */
  join(ask: HoldAsk): Promise<Held> {
    const who = `${ask.account_id} ${ask.patient_id}`;
    const mine = this.#tickets.get(who);
    if (mine) {
      if (mine.ask.slot_id === ask.slot_id) return mine.answer;
      throw new Refusal(mine.ask.key === ask.key ? 'idempotency_key_reused' : 'draw_one_ticket');
    }
    const { promise: answer, resolve } = Promise.withResolvers<Held>();
    this.#tickets.set(who, { ask, answer, resolve });
    return answer;
  }

  async #run(open_for_ms: number): Promise<void> {
    await sleep(open_for_ms + TRANSIT_MS);
    // a busy machine reads late what came in time: it is all in its buffers by now
    for (let n = 0; n < READING_TURNS; n += 1) await turn();
    this.#closed_ms = performance.now();
    while (this.#isAwaiting()) await sleep(LOOK_MS);
    this.#isDrawn = true;
    const { below } = this.#ground;
    for (const { ask, resolve } of shuffled([...this.#tickets.values()], below)) resolve(this.#hold(ask));
  }

  /** Whether somebody who came in time is still on the way. */
  #isAwaiting(): boolean {
    const since_ms = performance.now() - this.#closed_ms;
    const who = since_ms < RECEIVED_WITHIN_MS ? 'all' : 'received';
    return since_ms < MOST_WAIT_MS && this.#ground.doorway?.awaits(this.#closed_ms, who) === true;
  }
}

/** Before its places open an ask is refused here, when it comes, and not in the lane, where it may come later than they do. */
function refuseTooEarly(hospital: Policy, visit: Visited, at: Temporal.Instant, calendar: Calendar): void {
  const now = { day: dayOf(at), time: wallTimeOf(at) };
  const no = judgeTime(policyForVisit(hospital, visit, calendar), { now, ...visit }, calendar);
  if (no && TOO_EARLY.has(no.code)) throw refusalOfRule(no);
}
const TOO_EARLY = new Set(['policy_not_released', 'policy_beyond_horizon']);

export interface DrawAsk extends HoldAsk {
  /** Since when the request is on its way; it came now when not told. */
  visit?: Visit | undefined;
}
export type DrawGround = Pick<HoldGround, 'db' | 'clock' | 'policy' | 'scheduling' | 'catalog'> & Partial<Chance>;

/** A draw is remembered this long after it, so that nobody opens it again. */
const REMEMBER_MS = 60_000;

/** `hold` behind the draw: the same asks and answers, in fair order at a release. */
export function drawn(ground: DrawGround, hold: Hold): (ask: DrawAsk) => Promise<Held> {
  const chance: Chance = { ...ground, below: ground.below ?? randomInt };
  const draws = new Map<string, Draw>();
  const expected = new Set<string>();

  const msUntil = (time_ms: number): number => Math.max(0, time_ms - ground.clock.now().epochMilliseconds);

  function begin(name: string, closes_ms: number): Draw {
    const fresh = new Draw(hold, chance, msUntil(closes_ms));
    draws.set(name, fresh);
    void fresh.drawn.then(() => sleep(REMEMBER_MS, undefined, { ref: false })).then(() => draws.delete(name));
    return fresh;
  }

  /** Whose asks come before the release call for a draw: it then begins with it, however late a busy server reads the first. */
  function expect(name: string, next: { opened_ms: number; draw_ms: number }): void {
    if (expected.has(name)) return;
    expected.add(name);
    void sleep(msUntil(next.opened_ms), undefined, { ref: false }).then(() => {
      expected.delete(name);
      const isTime = msUntil(next.opened_ms) === 0;
      if (isTime && !draws.has(name) && next.draw_ms > 0) begin(name, next.opened_ms + next.draw_ms);
    });
  }

  /**
   * The draw that is open for this ask, if there is one. It is judged by when it came: a busy server reads it late and looks it up
   * seconds later, and who came within the release's moment, or before it, would else find no draw and be first of all.
   */
  async function find(ask: DrawAsk): Promise<Draw | undefined> {
    const now = ask.visit?.read_at ?? ground.clock.now();
    const late_ms = ask.visit?.read_after_ms ?? 0;
    const { data, calendar } = await ground.policy.current();
    if (draws.size === 0 && !mayBeDrawn(data, now, late_ms)) return undefined;
    const [slots, catalog] = await Promise.all([
      ground.scheduling.slotCards(ground.db.kysely, [ask.slot_id]),
      ground.catalog.view(),
    ]);
    const slot = slots.get(ask.slot_id);
    if (!slot) return undefined;
    const visit = { ...slotVisit(slot, catalog), channel: ask.channel };
    const key = `${slot.date}`;
    const next = nextOpening(data, visit, now, calendar);
    if (next) expect(`${key} ${next.opened_ms}`, next);
    refuseTooEarly(data, visit, now, calendar);
    const window = drawOf(data, visit, { now, late_ms }, calendar);
    // asks that came in time may reach this line after it
    const name = window ? `${key} ${window.opened_ms}` : [...draws.keys()].find((one) => one.startsWith(key));
    const open = name === undefined ? undefined : draws.get(name);
    if (open || !window) return open;
    return begin(name!, window.closes_ms);
  }

  return async (ask) => {
    const arrived_ms = ask.visit?.arrived_ms ?? performance.now();
    const draw = await find(ask);
    const answer = draw?.takes(arrived_ms) ? draw.join(ask) : undefined;
    ask.visit?.done();
    if (answer) return answer;
    // nobody who came after it gets ahead of those in it
    if (draw) await draw.drawn;
    return hold(ask);
  };
}
