/** SQL of the ledger. Rows are only ever added; the database refuses everything else. */
import { sql, type Tx } from '../../kernel/index.ts';
import type { AccountDay, LineRow, PositionRow, Posting } from './tables.ts';

const LEG_COLUMNS = sql`debit text, credit text, amount_fen bigint, part text, channel text, drawer_id uuid, cashier text,
  department_id uuid, doctor_id uuid, visit_type_id uuid, payer_class text`;

export interface NewPosting extends Posting {
  id: string;
  day: string;
}

/** Writes postings with their legs in one statement; returns the ids of those that were not there yet. */
export async function insertPostings(tx: Tx, postings: readonly NewPosting[]): Promise<string[]> {
  const rows = postings.map((p) => ({ ...p, at: p.at.toString(), note: p.note ?? '' }));
  const { rows: made } = await sql<{ id: string }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as g(id uuid, at timestamptz, day date, kind text, source text, actor text, note text, legs jsonb)
    ), posted as (
      insert into ledger_posting (id, at, day, kind, source, actor, note)
      select id, at, day, kind, source, actor, note from given
      on conflict (kind, source) do nothing
      returning id
    ), legs as (
      insert into ledger_leg (posting_id, n, debit, credit, amount_fen, part, channel, drawer_id, cashier, department_id, doctor_id,
        visit_type_id, payer_class)
      select posted.id, l.n, l.debit, l.credit, l.amount_fen, l.part, l.channel, l.drawer_id, l.cashier, l.department_id, l.doctor_id,
        l.visit_type_id, l.payer_class
      from posted join given using (id)
        cross join lateral rows from (jsonb_to_recordset(given.legs) as (${LEG_COLUMNS})) with ordinality
          as l(debit, credit, amount_fen, part, channel, drawer_id, cashier, department_id, doctor_id, visit_type_id, payer_class, n)
    )
    select id from posted
  `.execute(tx);
  return made.map(({ id }) => id);
}

/** Every account on a day; debits count positive. */
export async function accountDays(tx: Tx, day: string): Promise<AccountDay[]> {
  const { rows } = await sql<AccountDay>`
    select a.code, a.kind, a.name, a.name_en,
      coalesce(sum(l.amount_fen) filter (where l.day < ${day}::date), 0)::bigint as before_fen,
      coalesce(sum(l.amount_fen) filter (where l.day = ${day}::date and l.amount_fen > 0), 0)::bigint as debited_fen,
      coalesce(-sum(l.amount_fen) filter (where l.day = ${day}::date and l.amount_fen < 0), 0)::bigint as credited_fen,
      coalesce(sum(l.amount_fen), 0)::bigint as after_fen
    from ledger_account a left join ledger_line l on l.account = a.code and l.day <= ${day}::date
    group by a.code order by a.position
  `.execute(tx);
  return rows;
}

export type PositionBy = 'channel' | 'cashier' | 'department_id' | 'payer_class' | 'part';

/** What came in and went back on a day, summed by one tag. */
export async function positions(tx: Tx, day: string, by: PositionBy): Promise<PositionRow[]> {
  const { rows } = await sql<PositionRow>`
    select l.${sql.ref(by)}::text as key,
      coalesce(sum(l.amount_fen) filter (where p.kind = 'captured'), 0)::bigint as captured_fen,
      coalesce(sum(l.amount_fen) filter (where p.kind = 'refund_promised'), 0)::bigint as refunds_promised_fen,
      coalesce(sum(l.amount_fen) filter (where p.kind = 'refund_paid'), 0)::bigint as refunds_paid_fen,
      (count(distinct p.id) filter (where p.kind = 'captured'))::int as captured
    from ledger_posting p join ledger_leg l on l.posting_id = p.id
    where p.day = ${day}::date and p.kind in ('captured', 'refund_promised', 'refund_paid')
    group by 1 order by 1 nulls last
  `.execute(tx);
  return rows;
}

export interface LineAsk {
  day: string | null;
  account: string | null;
  source: string | null;
  /** Time and posting to continue under. */
  before: [string, string] | null;
  /** Of postings; each comes with all its legs that fit. */
  limit: number;
}

/** Legs of postings, newest posting first, in the order in which a posting has them. */
export async function listLines(tx: Tx, ask: LineAsk): Promise<LineRow[]> {
  const [before_at, before_id] = ask.before ?? [null, null];
  const { rows } = await sql<LineRow>`
    with p as (
      select * from ledger_posting p
      where (${ask.day}::date is null or p.day = ${ask.day}::date)
        and (${ask.source}::text is null or p.source = ${ask.source}::text)
        and (${before_at}::timestamptz is null or (p.at, p.id) < (${before_at}::timestamptz, ${before_id}::uuid))
        and (${ask.account}::text is null
          or exists (select 1 from ledger_leg l where l.posting_id = p.id and ${ask.account}::text in (l.debit, l.credit)))
      order by p.at desc, p.id desc limit ${ask.limit}
    )
    select p.id as posting_id, l.n, p.at, p.kind, p.source, p.actor, p.note, l.debit, l.credit, l.amount_fen, l.part, l.channel,
      l.cashier, l.department_id, l.payer_class
    from p join ledger_leg l on l.posting_id = p.id
    where ${ask.account}::text is null or ${ask.account}::text in (l.debit, l.credit)
    order by p.at desc, p.id desc, l.n
  `.execute(tx);
  return rows;
}

/** What the lines of a drawer add to the account of cash, in fen. */
export async function cashOfDrawer(tx: Tx, drawer_id: string): Promise<number> {
  const { rows } = await sql<{ sum_fen: number }>`
    select coalesce(sum(case when debit = 'cash' then amount_fen else -amount_fen end), 0)::bigint as sum_fen
    from ledger_leg where drawer_id = ${drawer_id} and 'cash' in (debit, credit)
  `.execute(tx);
  return rows[0]!.sum_fen;
}

/** Takes the day for closing it: postings into it wait until this transaction has ended. */
export async function lockDay(tx: Tx, day: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('ledger_day'), (${day}::date - date '2000-01-01'))`.execute(tx);
}

/** False: it was closed before. */
export async function insertClosedDay(
  tx: Tx,
  ask: { day: string; at: Temporal.Instant; actor: string; totals: unknown },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into ledger_day (day, closed_at, closed_by, totals)
    values (${ask.day}, ${ask.at}, ${ask.actor}, ${JSON.stringify(ask.totals)}::jsonb)
    on conflict (day) do nothing
  `.execute(tx);
  return numAffectedRows === 1n;
}

export interface ClosedDayRow {
  day: string;
  closed_at: Temporal.Instant;
  closed_by: string;
  totals: unknown;
}
export async function closedDays(tx: Tx, days: readonly string[]): Promise<ClosedDayRow[]> {
  const { rows } = await sql<ClosedDayRow>`
    select day, closed_at, closed_by, totals from ledger_day where day = any(${days}::date[]) order by day
  `.execute(tx);
  return rows;
}
