/** What a person does about a difference. The channel is asked outside transactions; what it said is then made so here. */
import { found, inTransaction, Refusal, record, type Tx } from '../../kernel/index.ts';
import { type ChannelName, type ChannelRefund, ChannelRefused, ChannelUnknown } from '../payment/index.ts';
import { factOfCase } from './facts.ts';
import { type Cure, curesOf, foundLegs, needsNote, reversed, strayRefundNo, takenOnLegs } from './rules.ts';
import { explain, SYSTEM_ACTOR, sourceOf } from './service-match.ts';
import {
  beginStrayRefund,
  listStrayRefunds,
  lockCase,
  readCase,
  setAsked,
  setStrayRefund,
  settleCase,
} from './store-case.ts';
import type { CaseRow, ReconciliationGround } from './tables.ts';

export interface CureAsk {
  id: string;
  cure: Cure;
  /** Why; needed where money is taken on or left standing. */
  note: string | null;
  actor: string;
}

/**
 * @throws Refusal not_found, difference_settled, cure_not_allowed, cure_needs_note; channel_silent: nothing is known,
 * try again; cure_refused: the channel says no
 */
export async function cureCase(ground: ReconciliationGround, ask: CureAsk): Promise<CaseRow> {
  const row = found(await readCase(ground.db.kysely, ask.id));
  refuseUnlessCurable(row, ask);
  await tellRefusals(() => carryOut(ground, row, ask));
  ground.wake.announce();
  return (await readCase(ground.db.kysely, ask.id))!;
}

function refuseUnlessCurable(row: CaseRow, { cure, note }: CureAsk): void {
  if (row.state !== 'open') throw new Refusal('difference_settled');
  if (!curesOf[row.kind][row.money].allowed.includes(cure)) throw new Refusal('cure_not_allowed');
  if (needsNote(cure) && !note) throw new Refusal('cure_needs_note');
  // Money on its way back to the payer is not decided about a second time.
  const leaving = row.refund_state === 'sent' || row.refund_state === 'processing';
  if (leaving && cure !== 'refund' && cure !== 'ask_again') throw new Refusal('cure_not_allowed');
}

/** The channel's two ways of not doing it, as problems. */
async function tellRefusals(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ChannelUnknown) throw new Refusal('channel_silent');
    if (error instanceof ChannelRefused) throw new Refusal('cure_refused', { code: error.channel_code });
    throw error;
  }
}

function carryOut(ground: ReconciliationGround, row: CaseRow, ask: CureAsk): Promise<void> {
  switch (ask.cure) {
    case 'settle':
      return settleOurs(ground, row, ask);
    case 'refund':
      return sendBack(ground, row, ask);
    case 'take_on':
    case 'ignore':
      return inTransaction(ground.db, (tx) => decide(tx, ground, ask, ask.cure as 'take_on' | 'ignore'));
    case 'ask_again':
      return askAgain(ground, row, ask);
  }
}

const channelOf = (ground: ReconciliationGround, name: ChannelName) => found(ground.channels[name]);

/** Asks the channel what it knows of this very payment or refund, and keeps the answer beside the difference. */
async function look(ground: ReconciliationGround, row: CaseRow): Promise<{ said: string; said_fen: number | null }> {
  const channel = channelOf(ground, row.channel);
  const told =
    row.money === 'paid'
      ? await channel
          .query(row.merchant_order_no)
          .then(({ status, paid_fen }) => ({ said: status, said_fen: paid_fen ?? null }))
      : await channel
          .queryRefund(row.merchant_no, row.merchant_order_no)
          .then((refund) => ({ said: refund?.status ?? 'unknown_refund', said_fen: refund?.refund_fen ?? null }));
  await setAsked(ground.db.kysely, { id: row.id, now: ground.clock.now(), ...told });
  return told;
}

async function askAgain(ground: ReconciliationGround, row: CaseRow, { actor }: CureAsk): Promise<void> {
  await look(ground, row);
  if (row.refund_no) await lookAfterRefund(ground, row);
  await explainOne(ground, row.id, { who: actor, by: 'explained' });
}

/** Our own number: what the channel says of it is made so here, as if its notice had only now arrived. */
async function settleOurs(ground: ReconciliationGround, row: CaseRow, { actor }: CureAsk): Promise<void> {
  await look(ground, row);
  await ground.settleKnown(row);
  await explainOne(ground, row.id, { who: actor, by: 'settle' });
}

const explainOne = (ground: ReconciliationGround, only: string, ask: { who: string; by: 'settle' | 'explained' }) =>
  inTransaction(ground.db, (tx) => explain(tx, ground, { ...ask, only }));

