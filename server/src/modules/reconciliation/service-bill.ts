/** Fetching bills: which are wanted, one fetch from the channel's first byte to the last, and what to do when it fails. */
import { addDays, dayOf, inTransaction, newId, Refusal, record, type Tx } from '../../kernel/index.ts';
import {
  BillNotReady,
  BillRefused,
  type BillRow,
  type ChannelName,
  ChannelRefused,
  ChannelUnknown,
  type PaymentChannel,
} from '../payment/index.ts';
import { factOfBillFailure } from './facts.ts';
import { billReadyAt, daysBetween, FETCHER_LIVES_MINUTES, nextFetchAt } from './rules.ts';
import { matchBill, SYSTEM_ACTOR } from './service-match.ts';
import {
  claimBill,
  dropRows,
  failBill,
  firstOrderDay,
  insertRows,
  letCommitWait,
  movedUnbilled,
  readBill,
  stayAlive,
  tellPlanner,
  wantAgain,
  wantBills,
  wantedDays,
} from './store-bill.ts';
import type { BillFailure, BillKey, BillRecord, ReconciliationGround } from './tables.ts';

/** Rows that are held in memory at once. */
const BATCH = 4_000;
const TELL_PLANNER_FROM = 10_000;

/** A bill that fails so often for one reason needs a person. */
const ALARM_AT_TRIES = [5, 20, 100];

const isPast = (at: Temporal.Instant, now: Temporal.Instant): boolean => Temporal.Instant.compare(at, now) <= 0;
const openChannels = ({ channels }: ReconciliationGround): PaymentChannel[] =>
  Object.values(channels).filter((channel) => channel !== undefined);

/** Writes down every bill that exists by now, from the first day on which anything was opened at the channel. */
export async function wantDueBills(ground: ReconciliationGround): Promise<void> {
  const now = ground.channelNow();
  const today = dayOf(now);
  for (const { name: channel } of openChannels(ground)) {
    const first = await firstBillDay(ground.db.kysely, channel);
    if (!first) continue;
    const known = await wantedDays(ground.db.kysely, channel);
    // A person may have asked for a late day first: then those before it are wanted too.
    const isWhole = known?.first === first && known.n === daysBetween(first, known.last).length;
    const due = daysBetween(isWhole ? addDays(known.last, 1) : first, addDays(today, -1)).map((day) => ({
      ...{ channel, day },
      due_at: billReadyAt(day),
    }));
    await wantBills(ground.db.kysely, due);
  }
}

/** From which day on a channel's bills concern us; undefined: nothing was ever opened there. */
export async function firstBillDay(tx: Tx, channel: ChannelName): Promise<string | undefined> {
  const days = [(await wantedDays(tx, channel))?.first, await firstOrderDay(tx, channel)];
  return days.filter((day) => day !== undefined).sort()[0];
}

/**
 * A person wants the bill fetched (again). @throws Refusal not_found: a channel or a day on which we had nothing there;
 * bill_not_ready: the channel makes it at 10:00 of the next day
 */
export async function askForBill(ground: ReconciliationGround, bill: BillKey): Promise<BillRecord> {
  const first = ground.channels[bill.channel] && (await firstBillDay(ground.db.kysely, bill.channel));
  if (!first || bill.day < first) throw new Refusal('not_found');
  const ready = billReadyAt(bill.day);
  const now = ground.channelNow();
  if (!isPast(ready, now)) throw new Refusal('bill_not_ready', {}, [], ready);
  await wantAgain(ground.db.kysely, bill, now);
  return (await readBill(ground.db.kysely, bill))!;
}

/** Fetches one bill that is due; false: none is. */
export async function fetchNext(ground: ReconciliationGround, only?: BillKey): Promise<boolean> {
  const staging_id = newId();
  const bill = await inTransaction(ground.db, (tx) =>
    claimBill(tx, {
      now: ground.channelNow(),
      lives_until: livesUntil(ground),
      staging_id,
      channels: openChannels(ground).map(({ name }) => name),
      only,
    }),
  );
  if (!bill) return false;
  try {
    await takeIn(ground, bill, staging_id);
  } catch (error) {
    if (error instanceof TakenOver) return true;
    if (await saysNothingMoved(ground, bill, error)) await matchBill(ground, staging_id);
    else await giveUp(ground, bill, { staging_id, error });
  }
  return true;
}

