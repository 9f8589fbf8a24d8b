/** Bookings that wait for their money: held, owed in two parts, their orders begun at the channel. Written as raw rows. */
import type { Ground } from '../booking/ground.ts';
import { asOwner } from '../house.ts';

export interface WaitingOrder {
  merchant_order_no: string;
  amount_fen: number;
}

/** One for each person of the ground, spread over the sessions of a day; the day is empty before. */
export function openOrders(ground: Ground, day: Ground['days'][number]): Promise<WaitingOrder[]> {
  return asOwner(ground.url, async (client) => {
    const { people } = ground;
    const slots = people.map((_, n) => day.spread[n % day.spread.length]);
    const { rows } = await client.query<WaitingOrder>(
      `with person as (
        select p.*, gen_random_uuid() as booking_id, gen_random_uuid() as order_id, t.session_id, t.starts_at, t.ends_at, s.date,
          s.department_id, s.doctor_id, s.visit_type_id
        from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as p(slot_id, patient_id, account_id, n)
          join slot t on t.id = p.slot_id join session s on s.id = t.session_id
      ), held as (
        insert into booking (id, session_id, slot_id, patient_id, account_id, state, serial, fee_fen, fee_parts, payer_class, channel,
          policy_version, created_by, idempotency_key, created_at, held_until, state_at, date, department_id, doctor_id, starts_at, ends_at)
        select booking_id, session_id, slot_id, patient_id, account_id, 'held', n, 1500, $4, 'student', 'app', 1,
          'account:' || account_id, 'money-' || booking_id, now(), now() + interval '1 day', now(), date, department_id, doctor_id, starts_at, ends_at
        from person
      ), taken as (
        update slot t set booked = booked + k.places from (select slot_id, count(*) as places from person group by 1) as k where k.slot_id = t.id
      ), owed as (
        insert into payable (kind, id, patient_id, payer_class, amount_fen, own_fen, own_state, insurance_state, department_id, doctor_id,
          visit_type_id, created_at, moved_at)
        select 'booking', booking_id, patient_id, 'student', 1500, 1500, 'due', 'none', department_id, doctor_id, visit_type_id, now(), now() from person
      ), begun as (
        insert into payment_order (id, merchant_order_no, payable_kind, payable_id, patient_id, channel, state, amount_fen, description,
          created_at, expires_at, close_at, channel_expires_at, started_at, next_query_at)
        select order_id, replace(order_id::text, '-', ''), 'booking', booking_id, patient_id, 'wechat', 'paying', 1500, '', now(),
          now() + interval '1 day', now() + interval '1 day', now() + interval '1 day', now(), now() + interval '1 day'
        from person returning merchant_order_no, amount_fen
      ), parts as (
        insert into payment_part (order_id, kind, amount_fen)
        select order_id, k.kind, k.fen from person cross join (values ('registration', 500), ('consultation', 1000)) as k(kind, fen)
      )
      select * from begun`,
      [slots, people.map((one) => one.patient_id), people.map((one) => one.account_id), JSON.stringify(PARTS)],
    );
    await client.query('vacuum analyze payment_order, payable, payment_part, booking');
    await client.query('checkpoint');
    return rows;
  });
}

const PARTS = [
  { kind: 'registration', list_fen: 500, discount_fen: 0, amount_fen: 500 },
  { kind: 'consultation', list_fen: 1000, discount_fen: 0, amount_fen: 1000 },
];

/** How many of these orders are paid with their booking booked. */
export function countSettled(url: string, orders: readonly WaitingOrder[]): Promise<number> {
  return asOwner(url, async (client) => {
    const { rows } = await client.query<{ n: string }>(
      `select count(*) as n from payment_order o join booking b on b.id = o.payable_id
       where o.merchant_order_no = any($1) and o.state = 'paid' and b.state = 'booked'`,
      [orders.map((order) => order.merchant_order_no)],
    );
    return Number(rows[0]!.n);
  });
}