/** Taken on: what was found or is missing becomes the hospital's own. Ignored: it stays under differences, with the reason. */
async function decide(
  tx: Tx,
  { ledger, clock }: ReconciliationGround,
  ask: CureAsk,
  by: 'take_on' | 'ignore',
): Promise<void> {
  const now = clock.now();
  const row = await settleCase(tx, { id: ask.id, now, who: ask.actor, by, note: ask.note });
  if (!row) throw new Refusal('difference_settled');
  const deed = { at: now, actor: ask.actor };
  const legs = by === 'take_on' ? takenOnLegs(row.channel, row.effect_fen) : [];
  await ledger.post(tx, { ...deed, kind: 'difference_settled', source: sourceOf(row), note: ask.note ?? '', legs });
  await record(tx, factOfCase('reconciliation.difference_settled', row, deed));
}

/**
 * Money that no order here knows goes back the way it came. Its number is kept before the channel hears of it: after a
 * crash the same refund is asked about, and never a second one begun.
 */
async function sendBack(ground: ReconciliationGround, row: CaseRow, { actor }: CureAsk): Promise<void> {
  if (row.refund_state === 'sent' || row.refund_state === 'processing') return lookAfterRefund(ground, row);
  const told = await look(ground, row);
  if (told.said !== 'paid' || told.said_fen === null || told.said_fen < row.bill_fen!)
    throw new Refusal('cure_refused', { code: told.said });
  const begun = await inTransaction(ground.db, async (tx) => {
    const now = await lockCase(tx, row.id);
    if (now?.state !== 'open') return undefined;
    const refund_no = strayRefundNo(row.id, { refund_no: now.refund_no, closed: now.refund_state === 'closed' });
    return beginStrayRefund(tx, row.id, { refund_no, who: actor });
  });
  if (!begun) throw new Refusal('difference_settled');
  await push(ground, begun, told.said_fen);
}

async function push(ground: ReconciliationGround, row: CaseRow, total_fen: number): Promise<void> {
  try {
    const told = await channelOf(ground, row.channel).refund({
      merchant_order_no: row.merchant_order_no,
      merchant_refund_no: row.refund_no!,
      refund_fen: row.bill_fen!,
      total_fen,
      reason: '对账退回：医院没有对应的订单',
    });
    await believeRefund(ground, row, told);
  } catch (error) {
    if (error instanceof ChannelRefused) await setRefundState(ground, row, 'refused');
    throw error;
  }
}

/** Asks about money that is on its way back; what the channel never heard of is sent again under the same number. */
async function lookAfterRefund(ground: ReconciliationGround, row: CaseRow): Promise<void> {
  const told = await channelOf(ground, row.channel).queryRefund(row.refund_no!, row.merchant_order_no);
  if (told) return believeRefund(ground, row, told);
  const { said, said_fen } = await look(ground, row);
  if (said === 'paid' && said_fen !== null) await push(ground, row, said_fen);
}

async function believeRefund(ground: ReconciliationGround, row: CaseRow, told: ChannelRefund): Promise<void> {
  if (told.refund_fen !== row.bill_fen) {
    ground.log.error({ case_id: row.id, told_fen: told.refund_fen }, 'the channel tells of another refund amount');
    return;
  }
  if (told.status !== 'success') return setRefundState(ground, row, told.status, told);
  await inTransaction(ground.db, (tx) => arrive(tx, ground, row, told));
}

const setRefundState = (
  ground: ReconciliationGround,
  row: CaseRow,
  state: 'processing' | 'closed' | 'abnormal' | 'refused',
  told?: ChannelRefund,
) =>
  inTransaction(ground.db, async (tx) => {
    await setStrayRefund(tx, { id: row.id, state, refund_id: told?.refund_id ?? null, arrived: null });
  });

/** The money has left the channel: it stands under differences no longer. */
async function arrive(tx: Tx, { ledger, clock, channelNow }: ReconciliationGround, row: CaseRow, told: ChannelRefund) {
  const now = clock.now();
  const arrived = { at: now, channel_at: told.refunded_at ?? channelNow() };
  const sent = await setStrayRefund(tx, { id: row.id, state: 'success', refund_id: told.refund_id, arrived });
  if (!sent) return;
  const deed = { at: now, actor: sent.refund_asked_by ?? SYSTEM_ACTOR };
  const settled = (await settleCase(tx, { id: row.id, now, who: deed.actor, by: 'refund', note: null }))!;
  const legs = reversed(foundLegs(row.channel, row.effect_fen));
  await ledger.post(tx, { ...deed, kind: 'difference_settled', source: sourceOf(row), legs });
  await record(tx, factOfCase('reconciliation.difference_settled', settled, deed));
}

const AT_ONCE = 20;
/** Follows money that goes back until it has arrived. */
export async function followRefunds(ground: ReconciliationGround): Promise<void> {
  for (const row of await listStrayRefunds(ground.db.kysely, AT_ONCE)) {
    await lookAfterRefund(ground, row).catch((error: unknown) => {
      ground.log.warn({ err: error, case_id: row.id }, 'money of no order is still on its way back; asked again later');
    });
  }
}
