/**
 * The crowd of one release, open loop: every account asks when the model says, whatever the server does. A program of its
 * own. Reads a plan, prints what it saw as JSON.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { type Account, againAfter, BOT_SOLVES_A_SECOND, chanceOf, crowdOf } from './model.ts';
import { type Answer, Wire } from './wire.ts';

export interface Plan {
  port: number;
  /** Unix milliseconds at which places open. */
  release_ms: number;
  seed: number;
  slots: string[];
  people: { token: string; account_id: string; patient_id: string }[];
  /** The key with which challenges are signed: a script's solutions are made of it, after the time that solving takes. */
  challenge_key: string;
}
export interface Seen {
  requests: { people: number; bots: number };
  /** Answers by kind of account, status and problem code. */
  answers: Record<string, number>;
  won: { people: number; bots: number };
  challenges: { people: number; bots: number };
  /** People who first asked within a second of the release, in the order in which they did: 1 for a place, 0 for none. */
  first_second: number[];
  /** From a person's press to the answer. */
  waits_ms: number[];
  /** By how much asks were sent later than the model wanted, the worst of them. */
  behind_ms: number;
  seconds: number;
}

const CONNECTS_A_SECOND = 1_500;
const ASKS_A_TURN = 200;
const ANSWERED_WITHIN_MS = 60_000;

