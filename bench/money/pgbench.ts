/**
 * The limit to measure against: pgbench with the same number of clients. Each calls two functions, a commit each, because a
 * notice is committed before it is answered and acted on after that. They do the least that this can be: nonce and notice kept;
 * order captured, share paid, posted with its legs, booking booked, three facts, notice ended, with the same constraints.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPgbench } from '../booking/pgbench.ts';
import { asOwner } from '../house.ts';
import type { Notice } from './channel.ts';
import type { WaitingOrder } from './orders.ts';

const run = promisify(execFile);

const FUNCTIONS = `
  create table if not exists bench_notice (n bigint primary key, merchant_order_no text not null, notice_id text not null, nonce text not null, raw bytea not null);
  create sequence if not exists bench_notice_next;
  create or replace function bench_keep(p_n bigint) returns bigint language plpgsql as $$
  declare ask bench_notice;
  begin
    select * into ask from bench_notice where n = p_n;
    insert into payment_nonce (channel, nonce, seen_at) values ('wechat', ask.nonce, now()) on conflict do nothing;
    insert into payment_notice (channel, notice_id, received_at, raw, told, next_try_at)
    values ('wechat', ask.notice_id, now(), ask.raw, jsonb_build_object('kind', 'paid', 'notice_id', ask.notice_id, 'nonce', ask.nonce,
      'order', jsonb_build_object('merchant_order_no', ask.merchant_order_no, 'status', 'paid', 'transaction_id', ask.notice_id, 'paid_fen', 1500, 'paid_at', now())),
      now() + interval '10 seconds')
    on conflict (channel, notice_id) do update set copies = payment_notice.copies + 1;
    return p_n;
  end $$;
  create or replace function bench_settle(p_n bigint) returns integer language plpgsql as $$
  declare ask bench_notice; b booking; o payment_order; p payable; posting uuid := gen_random_uuid(); tags jsonb;
  begin
    select * into ask from bench_notice where n = p_n;
    update booking set state = 'booked', state_at = now()
    where id = (select payable_id from payment_order where merchant_order_no = ask.merchant_order_no) and state = 'held' returning * into b;
    if not found then return 0; end if;
    update payment_order set state = 'paid', paid_fen = amount_fen, paid_at = now(), transaction_id = ask.notice_id, channel_paid_at = now(),
      next_query_at = null
    where merchant_order_no = ask.merchant_order_no and state = 'paying' returning * into o;
    update payable set own_state = 'paid', moved_at = greatest(moved_at, now()) where kind = o.payable_kind and id = o.payable_id and own_state = 'due' returning * into p;
    insert into ledger_posting (id, at, day, kind, source, actor) values (posting, now(), current_date, 'captured', 'order:' || o.id, 'pgbench');
    insert into ledger_leg (posting_id, n, debit, credit, amount_fen, part, channel, department_id, doctor_id, visit_type_id, payer_class)
    select posting, row_number() over (), 'channel_wechat', 'income_' || kind, amount_fen, kind, 'wechat', p.department_id, p.doctor_id,
      p.visit_type_id, p.payer_class from payment_part where order_id = o.id;
    tags := jsonb_build_object('payable_kind', p.kind, 'payable_id', p.id, 'amount_fen', p.amount_fen, 'payer_class', p.payer_class,
      'department_id', p.department_id, 'doctor_id', p.doctor_id, 'visit_type_id', p.visit_type_id);
    insert into fact (at, kind, subject, patient, actor, data) values
      (now(), 'payment.paid', 'payment:' || o.id, o.patient_id, 'pgbench', tags || jsonb_build_object('order_id', o.id, 'channel', 'wechat',
        'parts', '[{"kind": "registration", "amount_fen": 500}, {"kind": "consultation", "amount_fen": 1000}]'::jsonb)),
      (now(), 'payable.paid', 'payable:' || p.id, o.patient_id, 'pgbench', tags || jsonb_build_object('own_fen', 1500, 'insurance_fen', 0,
        'own_state', 'paid', 'insurance_state', 'none', 'whole_state', 'paid')),
      (now(), 'booking.booked', 'booking:' || b.id, b.patient_id, 'pgbench', jsonb_build_object('from', 'held', 'date', b.date,
        'session_id', b.session_id, 'department_id', b.department_id, 'doctor_id', b.doctor_id, 'starts', '08:00'));
    update payment_notice set outcome = 'settled', acted_at = now(), next_try_at = null where channel = 'wechat' and notice_id = ask.notice_id;
    return 1;
  end $$;`;

const SCRIPT = `select bench_keep(nextval('bench_notice_next')) as n \\gset
select bench_settle(:n);
`;

/** Settles every order once; returns settlements per second. */
export async function settleByPgbench(
  url: string,
  folder: string,
  clients: number,
  asks: { order: WaitingOrder; notice: Notice }[],
): Promise<number> {
  await asOwner(url, async (client) => {
    await client.query(FUNCTIONS);
    await client.query('truncate bench_notice');
    await client.query(
      `insert into bench_notice select n, o, i, c, convert_to(b, 'UTF8')
       from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as x(o, i, c, b, n)`,
      [
        asks.map(({ order }) => order.merchant_order_no),
        asks.map(({ notice }) => (JSON.parse(notice.body) as { id: string }).id),
        asks.map(({ notice }) => notice.headers['wechatpay-nonce']),
        asks.map(({ notice }) => notice.body),
      ],
    );
    await client.query(`select setval('bench_notice_next', 1, false)`);
    await client.query('analyze bench_notice');
    await client.query('checkpoint');
  });
  const script = join(folder, 'settle.sql');
  writeFileSync(script, SCRIPT);
  const each = String(Math.floor(asks.length / clients));
  const args = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-t', each, '-f', script, url];
  const { stdout } = await run(findPgbench(), args, { maxBuffer: 1 << 24 });
  const tps = Number(/tps = ([\d.]+) \(without initial connection time\)/.exec(stdout)?.[1]);
  if (!(tps > 0)) throw new Error(`pgbench said something unexpected:\n${stdout}`);
  return tps;
}
