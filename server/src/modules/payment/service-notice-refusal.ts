/** Messages that had no effect: counted by day, said once, and aloud when they go on. A flood of them costs one write a second. */
import type { NoticeRefusalReason } from '@menzhen/contract';
import { dayOf, inTransaction, record } from '../../kernel/index.ts';
import { factOfNoticeAlarm } from './facts.ts';
import type { ChannelName } from './ports.ts';
import { countRefusals, forgetNonces, listRefusals, type RefusalRow } from './store-notice-refusal.ts';
import type { PaymentGround } from './tables.ts';

/** So many of one kind on one day make the hospital look. */
const ALARM_AT = [10, 100, 1_000] as const;
const WRITE_EVERY_MS = 1_000;
const FORGET_EVERY_MS = 60_000;
/** Twice the window in which a message counts as fresh. */
const NONCE_MINUTES = 10;
const SYSTEM_ACTOR = 'system:payment';

/** The largest step that was reached by going from one count to another; undefined: none. */
export const alarmBetween = (before: number, now: number): number | undefined =>
  ALARM_AT.findLast((step) => before < step && step <= now);

export class NoticeRefusals {
  readonly #ground: PaymentGround;
  readonly #waiting = new Map<string, RefusalRow>();
  readonly #written_ms = new Map<string, number>();
  #forgot_ms = Number.NEGATIVE_INFINITY;

  constructor(ground: PaymentGround) {
    this.#ground = ground;
  }

  /** Counts one; returns the writing that is due at once, if any. What is not, is written by `tidy`. */
  note(channel: ChannelName, why: NoticeRefusalReason): (() => Promise<void>) | undefined {
    const now = this.#ground.clock.now();
    const kind = `${dayOf(now)} ${channel} ${why}`;
    this.#add(kind, { day: dayOf(now), channel, why, copies: 1, first_at: now, last_at: now });
    const written_ms = this.#written_ms.get(kind) ?? Number.NEGATIVE_INFINITY;
    if (performance.now() - written_ms < WRITE_EVERY_MS) return undefined;
    // taken now, so that the next of this kind does not write too
    this.#written_ms.set(kind, performance.now());
    return () => this.#write(kind);
  }

  #add(kind: string, more: RefusalRow): void {
    const row = this.#waiting.get(kind);
    if (!row) this.#waiting.set(kind, more);
    else this.#waiting.set(kind, { ...row, copies: row.copies + more.copies, last_at: more.last_at });
  }

  async #write(kind: string): Promise<void> {
    const row = this.#waiting.get(kind);
    if (!row) return;
    this.#waiting.delete(kind);
    this.#written_ms.set(kind, performance.now());
    try {
      this.#say(row, await this.#count(row));
    } catch (error) {
      this.#add(kind, row);
      throw error;
    }
  }

  async #count(row: RefusalRow): Promise<number> {
    return inTransaction(this.#ground.db, async (tx) => {
      const copies = await countRefusals(tx, row);
      if (alarmBetween(copies - row.copies, copies) !== undefined) {
        const { channel, why, day } = row;
        await record(tx, factOfNoticeAlarm({ channel, why, day, copies }, { at: row.last_at, actor: SYSTEM_ACTOR }));
      }
      return copies;
    });
  }

  #say({ channel, why, day, copies: added }: RefusalRow, copies: number): void {
    const { log } = this.#ground;
    if (copies === added) log.warn({ channel, why }, 'a payment notice was refused');
    if (alarmBetween(copies - added, copies) === undefined) return;
    log.error({ channel, why, day, copies }, 'payment notices are refused again and again');
  }

  /** Writes whatever waits. */
  async flush(): Promise<void> {
    for (const kind of [...this.#waiting.keys()]) await this.#write(kind);
  }

  /** Once a round: writes what waits, and now and then forgets what is too old to be needed. */
  async tidy(): Promise<void> {
    await this.flush();
    if (performance.now() - this.#forgot_ms < FORGET_EVERY_MS) return;
    this.#forgot_ms = performance.now();
    const today = dayOf(this.#ground.clock.now());
    for (const kind of this.#written_ms.keys()) if (!kind.startsWith(today)) this.#written_ms.delete(kind);
    const before = this.#ground.channelNow().subtract({ minutes: NONCE_MINUTES });
    await forgetNonces(this.#ground.db.kysely, before);
  }
}

/** The days' counts, newest first. */
export const refusalsBetween = (ground: PaymentGround, ask: { from: string; until: string }): Promise<RefusalRow[]> =>
  listRefusals(ground.db.kysely, ask);
