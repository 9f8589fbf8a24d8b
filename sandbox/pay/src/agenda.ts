import { attempt, tellRefund } from './callbacks.ts';
import type { Notice } from './rows.ts';
import { settleRefund } from './wechat/refunds.ts';
import type { World } from './world.ts';

/** A lone callback under the reorder fault waits this long for company. */
const REORDER_WAIT_MS = 1500;

/** Does what is due by the stand-in's clock: settles refunds, delivers callbacks. Wakes itself for the next thing. */
export class Agenda {
  readonly #world: World;
  readonly #underWay = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(world: World) {
    this.#world = world;
  }

  /** Starts everything that is due, without waiting for merchants' answers. */
  wake(): void {
    if (this.#closed) return;
    this.#settleRefunds();
    this.#deliver(this.#ready());
    this.#sleep();
  }

  /** As `wake`, and waits until nothing that is due is left or under way. */
  async settle(): Promise<void> {
    do {
      this.wake();
      await Promise.all(this.#underWay.values());
    } while (this.#underWay.size > 0 || this.#ready().length > 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#underWay.values());
  }

  #settleRefunds(): void {
    const now = this.#world.clock.nowMs();
    for (const refund of this.#world.store.processingRefunds.values()) {
      if (refund.settles_at_ms > now) continue;
      tellRefund(this.#world, settleRefund(this.#world, refund));
    }
  }

  #waiting(): Notice[] {
    const notices = Array.from(this.#world.store.waitingNotices.values());
    return notices.filter((notice) => !this.#underWay.has(notice.id));
  }

  /** Callbacks to deliver now, in order. Reordering holds a lone one back for a moment, then turns the order round. */
  #ready(): Notice[] {
    const now = this.#world.clock.nowMs();
    const due = this.#waiting().filter((notice) => notice.due_at_ms <= now);
    if (!this.#world.store.faults.reorder_callbacks) return due;
    const patient = due.length < 2 && due.every((notice) => now < notice.due_at_ms + REORDER_WAIT_MS);
    return patient ? [] : due.reverse();
  }

  #deliver(notices: Notice[]): void {
    const inTurn = this.#world.store.faults.reorder_callbacks;
    let before = Promise.resolve();
    for (const notice of notices) {
      const turn = inTurn ? before : Promise.resolve();
      before = turn.then(() => attempt(this.#world, notice));
      this.#underWay.set(
        notice.id,
        before.finally(() => this.#arrived(notice.id)),
      );
    }
  }

  #arrived(id: string): void {
    this.#underWay.delete(id);
    this.wake();
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    const times = this.#waiting().map((notice) => this.#wakeTimeMs(notice));
    for (const refund of this.#world.store.processingRefunds.values()) times.push(refund.settles_at_ms);
    if (times.length === 0) return;
    const next = times.reduce((earliest, time) => Math.min(earliest, time));
    const wait = Math.min(Math.max(next - this.#world.clock.nowMs(), 5), 3600_000);
    this.#timer = setTimeout(() => this.wake(), wait);
  }

  #wakeTimeMs(notice: Notice): number {
    const held = this.#world.store.faults.reorder_callbacks && notice.due_at_ms <= this.#world.clock.nowMs();
    return held ? notice.due_at_ms + REORDER_WAIT_MS : notice.due_at_ms;
  }
}