/** So often a channel that may have no bill because nothing moved is asked again before that is believed. */
const BELIEVE_NOTHING_MOVED_AT_TRIES = 3;
/** After so long no bill comes any more; what we count on that day becomes a difference to look into. */
const NO_BILL_COMES_AFTER_HOURS = 48;
/**
 * A channel that makes no bill of an empty day: believed when nothing moved here either, and not at the first asking. Later
 * it is believed against our own word too: else one payment that no bill tells of would keep the books of its day open for ever.
 */
async function saysNothingMoved(ground: ReconciliationGround, bill: BillRecord, error: unknown): Promise<boolean> {
  if (!(error instanceof BillNotReady && error.or_nothing_moved)) return false;
  if (bill.tries < BELIEVE_NOTHING_MOVED_AT_TRIES) return false;
  const given_up = billReadyAt(bill.day).add({ hours: NO_BILL_COMES_AFTER_HOURS });
  return isPast(given_up, ground.channelNow()) || !(await movedUnbilled(ground.db.kysely, bill));
}

const livesUntil = (ground: ReconciliationGround): Temporal.Instant =>
  ground.channelNow().add({ minutes: FETCHER_LIVES_MINUTES });

/** This fetch went on for so long without a word that another node began anew. */
class TakenOver extends Error {
  override readonly name = 'TakenOver';
}

async function takeIn(ground: ReconciliationGround, { channel, day }: BillKey, staging_id: string): Promise<void> {
  const rows = await ground.channels[channel]!.downloadBill(Temporal.PlainDate.from(day));
  const taken = await stage(ground, rows, staging_id);
  if (taken >= TELL_PLANNER_FROM) await tellPlanner(ground.db.kysely);
  if (!(await matchBill(ground, staging_id))) {
    await dropRows(ground.db.kysely, staging_id);
    throw new TakenOver();
  }
}

/** Reads the bill to its end; one batch is written while the next is read. Nothing of it counts yet. */
async function stage(ground: ReconciliationGround, rows: AsyncIterable<BillRow>, staging_id: string): Promise<number> {
  let taken = 0;
  let batch: BillRow[] = [];
  let writing = Promise.resolve();
  const write = async () => {
    await writing;
    taken += batch.length;
    writing = writeBatch(ground, staging_id, batch);
    // awaited before the next batch; until then its failure is nobody's surprise
    writing.catch(() => {});
    batch = [];
  };
  try {
    for await (const row of rows) {
      batch.push(row);
      if (batch.length === BATCH) await write();
    }
    await write();
  } finally {
    await writing;
  }
  return taken;
}

/** @throws TakenOver: another fetcher has begun anew */
async function writeBatch(ground: ReconciliationGround, staging_id: string, batch: BillRow[]): Promise<void> {
  const isOurs = await inTransaction(ground.db, async (tx) => {
    await letCommitWait(tx);
    await insertRows(tx, staging_id, batch);
    return stayAlive(tx, staging_id, livesUntil(ground));
  });
  if (isOurs) return;
  await dropRows(ground.db.kysely, staging_id);
  throw new TakenOver();
}

/** What went wrong, in our word and the channel's; `fault` is nobody's refusal but a defect, here or on the way. */
function failureOf(error: unknown): { failure: BillFailure; detail: string } {
  const detail = error instanceof Error ? error.message.slice(0, 300) : '';
  if (error instanceof BillNotReady) return { failure: 'not_ready', detail };
  if (error instanceof BillRefused) return { failure: error.code, detail };
  if (error instanceof ChannelUnknown) return { failure: 'no_answer', detail };
  if (error instanceof ChannelRefused) return { failure: 'refused', detail: error.channel_code };
  return { failure: 'fault', detail };
}

async function giveUp(
  ground: ReconciliationGround,
  bill: BillRecord,
  { staging_id, error }: { staging_id: string; error: unknown },
): Promise<void> {
  const why = failureOf(error);
  const isNew = bill.failure !== why.failure;
  const about = { err: error, channel: bill.channel, day: bill.day, tries: bill.tries };
  if (isNew) ground.log.warn(about, 'a bill could not be taken in; tried again');
  else if (ALARM_AT_TRIES.includes(bill.tries)) ground.log.error(about, 'a bill still cannot be taken in');
  await inTransaction(ground.db, async (tx) => {
    const next_try_at = nextFetchAt(bill.tries, ground.channelNow());
    const failed = await failBill(tx, { staging_id, ...why, next_try_at });
    // Once for every reason; how often stands on the bill.
    if (failed && isNew)
      await record(tx, factOfBillFailure(failed, why.failure, { at: ground.clock.now(), actor: SYSTEM_ACTOR }));
  });
  ground.wake.announce();
}
