/** What goes wrong at the payment channel, and for how long: it always begins with somebody's payment, so that it hits one. */
import type { PayStandIn } from '../../server/src/adapters/testing/pay-stand-in.ts';
import type { Chance } from '../../server/src/demo/clinic-day/chance.ts';

interface Weather {
  name: string;
  minutes: number;
  faults: Record<string, unknown>;
}

const kinds: readonly Weather[] = [
  { name: 'callbacks are lost', minutes: 20, faults: { drop_callbacks: true } },
  { name: 'callbacks come five times', minutes: 15, faults: { callback_copies: 5 } },
  { name: 'callbacks are late', minutes: 10, faults: { callback_delay_seconds: 1_080 } },
  { name: 'callbacks come in reverse order', minutes: 15, faults: { reorder_callbacks: true } },
  { name: 'callbacks are forged', minutes: 8, faults: { forge_callback_signature: true } },
  { name: 'callbacks name another amount', minutes: 8, faults: { wrong_amount_fen: 100 } },
  { name: 'callbacks are stale', minutes: 8, faults: { callback_timestamp_shift_seconds: -400 } },
  { name: 'probes come first', minutes: 10, faults: { signtest_probe: true } },
  { name: 'the channel fails', minutes: 2, faults: { server_error: 3 } },
  { name: 'the channel refuses the rush', minutes: 2, faults: { frequency_limited: 3 } },
  { name: 'an answer never comes', minutes: 2, faults: { timeout_after_success: 1 } },
  { name: 'refunds are closed and must be asked again', minutes: 30, faults: { refund_outcome: 'CLOSED' } },
  { name: 'refunds take ten minutes', minutes: 40, faults: { refund_seconds: 600 } },
];

const CALM = {
  drop_callbacks: false,
  callback_copies: 1,
  callback_delay_seconds: 0,
  reorder_callbacks: false,
  forge_callback_signature: false,
  wrong_amount_fen: 0,
  callback_timestamp_shift_seconds: 0,
  signtest_probe: false,
  server_error: 0,
  frequency_limited: 0,
  timeout_after_success: 0,
  refund_outcome: 'SUCCESS',
  refund_seconds: 2,
};
/** What is wrong in a bill for good, and what only on its way. */
const WRONG_BILLS = ['missing_row', 'extra_row', 'different_amount', 'foreign_merchant', 'truncated'] as const;
const BILLS_SHARE = 0.4;
const DAY_MS = 86_400_000;

/** How many payments begin a trouble. */
const SHARE = 0.3;

export class WeatherAtTheChannel {
  readonly seen = new Map<string, number>();
  readonly #standIn: PayStandIn;
  readonly #chance: Chance;
  #ends_ms = 0;
  #bills_day = 0;

  constructor(standIn: PayStandIn, chance: Chance) {
    this.#standIn = standIn;
    this.#chance = chance;
  }

  /** Somebody pays: trouble may begin. `worst`: callbacks get lost, come what may. */
  async beforePaying(now_ms: number, worst: boolean): Promise<void> {
    await this.pass(now_ms);
    if (this.#ends_ms > 0 || !(worst || this.#chance.yes(SHARE))) return;
    const weather = worst ? kinds[0]! : this.#chance.pick(kinds);
    this.seen.set(weather.name, (this.seen.get(weather.name) ?? 0) + 1);
    this.#ends_ms = now_ms + weather.minutes * 60_000;
    await this.#standIn.control('PUT', '/_faults', weather.faults);
  }

  /** Lets trouble end whose time is over. */
  async pass(now_ms: number): Promise<void> {
    if (this.#ends_ms === 0 || now_ms < this.#ends_ms) return;
    this.#ends_ms = 0;
    await this.#standIn.control('PUT', '/_faults', CALM);
  }

  /** Once a day, when its bills are asked for. */
  async beforeBills(now_ms: number): Promise<void> {
    const day = Math.floor(now_ms / DAY_MS);
    if (day === this.#bills_day) return;
    this.#bills_day = day;
    if (!this.#chance.yes(BILLS_SHARE)) return;
    const bill_difference = this.#chance.pick(WRONG_BILLS);
    const name = `a bill: ${bill_difference.replaceAll('_', ' ')}`;
    this.seen.set(name, (this.seen.get(name) ?? 0) + 1);
    await this.#standIn.control('PUT', '/_faults', { bill_difference });
  }

  async afterBills(): Promise<void> {
    await this.#standIn.control('PUT', '/_faults', { bill_difference: 'none' });
  }
}
