/** Matching: the rows of a bill begin to count, differences are found and explained, and the ledger follows. */
import { inTransaction, newId, record, type Tx } from '../../kernel/index.ts';
import type { Posting } from '../ledger/index.ts';
import { billSubject, factOfBill, factOfCase } from './facts.ts';
import { feeLegs, foundLegs, payoutLegs, reversed, takenOnLegs } from './rules.ts';
import { allowLongStatements, believeRows, readBill, setPosted } from './store-bill.ts';
import { casesOfRound, lockGone, setGone } from './store-case.ts';
import {
  believed,
  findMissing,
  findRepeated,
  findRepeatedLater,
  findUnequal,
  type Round,
  type Span,
} from './store-match.ts';
import type { BillRecord, CaseRow, Explanation, ReconciliationGround } from './tables.ts';

export const SYSTEM_ACTOR = 'system:reconciliation';
const PAGE = 500;
/** How far back a bill looks for money that moved late by us, or whose bill came before it. */
const LOOK_BACK_DAYS = 7;

type Books = Pick<ReconciliationGround, 'ledger' | 'clock'>;

/** The rows that came in count from now on. Undefined: another fetcher took the bill over. */
export async function matchBill(ground: ReconciliationGround, staging_id: string): Promise<BillRecord | undefined> {
  const matched = await inTransaction(ground.db, async (tx) => {
    await allowLongStatements(tx);
    const round: Round = { id: newId(), now: ground.clock.now() };
    const bill = await believeRows(tx, staging_id, round.now);
    if (!bill) return undefined;
    await postBill(tx, ground, bill, round.now);
    await explain(tx, ground, { who: SYSTEM_ACTOR, by: 'explained' });
    const found = await findIn(tx, ground, bill, round);
    await record(tx, factOfBill(bill, found, { at: round.now, actor: SYSTEM_ACTOR }));
    return bill;
  });
  ground.wake.announce();
  return matched;
}

/** What the channel keeps and what it pays out, by its bill; of a corrected bill what it changes. */
async function postBill(tx: Tx, { ledger }: Books, bill: BillRecord, now: Temporal.Instant): Promise<void> {
  const net_fen = bill.paid_fen - bill.refunded_fen - bill.fee_fen;
  const source = `${billSubject(bill)}:${bill.fetch_id}`;
  const posting = { source, at: now, actor: SYSTEM_ACTOR };
  await ledger.post(
    tx,
    { ...posting, kind: 'bill_fees', legs: feeLegs(bill.channel, bill.fee_fen - bill.posted_fee_fen) },
    { ...posting, kind: 'bill_settled', legs: payoutLegs(bill.channel, net_fen - bill.posted_net_fen) },
  );
  await setPosted(tx, { ...bill, posted_net_fen: net_fen, posted_fee_fen: bill.fee_fen });
}

async function findIn(tx: Tx, ground: Books, bill: BillRecord, round: Round): Promise<number> {
  const rows = believed(bill)!;
  await findRepeated(tx, rows, round);
  await findRepeatedLater(tx, rows, round);
  await findUnequal(tx, rows, round);
  await findMissing(tx, spanOfBill(bill.day), round);
  return openFound(tx, ground, round);
}

function spanOfBill(day: string): Span {
  const begins = Temporal.PlainDate.from(day).toZonedDateTime('Asia/Shanghai');
  return {
    from: begins.subtract({ days: LOOK_BACK_DAYS }).toInstant(),
    until: begins.add({ days: 1 }).toInstant(),
    by: 'channel_at',
  };
}

/** Looks once more for money of a span that no bill tells of; returns how many differences are new. */
export async function lookForMissing(ground: ReconciliationGround, span: Span): Promise<number> {
  return inTransaction(ground.db, async (tx) => {
    await allowLongStatements(tx);
    const round: Round = { id: newId(), now: ground.clock.now() };
    await findMissing(tx, span, round);
    return openFound(tx, ground, round);
  });
}

/** Each difference that a round found is posted and recorded; returns how many they are. */
async function openFound(tx: Tx, { ledger }: Books, round: Round): Promise<number> {
  let found = 0;
  for (let after: string | null = null; ; ) {
    const page: CaseRow[] = await casesOfRound(tx, { round_id: round.id, after, limit: PAGE });
    if (page.length === 0) return found;
    const by = { at: round.now, actor: SYSTEM_ACTOR };
    await ledger.post(
      tx,
      ...page.map(
        (row): Posting => ({
          ...by,
          kind: 'difference_found',
          source: sourceOf(row),
          legs: foundLegs(row.channel, row.effect_fen),
        }),
      ),
    );
    await record(tx, ...page.map((row) => factOfCase('reconciliation.difference_found', row, by)));
    found += page.length;
    after = page.at(-1)!.id;
  }
}

export const sourceOf = (row: Pick<CaseRow, 'id'>): string => `difference:${row.id}`;

interface ExplainAsk {
  who: string;
  /** How a case that is still open counts as settled. */
  by: 'settle' | 'explained';
  only?: string;
}

/** Settles what is no longer different, and takes its postings back; returns how many. */
export async function explain(tx: Tx, ground: Books, ask: ExplainAsk): Promise<number> {
  let explained = 0;
  for (;;) {
    const page = await lockGone(tx, { only: ask.only ?? null, limit: PAGE });
    if (page.length === 0) return explained;
    for (const row of page) await letGo(tx, ground, row, ask);
    await lookAtAmounts(tx, ground, page);
    explained += page.length;
  }
}

async function letGo(tx: Tx, { ledger, clock }: Books, row: CaseRow & { why: Explanation }, ask: ExplainAsk) {
  const now = clock.now();
  const gone = await setGone(tx, { id: row.id, explanation: row.why, by: ask.by, who: ask.who, now });
  const by = { at: now, actor: ask.who };
  const undone = [
    ...foundLegs(row.channel, row.effect_fen),
    ...(row.settled_by === 'take_on' ? takenOnLegs(row.channel, row.effect_fen) : []),
  ];
  await ledger.post(tx, {
    ...by,
    kind: 'difference_settled',
    source: `${sourceOf(row)}:gone`,
    legs: reversed(undone),
  });
  const kind = row.state === 'open' ? 'reconciliation.difference_settled' : 'reconciliation.difference_gone';
  await record(tx, factOfCase(kind, gone, by));
}

/** What came here in the meantime may have come with another amount. */
async function lookAtAmounts(tx: Tx, ground: Books, gone: (CaseRow & { why: Explanation })[]): Promise<void> {
  const came = Map.groupBy(
    gone.filter((row) => row.why === 'ours_came'),
    (row) => `${row.channel} ${row.day}`,
  );
  for (const rows of came.values()) {
    const bill = (await readBill(tx, rows[0]!))!;
    const round: Round = { id: newId(), now: ground.clock.now() };
    const numbers = rows.map((row) => row.merchant_no);
    if ((await findUnequal(tx, believed(bill)!, round, numbers)) > 0) await openFound(tx, ground, round);
  }
}
