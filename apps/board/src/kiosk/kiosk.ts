/**
 * What happens at a kiosk, step by step. All that is known of a person stands in one object that is thrown away when they leave
 * or when nobody touches the screen; nothing of it is kept in the browser.
 */
import type { KioskBookingView, KioskSessionView, KioskSlipView, KioskVisitorView } from '@menzhen/contract';
import { type Client, createAct, isProblem } from '@menzhen/ui/client';
import { computed, reactive, ref } from 'vue';

export type Step = 'home' | 'person' | 'bookings' | 'sessions' | 'pay' | 'slip';
export type By = 'document' | 'phone';
export type Shown =
  | { by: 'document'; id_kind: IdKind; id_number: string; name: string }
  | { by: 'phone'; phone: string; name: string };
export type IdKind = 'resident_id' | 'passport' | 'hk_macau_permit' | 'taiwan_permit' | 'foreigner_permit';
type PayCode = { channel: 'wechat' | 'alipay'; qr_text: string; amount_fen: number; expires_at: string };
type Channel = PayCode['channel'];

interface Standing {
  step: Step;
  by: By;
  visitor: KioskVisitorView | null;
  sessions: KioskSessionView[] | null;
  /** What is being paid for, checked in or printed. */
  booking: KioskBookingView | null;
  /** Taken here and now: goes back when it is not paid for. */
  taken_here: boolean;
  channels: Channel[];
  code: PayCode | null;
  slip: KioskSlipView | null;
}

const nobody = (): Standing => ({
  step: 'home',
  by: 'document',
  visitor: null,
  sessions: null,
  booking: null,
  taken_here: false,
  channels: [],
  code: null,
  slip: null,
});

export function useKiosk(call: Client['call']) {
  const now = reactive(nobody());
  const busy = ref(false);
  const trouble = ref<unknown>(null);
  let again: (() => Promise<void>) | null = null;
  /** Grows when somebody leaves: an answer for them is not shown to whoever comes next. */
  let visit = 0;
  const holding = createAct();

  /** One thing at a time; what went wrong can be tried again. */
  async function act(work: (mine: () => boolean) => Promise<void>): Promise<void> {
    if (busy.value) return;
    const began = visit;
    const mine = () => began === visit;
    busy.value = true;
    trouble.value = null;
    again = () => act(work);
    try {
      await work(mine);
    } catch (error) {
      if (!mine()) return;
      // the pass is of no more use: whoever stands here begins anew
      if (isProblem(error, 'kiosk_pass_expired')) leave();
      trouble.value = error;
    } finally {
      if (mine()) busy.value = false;
    }
  }

  const ofBooking = (booking: KioskBookingView) => ({ pass: now.visitor!.pass, booking_id: booking.id });

  function meet(visitor: KioskVisitorView, mine: () => boolean): void {
    if (mine()) Object.assign(now, { visitor, step: 'bookings' });
  }

  /** Who shows a code wants to be checked in, or the slip again: no more needs to be pressed. */
  async function scan(qr_text: string): Promise<void> {
    if (busy.value) return;
    forget();
    await act(async (mine) => {
      const visitor = await call('kioskScan', { body: { qr_text } });
      meet(visitor, mine);
      const [only] = visitor.bookings;
      if (mine() && only && (only.next === 'check_in' || only.next === 'checked_in')) await toSlip(only, mine);
    });
  }

  const identify = (shown: Shown) => act(async (mine) => meet(await call('kioskIdentify', { body: shown }), mine));

  /** Checks in if it is time, and shows the slip. */
  async function toSlip(booking: KioskBookingView, mine: () => boolean): Promise<void> {
    const route = booking.next === 'early' ? 'kioskSlip' : 'kioskCheckIn';
    const slip = await call(route, { body: ofBooking(booking) });
    if (mine()) Object.assign(now, { slip, booking, code: null, step: 'slip' });
  }

  const print = (booking: KioskBookingView) => act((mine) => toSlip(booking, mine));

  const showSessions = () =>
    act(async (mine) => {
      const { items } = await call('kioskSessionList');
      if (mine()) Object.assign(now, { sessions: items, step: 'sessions' });
    });

  const take = (session: KioskSessionView) =>
    act(async (mine) => {
      const body = { pass: now.visitor!.pass, session_id: session.session_id };
      const booking = await call('kioskHold', { body }, { key: holding.keyFor(body) });
      holding.done();
      if (!mine()) return;
      now.taken_here = true;
      if (booking.next === 'pay') await toPay(booking, mine);
      else await toSlip(booking, mine);
    });

  async function toPay(booking: KioskBookingView, mine: () => boolean): Promise<void> {
    const { channels } = await call('kioskPayment', { body: ofBooking(booking) });
    if (!mine()) return;
    Object.assign(now, { booking, channels, code: null, step: 'pay' });
    if (channels.length === 1) await openCode(booking, channels[0]!, mine);
  }

  async function openCode(booking: KioskBookingView, channel: Channel, mine: () => boolean): Promise<void> {
    const code = await call('kioskPayCode', { body: { ...ofBooking(booking), channel } });
    if (mine()) now.code = code;
  }

  const pay = (booking: KioskBookingView) => act((mine) => toPay(booking, mine));
  const payBy = (channel: Channel) => act((mine) => openCode(now.booking!, channel, mine));

  /** Whether the money has come; goes on by itself when it has. Quiet when the server is away: it is asked again. */
  async function lookForMoney(): Promise<void> {
    if (busy.value || now.step !== 'pay' || !now.booking || !now.code) return;
    const [began, asked] = [visit, now.booking];
    const answer = await call('kioskPayment', { body: ofBooking(asked) }).catch(() => null);
    if (!answer || began !== visit || now.step !== 'pay') return;
    now.booking = answer.booking;
    if (answer.booking.state !== 'held' && answer.booking.state !== 'expired') await print(answer.booking);
  }

  /** Gives an unpaid number back and goes to the bookings. */
  const drop = () =>
    act(async (mine) => {
      await call('kioskRelease', { body: ofBooking(now.booking!) });
      if (mine()) leave();
    });

  function forget(): void {
    visit += 1;
    Object.assign(now, nobody());
    holding.done();
  }

  /** Somebody went, or said so. A number taken here that nobody can be paying for goes back at once. */
  function leave(): void {
    if (now.step === 'pay' && now.taken_here && !now.code && now.channels.length > 0)
      void call('kioskRelease', { body: ofBooking(now.booking!) }).catch(() => {
        // not reached: the hold runs out by itself
      });
    forget();
    busy.value = false;
    trouble.value = null;
    again = null;
  }

  function begin(by: By): void {
    trouble.value = null;
    Object.assign(now, { by, step: 'person' });
  }

  function back(): void {
    trouble.value = null;
    if (now.step === 'sessions') now.step = 'bookings';
    else leave();
  }

  return {
    now,
    busy,
    trouble,
    /** Something of somebody is on the screen. */
    occupied: computed(() => now.step !== 'home' || trouble.value !== null),
    ...{ begin, back, leave, scan, identify, print, showSessions, take, pay, payBy, lookForMoney, drop },
    tryAgain: () => void again?.(),
  };
}
export type Kiosk = ReturnType<typeof useKiosk>;