class Release {
  readonly #plan: Plan;
  readonly #chance: () => number;
  readonly #wires = new Map<string, Wire>();
  readonly seen: Seen = {
    requests: { people: 0, bots: 0 },
    answers: {},
    won: { people: 0, bots: 0 },
    challenges: { people: 0, bots: 0 },
    first_second: [],
    waits_ms: [],
    behind_ms: 0,
    seconds: 0,
  };
  readonly #firstAsks: { at_ms: number; index: number }[] = [];
  readonly #winners = new Set<number>();
  readonly #solving = new Set<number>();
  readonly #solved = new Map<number, string>();
  #asked = 0;
  #solverFree_ms = 0;
  #open = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#chance = chanceOf(plan.seed + 1);
  }

  async run(): Promise<Seen> {
    const crowd = crowdOf(this.#plan.seed);
    await this.#connect(crowd);
    const from_ms = performance.now();
    const asks = crowd
      .flatMap((account) => account.asks_ms.map((at_ms) => ({ at_ms: at_ms + this.#plan.release_ms, account })))
      .sort((a, b) => a.at_ms - b.at_ms);
    for (let next = 0; next < asks.length; ) {
      const now_ms = Date.now();
      // who is late reads its answers in between: a crowd that only asks would stall itself and the server
      const until = next + ASKS_A_TURN;
      if (next < asks.length) this.seen.behind_ms = Math.max(this.seen.behind_ms, now_ms - asks[next]!.at_ms);
      while (next < asks.length && next < until && asks[next]!.at_ms <= now_ms) this.#ask(asks[next++]!.account, 1);
      await (next === until ? turn() : sleep(1));
    }
    const until_ms = performance.now() + ANSWERED_WITHIN_MS;
    while (this.#open > 0 && performance.now() < until_ms) await sleep(50);
    this.seen.seconds = (performance.now() - from_ms) / 1000;
    for (const { index } of this.#firstAsks.sort((a, b) => a.at_ms - b.at_ms))
      this.seen.first_second.push(this.#winners.has(index) ? 1 : 0);
    // what was not answered counts as lost
    for (const wire of this.#wires.values()) wire.close();
    return this.seen;
  }

  /** People have the page open before the release: connections are there. */
  async #connect(crowd: Account[]): Promise<void> {
    const step = CONNECTS_A_SECOND / 20;
    const wires = [...new Map(crowd.map(({ wire, address }) => [wire, address]))];
    for (let n = 0; n < wires.length; n += step) {
      for (const [name, address] of wires.slice(n, n + step)) this.#wires.set(name, new Wire(this.#plan.port, address));
      await sleep(50);
    }
    await Promise.all([...this.#wires.values()].map((wire) => wire.open));
    const lost = [...this.#wires.values()].filter((wire) => wire.isLost).length;
    if (lost > 0) throw new Error(`${lost} of ${wires.length} connections failed`);
    if (Date.now() > this.#plan.release_ms - 8_000) throw new Error('the crowd was not there in time');
  }

  #count(account: Account): void {
    this.seen.requests[account.kind === 'person' ? 'people' : 'bots'] += 1;
  }

  #ask(account: Account, tries: number): void {
    const { token, patient_id } = this.#plan.people[account.index]!;
    const slot_id = this.#plan.slots[Math.floor(this.#chance() * this.#plan.slots.length)]!;
    const since_ms = Date.now() - this.#plan.release_ms;
    if (account.kind === 'person' && tries === 1 && since_ms >= 0 && since_ms < 1000)
      this.#firstAsks.push({ at_ms: performance.now(), index: account.index });
    const solution = this.#solved.get(account.index);
    this.#solved.delete(account.index);
    this.#asked += 1;
    const headers =
      `authorization: Bearer ${token}\r\nidempotency-key: rush-${this.#plan.release_ms}-${this.#asked}\r\n` +
      `x-device: ${account.device}\r\n${solution ? `x-challenge: ${solution}\r\n` : ''}`;
    const asked_ms = performance.now();
    this.#send(
      account,
      'POST',
      '/api/bookings',
      headers,
      `{"slot_id":"${slot_id}","patient_id":"${patient_id}"}`,
      (answer) => {
        if (account.kind === 'person' && since_ms >= 0) this.seen.waits_ms.push(performance.now() - asked_ms);
        this.#hear(account, answer, tries);
      },
    );
  }

  #send(account: Account, method: string, path: string, headers: string, body: string, heard: (a: Answer) => void) {
    this.#open += 1;
    this.#count(account);
    this.#wires.get(account.wire)!.ask(method, path, headers, body, (answer) => {
      this.#open -= 1;
      heard(answer);
    });
  }

  #hear(account: Account, answer: Answer, tries: number): void {
    const side = account.kind === 'person' ? 'people' : 'bots';
    const name = `${account.kind} ${answer.status}${answer.code ? ` ${answer.code}` : ''}`;
    this.seen.answers[name] = (this.seen.answers[name] ?? 0) + 1;
    if (answer.status === 201 && !this.#winners.has(account.index)) {
      this.#winners.add(account.index);
      this.seen.won[side] += 1;
    }
    if (answer.code === 'challenge_required') {
      this.seen.challenges[side] += 1;
      this.#solve(account);
    }
    const full = answer.code === 'slot_full' || answer.code === 'challenge_required';
    const after_ms = full && !this.#winners.has(account.index) ? againAfter(account, tries, this.#chance) : undefined;
    if (after_ms === undefined) return;
    this.#open += 1;
    setTimeout(() => {
      this.#open -= 1;
      this.#ask(account, tries + 1);
    }, after_ms);
  }

  /** Fetches the challenge, waits as long as solving it takes the script's machine, and has an answer for its next ask. */
  #solve(account: Account): void {
    if (this.#solving.has(account.index) || this.#solved.has(account.index)) return;
    this.#solving.add(account.index);
    const { token, account_id } = this.#plan.people[account.index]!;
    this.#send(account, 'GET', '/api/booking-challenge', `authorization: Bearer ${token}\r\n`, '', ({ status }) => {
      if (status !== 200) return void this.#solving.delete(account.index);
      const now_ms = performance.now();
      this.#solverFree_ms = Math.max(this.#solverFree_ms, now_ms) + 1000 / BOT_SOLVES_A_SECOND;
      setTimeout(() => {
        this.#solving.delete(account.index);
        this.#solved.set(account.index, this.#answerFor(account_id));
      }, this.#solverFree_ms - now_ms).unref();
    });
  }

  #answerFor(account_id: string): string {
    const until = Math.floor(Date.now() / 1000) + 250;
    const salt = `${randomBytes(12).toString('hex')}?account=${account_id}&until=${until}&`;
    const challenge = createHash('sha256').update(`${salt}1`).digest('hex');
    const signature = createHmac('sha256', this.#plan.challenge_key).update(challenge).digest('hex');
    const payload = { algorithm: 'SHA-256', challenge, number: 1, salt, signature };
    return Buffer.from(JSON.stringify(payload)).toString('base64');
  }
}

if (import.meta.main) {
  const plan = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Plan;
  process.stdout.write(JSON.stringify(await new Release(plan).run()));
}
