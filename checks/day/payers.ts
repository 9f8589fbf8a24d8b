/** People who pay on their phones: open the order, tap on the channel's page, and look at their booking again, or not. */
import type { Chance } from '../../server/src/demo/clinic-day/chance.ts';
import type { Ask } from '../../server/src/demo/clinic-day/client.ts';
import type { Pay } from '../../server/src/demo/clinic-day/play.ts';
import type { House } from './house.ts';
import type { WeatherAtTheChannel } from './weather.ts';

export interface PayersGround {
  house: House;
  ask: Ask;
  chance: Chance;
  weather: WeatherAtTheChannel;
}

const TRIES = 3;
/** Of those who pay on their phones. */
const BY_ALIPAY = 0.4;
const SCENES = { wechat: 'h5', alipay: 'wap' } as const;
type PayChannel = keyof typeof SCENES;
/** Who closes the page after paying never asks again: then only the callback or our own question tells the hospital. */
const LOOKS_AGAIN = 0.5;

/** The stand-in's clock is the hospital's; what became due there has arrived here when this returns. */
export async function catchUp({ standIn, clock, app }: House): Promise<void> {
  await standIn.control('POST', '/_advance', { to: clock.now().toString({ smallestUnit: 'millisecond' }) });
  await app.payment.drain();
}

export function payersOn({ house, ask, chance, weather }: PayersGround): Pay {
  const { standIn, clock } = house;

  /** What a tap on the page sends; an order that is over shows its page again and takes nothing. */
  async function tap(page_url: string): Promise<void> {
    const address = new URL(page_url);
    address.search = '';
    await fetch(address, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ decision: 'pay' }) });
    await standIn.control('POST', '/_advance', { seconds: 0 });
  }

  /** WeChat names the page itself; Alipay's gateway sends the payer there, and only then knows of the trade. */
  async function openPage(channel: PayChannel, cashier_url: string): Promise<string | undefined> {
    if (channel === 'wechat') return cashier_url;
    const page = await fetch(cashier_url);
    await page.arrayBuffer();
    return page.ok ? page.url : undefined;
  }

  return async ({ person, booking_id, paying, taps_twice }) => {
    const channel = chance.yes(BY_ALIPAY) ? 'alipay' : 'wechat';
    await weather.beforePaying(clock.now().epochMilliseconds, paying === 'too_late');
    const params = { id: booking_id };
    const open = () => ask('bookingPay', { as: person, params, body: { channel, scene: SCENES[channel] } });
    for (let tries = 0; tries < TRIES; tries += 1) {
      const [opened] = await Promise.all(taps_twice ? [open(), open()] : [open()]);
      if (!opened?.ok && opened?.code === 'payment_channel_unavailable') continue;
      if (!opened?.ok || !opened.body.cashier_url) return;
      const page_url = await openPage(channel, opened.body.cashier_url);
      if (page_url) await Promise.all(taps_twice ? [tap(page_url), tap(page_url)] : [tap(page_url)]);
      await catchUp(house);
      if (chance.yes(LOOKS_AGAIN)) await ask('bookingPayment', { as: person, params });
      return;
    }
  };
}

const READERS_EVERY = 10;

/** Rounds of all that is due, as the timers of a running server would do it; readers of the record a little behind. */
export function beatsOf(
  house: House,
  weather: WeatherAtTheChannel,
): { beat(): Promise<void>; bills(): Promise<void>; readAll(): Promise<void> } {
  const { rounds, db, reconciliation } = house.app;
  let beats = 0;
  return {
    async beat() {
      await weather.pass(house.clock.now().epochMilliseconds);
      await catchUp(house);
      await rounds.expireHolds();
      await rounds.payments();
      await rounds.recycle();
      await rounds.waitlist();
      await rounds.closures();
      beats += 1;
      if (beats % READERS_EVERY === 0) await rounds.readers();
    },
    /** The channels' bills of the days before, which may be wrong. */
    async bills() {
      await catchUp(house);
      await weather.beforeBills(house.clock.now().epochMilliseconds);
      await reconciliation.drain();
      await rounds.reconciliation();
      await weather.afterBills();
    },
    /** Until every reader stands at the end of the record; a transaction elsewhere may hold them back for a moment. */
    async readAll() {
      for (let tries = 0; tries < 100; tries += 1) {
        await rounds.readers();
        const { rowCount } = await db.pool.query(
          'select 1 from fact_reader where seq < (select max(seq) from fact) limit 1',
        );
        if (rowCount === 0) return;
        await new Promise((done) => setTimeout(done, 100));
      }
    },
  };
}
