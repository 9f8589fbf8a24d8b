/** The demo hospital for races: the whole server on a database of its own, a scripted channel, clocks that stand still. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionView, SlotView } from '@menzhen/contract';
import { openApp, openDemoIfNew } from '../../server/src/app.ts';
import { inventedResidentId } from '../../server/src/demo/accounts.ts';
import { clientOf, must, type Signed } from '../../server/src/demo/clinic-day/client.ts';
import { gatherTeam, openDrawer } from '../../server/src/demo/clinic-day/staff.ts';
import { addDays, inTransaction, openSession, readSettings, stillClock } from '../../server/src/kernel/index.ts';
import { ScriptedChannel, type SignedNotice } from '../../server/src/modules/payment/testing/scripted-channel.ts';
import { type Answer, checkInvariants, type Violation } from '../invariants.ts';
import { freshDatabase } from '../kit/postgres.ts';

export interface Patient extends Signed {
  patient_id: string;
}
export interface Place {
  session: SessionView;
  slot: SlotView;
}

const BEGINS = '2026-11-23T09:00:00+08:00';
/** A Tuesday on which the demo hospital works. */
export const DAY = '2026-11-24';

export async function openHospital() {
  const database = await freshDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'menzhen-races-'));
  const clock = stillClock(BEGINS);
  const channel = new ScriptedChannel(() => clock.now());
  const settings = readSettings({
    DATABASE_URL: database.url,
    MENZHEN_DATA: folder,
    MENZHEN_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
    RATE_LIMIT_PER_MINUTE: '0',
  });
  const app = await openApp({ settings, clock, outsideNow: () => clock.now(), channels: { wechat: channel } });
  await openDemoIfNew(app);
  const answers: Answer[] = [];
  const ask = clientOf(app.http, ({ route, actor, key, status, body }) => {
    const booking = body as Answer['booking'] & { qr_text?: string };
    if (status < 300 && booking?.qr_text) answers.push({ route, actor, key, booking });
  });
  const team = await gatherTeam(ask);
  await openDrawer(ask, team.clerk, 'race-drawer');
  let people = 0;

  /** Grown women and men in turn would meet gates; these are all young men with an account each. */
  function crowd(size: number): Promise<Patient[]> {
    return inTransaction(app.db, async (tx) => {
      const patients: Patient[] = [];
      for (let n = 0; n < size; n += 1) {
        people += 1;
        const phone = `19902${String(people).padStart(6, '0')}`;
        const now = clock.now();
        const account_id = await app.people.openAccount(tx, { by: 'phone', value: phone, now });
        const id_number = inventedResidentId(addDays('1998-01-01', people), 101);
        const person = {
          name: '赛小跑',
          id_kind: 'resident_id' as const,
          id_number,
          phone,
          payer_class: 'student' as const,
        };
        const added = { now, actor: 'system:races', account_id, relation: 'self' as const, person };
        const { id: patient_id } = await app.people.addPatient(tx, added);
        const lasts = Temporal.Duration.from({ hours: 24 * 9 });
        const opened = await openSession(tx, {
          kind: 'patient',
          holder_id: account_id,
          now,
          lasts,
          idle_minutes: 20_000,
        });
        const signIn = () => Promise.reject(new Error('the session of a race is over'));
        patients.push({ actor: `account:${account_id}`, patient_id, token: opened.token, signIn });
      }
      return patients;
    });
  }

  const query = <Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> =>
    app.db.pool.query<Row>(text, values).then(({ rows }) => rows);

  /** A free slot of a general practitioner on DAY with so many places; each call gives another one. */
  const given = new Set<string>();
  async function place(places: number): Promise<Place> {
    const { items } = await must('sessionList', ask('sessionList', { query: { date: DAY } }));
    for (const session of items.filter((one) => one.department_name.includes('全科') && one.state === 'open')) {
      const { items: slots } = await must('sessionSlots', ask('sessionSlots', { params: { id: session.id } }));
      const slot = slots.find((one) => !given.has(one.id) && one.places_left === one.places_total);
      if (!slot) continue;
      given.add(slot.id);
      await query('update slot set capacity = $2 where id = $1', slot.id, places);
      return { session, slot };
    }
    throw new Error(`no free slot is left on ${DAY}`);
  }

  let keys = 0;
  const newKey = (): string => `race-key-${++keys}`;
  const hold = (patient: Patient, slot_id: string, key = newKey()) =>
    ask('bookingHold', { as: patient, key, body: { slot_id, patient_id: patient.patient_id } });

  /** Opens the order at the channel and lets the payer pay there; the notice is still on its way. */
  async function payAtChannel(patient: Patient, booking_id: string): Promise<SignedNotice> {
    const opened = ask('bookingPay', { as: patient, params: { id: booking_id }, body: { scene: 'native' } });
    const { order_id } = await must('bookingPay', opened);
    return channel.pay(order_id.replaceAll('-', ''))!;
  }

  const deliver = ({ headers, raw }: SignedNotice) =>
    app.http.inject({
      method: 'POST',
      url: '/api/payment-notices/wechat',
      headers: { ...headers, 'content-type': 'application/json' },
      payload: raw,
    });

  const book = async (patient: Patient, slot_id: string): Promise<string> => {
    const { id } = await must('bookingHold', hold(patient, slot_id));
    await must(
      'deskBookingPay',
      ask('deskBookingPay', { as: team.clerk, key: newKey(), params: { id }, body: { method: 'cash' } }),
    );
    return id;
  };

  /** Everything due is worked off, refunds arrive, and the tables are judged. */
  async function settle(): Promise<Violation[]> {
    await app.payment.drain();
    for (let rounds = 0; rounds < 4; rounds += 1) {
      await app.rounds.expireHolds();
      await app.rounds.waitlist();
      await app.rounds.payments();
      for (const { merchant_refund_no, status } of channel.refunds.values())
        if (status === 'processing') channel.endRefund(merchant_refund_no, 'success');
      clock.moveTo(clock.now().add({ minutes: 2 }));
    }
    const gateway = [...channel.orders.entries()].map(([merchant_order_no, { order }]) => ({
      channel: 'wechat' as const,
      merchant_order_no,
      taken_fen: order.paid_fen ?? 0,
      refunds: [...channel.refunds.values()]
        .filter((refund) => refund.merchant_order_no === merchant_order_no && refund.status !== 'closed')
        .map(({ merchant_refund_no, refund_fen, status }) => ({
          merchant_refund_no,
          refund_fen,
          arrived: status === 'success',
        })),
    }));
    return checkInvariants(database.url, { answers, gateway, as_of: clock.now().toString() });
  }

  return {
    app,
    ask,
    team,
    clock,
    channel,
    crowd,
    query,
    place,
    hold,
    book,
    newKey,
    payAtChannel,
    deliver,
    settle,
    async close() {
      await app.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Hospital = Awaited<ReturnType<typeof openHospital>>;

/** How often each answer came: `201`, or the problem's code. */
export function tallyOf(
  replies: ({ ok: true; status: number } | { ok: false; code: string })[],
): Record<string, number> {
  const tally: Record<string, number> = {};
  for (const reply of replies) {
    const name = reply.ok ? String(reply.status) : reply.code;
    tally[name] = (tally[name] ?? 0) + 1;
  }
  return tally;
}
