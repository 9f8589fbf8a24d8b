/**
 * The whole server with both channels played by the payment stand-in, and who is needed to move money through it: patients
 * with tokens, the team, slots with few places. For checks that look at money from every side.
 */
import type { SlotView } from '@menzhen/contract';
import { inventedResidentId } from '../../server/src/demo/accounts.ts';
import { clientOf, must, type Signed } from '../../server/src/demo/clinic-day/client.ts';
import { gatherTeam } from '../../server/src/demo/clinic-day/staff.ts';
import { addDays, dayOf, inTransaction, openSession } from '../../server/src/kernel/index.ts';
import { type House, openHouse } from '../day/house.ts';
import { catchUp } from '../day/payers.ts';
import { type Answer, checkInvariants, type GatewayOrder, type Violation } from '../invariants.ts';
import { freshDatabase } from './postgres.ts';

const BEGINS = Temporal.Instant.from('2026-11-23T09:00:00+08:00');
const LASTS = Temporal.Duration.from({ hours: 24 * 400 });
export const SCENES = { wechat: 'h5', alipay: 'wap' } as const;
export type PayChannel = keyof typeof SCENES;
export interface Patient extends Signed {
  patient_id: string;
}

interface StoredOrder {
  channel: PayChannel;
  out_trade_no: string;
  state: string;
  total_fen: number;
}
interface StoredRefund {
  channel: PayChannel;
  out_trade_no: string;
  out_refund_no: string;
  refund_fen: number;
  status: string;
}

export async function openMoneyHouse(firstPort: number) {
  const database = await freshDatabase();
  const house: House = await openHouse({ databaseUrl: database.url, begins: BEGINS, firstPort, isOwn: true });
  const { app, clock, standIn } = house;
  const answers: Answer[] = [];
  const ask = clientOf(app.http, ({ route, actor, key, status, body }) => {
    const booking = body as Answer['booking'] & { qr_text?: string };
    if (status < 300 && booking?.qr_text && booking.serial) answers.push({ route, actor, key, booking });
  });
  const tokenOf = async (kind: 'staff' | 'patient', holder_id: string): Promise<string> => {
    const opening = { kind, holder_id, now: clock.now(), lasts: LASTS, idle_minutes: LASTS.total('minutes') };
    return (await inTransaction(app.db, (tx) => openSession(tx, opening))).token;
  };
  const team = await gatherTeam(ask, (staff_id) => tokenOf('staff', staff_id));
  let people = 0;
  let keys = 0;
  const newKey = (): string => `money-key-${++keys}`;

  /** A grown man with an account of his own: no department has a gate for him. */
  async function patient(payer_class: 'student' | 'self_pay' = 'self_pay'): Promise<Patient> {
    people += 1;
    const phone = `19903${String(people).padStart(6, '0')}`;
    const now = clock.now();
    const [account_id, patient_id] = await inTransaction(app.db, async (tx) => {
      const account = await app.people.openAccount(tx, { by: 'phone', value: phone, now });
      const id_number = inventedResidentId(addDays('1985-01-01', people), 101);
      const person = { name: '钱小多', id_kind: 'resident_id' as const, id_number, phone, payer_class };
      const added = { now, actor: 'system:checks', account_id: account, relation: 'self' as const, person };
      return [account, (await app.people.addPatient(tx, added)).id] as const;
    });
    const signIn = () => Promise.reject(new Error('the session of a check is over'));
    return { actor: `account:${account_id}`, patient_id, token: await tokenOf('patient', account_id), signIn };
  }

  const given = new Set<string>();
  /** A slot of a general practitioner, some days ahead, with so many places; each call gives another one. */
  async function slot(places: number): Promise<SlotView> {
    const found = await freeSlot(places);
    if (found) return found;
    // a week is used up: the next one is supplied
    clock.moveTo(clock.now().add({ hours: 24 * 7 }));
    const later = await freeSlot(places);
    if (!later) throw new Error('no free slot is left');
    return later;
  }

  async function freeSlot(places: number): Promise<SlotView | undefined> {
    await app.rounds.supply();
    const today = dayOf(clock.now());
    const query = { from: addDays(today, 2), to: addDays(today, 7) };
    const { items } = await must('sessionList', ask('sessionList', { query }));
    for (const { id, ...session } of items) {
      if (session.state !== 'open' || !session.department_name.includes('全科')) continue;
      const shown = await must('sessionSlots', ask('sessionSlots', { params: { id } }));
      const free = shown.items.find((one) => !given.has(one.id) && one.places_left === one.places_total);
      if (!free) continue;
      given.add(free.id);
      await app.db.pool.query('update slot set capacity = $2 where id = $1', [free.id, places]);
      return free;
    }
    return undefined;
  }

  const hold = (who: Patient, slot_id: string, key = newKey()) =>
    ask('bookingHold', { as: who, key, body: { slot_id, patient_id: who.patient_id } });

  /** Opens the order and the channel's page, from which `tap` pays; undefined: refused. */
  async function openPage(who: Patient, id: string, channel: PayChannel): Promise<string | undefined> {
    const body = { channel, scene: SCENES[channel] };
    const opened = await ask('bookingPay', { as: who, params: { id }, body });
    if (!opened.ok || !opened.body.cashier_url) return undefined;
    const page = await fetch(opened.body.cashier_url);
    await page.arrayBuffer();
    const address = new URL(page.url);
    address.search = '';
    return page.ok ? address.href : undefined;
  }

  const tap = (page: string) =>
    fetch(page, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ decision: 'pay' }) });

  /** What is due at the channels by now has arrived when this returns. */
  const arrive = () => catchUp(house);
  // the channels' clock is the hospital's from the beginning
  await arrive();

  async function gateway(): Promise<GatewayOrder[]> {
    const told = (await standIn.control('GET', '/_orders')) as { orders: StoredOrder[]; refunds: StoredRefund[] };
    const nameOf = ({ channel, out_trade_no }: StoredOrder | StoredRefund) => `${channel} ${out_trade_no}`;
    const refunds = Map.groupBy(told.refunds, nameOf);
    return told.orders.map((order) => ({
      channel: order.channel,
      merchant_order_no: order.out_trade_no,
      taken_fen: order.state === 'SUCCESS' ? order.total_fen : 0,
      refunds: (refunds.get(nameOf(order)) ?? [])
        .filter(({ status }) => status !== 'CLOSED')
        .map((refund) => ({
          merchant_refund_no: refund.out_refund_no,
          refund_fen: refund.refund_fen,
          arrived: refund.status === 'SUCCESS',
        })),
    }));
  }

  return {
    ...house,
    ask,
    team,
    patient,
    slot,
    hold,
    openPage,
    tap,
    arrive,
    newKey,
    faults: (changes: object) => standIn.control('PUT', '/_faults', changes),
    query: <Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> =>
      app.db.pool.query<Row>(text, values).then(({ rows }) => rows),
    pass: (seconds: number) => clock.moveTo(clock.now().add({ seconds })),
    /** Every invariant, by the tables, the clients' answers and the channels' own books. */
    async violations(): Promise<Violation[]> {
      const seen = { answers, gateway: await gateway(), as_of: clock.now().toString() };
      return checkInvariants(database.url, seen);
    },
    async close() {
      await house.close();
      await database.drop();
    },
  };
}
export type MoneyHouse = Awaited<ReturnType<typeof openMoneyHouse>>;
