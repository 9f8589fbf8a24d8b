/**
 * Who asks too often, in memory: sliding minutes of accounts and addresses, the accounts a device was seen with today.
 * A whole campus may share one address, so an address alone bars nobody; it only makes other signs weigh. The clock is the
 * machine's, since what is measured is fingers and load, not hospital days.
 */

export interface RushCaps {
  /** Asks of one account in a minute before it is asked to show that it is a person; at twice as many it is not heard. */
  per_account_per_minute: number;
  per_device_accounts_per_day: number;
  per_address_per_minute: number;
}
export interface AdmissionAsk {
  account_id: string;
  /** What the client calls itself, a random name it keeps; null: it sent none. */
  device: string | null;
  address: string;
  caps: RushCaps;
}
export type Verdict = { is: 'heard' } | { is: 'suspected' } | { is: 'unheard'; seconds: number };

/** From this many points of suspicion on, a challenge. */
const SUSPECTED_FROM = 2;
/** Asks before the release; a person presses once or twice too early. */
const MOST_EARLY = 2;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const UNHEARD_SECONDS = 10;

/** Counts in a sliding minute: this minute's, and of the last one the share that still lies within sixty seconds. */
class Minutes {
  #now = new Map<string, number>();
  #last = new Map<string, number>();
  #began_ms = 0;

  add(key: string, at_ms: number): number {
    this.#turn(at_ms);
    const count = (this.#now.get(key) ?? 0) + 1;
    this.#now.set(key, count);
    return count + this.#before(key, at_ms);
  }

  /** What other nodes counted is taken over when it is more. */
  raise(key: string, count: number): void {
    if (count > (this.#now.get(key) ?? 0)) this.#now.set(key, count);
  }

  count(key: string, at_ms: number): number {
    this.#turn(at_ms);
    return (this.#now.get(key) ?? 0) + this.#before(key, at_ms);
  }

  #before(key: string, at_ms: number): number {
    return (this.#last.get(key) ?? 0) * (1 - (at_ms - this.#began_ms) / MINUTE_MS);
  }

  #turn(at_ms: number): void {
    const began_ms = Math.floor(at_ms / MINUTE_MS) * MINUTE_MS;
    if (began_ms === this.#began_ms) return;
    this.#last = began_ms - this.#began_ms === MINUTE_MS ? this.#now : new Map();
    this.#now = new Map();
    this.#began_ms = began_ms;
  }
}

/** Told of what this node counts; answers, some time later, with what all nodes counted together. */
export interface SharedCounts {
  add(key: string, lasts_ms: number): Promise<number>;
  /** How many different members the set has. */
  join(key: string, member: string, lasts_ms: number): Promise<number>;
  close(): void;
}

export class Admission {
  readonly #accounts = new Minutes();
  readonly #addresses = new Minutes();
  readonly #early = new Minutes();
  #devices = new Map<string, Set<string>>();
  /** Accounts of a device as all nodes saw them, where that is more. */
  #devicesShared = new Map<string, number>();
  #devicesDay = 0;
  readonly #unheard = new Map<string, number>();
  readonly #shared: SharedCounts | undefined;
  readonly #now_ms: () => number;

  constructor(options: { shared?: SharedCounts | undefined; now_ms?: () => number } = {}) {
    this.#shared = options.shared;
    this.#now_ms = options.now_ms ?? Date.now;
  }

  /** Counts an ask and judges who asks. Touches no database and waits for nobody. */
  judge({ account_id, device, address, caps }: AdmissionAsk): Verdict {
    const at_ms = this.#now_ms();
    const asked = this.#count(this.#accounts, 'account', account_id, at_ms);
    const here = this.#count(this.#addresses, 'address', address, at_ms);
    const accounts = device ? this.#accountsOf(device, account_id, at_ms) : 0;
    if (asked > 2 * caps.per_account_per_minute) return { is: 'unheard', seconds: UNHEARD_SECONDS };
    const signs = [
      [asked > caps.per_account_per_minute, 2],
      [this.#early.count(account_id, at_ms) > MOST_EARLY, 2],
      [accounts > caps.per_device_accounts_per_day, 2],
      [here > caps.per_address_per_minute, 1],
      [device === null, 1],
    ] as const;
    const points = signs.reduce((sum, [is, weight]) => sum + (is ? weight : 0), 0);
    return { is: points >= SUSPECTED_FROM ? 'suspected' : 'heard' };
  }

  /** An ask of this account came before the places were open. */
  wasEarly(account_id: string): void {
    this.#early.add(account_id, this.#now_ms());
  }

  /** For a while nothing that comes with this token is looked at any more. */
  unhear(token: string, seconds: number): void {
    if (this.#unheard.size > 100_000) this.#unheard.clear();
    this.#unheard.set(token, this.#now_ms() + seconds * 1000);
  }

  /** Seconds for which this token is not heard; 0: it is. */
  unheardFor(token: string): number {
    const until_ms = this.#unheard.get(token);
    if (until_ms === undefined) return 0;
    const left_ms = until_ms - this.#now_ms();
    if (left_ms <= 0) this.#unheard.delete(token);
    return Math.max(0, Math.ceil(left_ms / 1000));
  }

  close(): void {
    this.#shared?.close();
  }

  #count(minutes: Minutes, kind: string, key: string, at_ms: number): number {
    const mine = minutes.add(key, at_ms);
    const minute = Math.floor(at_ms / MINUTE_MS);
    void this.#shared?.add(`${kind}:${minute}:${key}`, 2 * MINUTE_MS).then((all) => {
      if (Math.floor(this.#now_ms() / MINUTE_MS) === minute) minutes.raise(key, all);
    }, ignored);
    return mine;
  }

  #accountsOf(device: string, account_id: string, at_ms: number): number {
    const day = Math.floor(at_ms / DAY_MS);
    if (day !== this.#devicesDay) {
      this.#devices = new Map();
      this.#devicesShared = new Map();
      this.#devicesDay = day;
    }
    const seen = this.#devices.get(device) ?? new Set<string>();
    this.#devices.set(device, seen);
    if (!seen.has(account_id)) {
      seen.add(account_id);
      void this.#shared?.join(`device:${day}:${device}`, account_id, DAY_MS).then((all) => {
        this.#devicesShared.set(device, all);
      }, ignored);
    }
    return Math.max(seen.size, this.#devicesShared.get(device) ?? 0);
  }
}

/** Without the others' counts each node goes by its own; the wake already says that Redis is away. */
const ignored = (): void => {};
