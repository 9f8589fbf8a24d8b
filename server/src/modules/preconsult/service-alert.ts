/** Alerts: raised by a danger or by who asks for a person, taken care of by a member of staff, and closed with what became of it. */
import type { AlertOutcome } from '@menzhen/contract';
import type { Level } from '@menzhen/triage';
import { found, newId, record, Refusal, type Tx } from '../../kernel/index.ts';
import { alertData, type Deed, factOfTalk } from './facts.ts';
import type { PreconsultGround } from './ports.ts';
import { isEmergency, type StandingFlag, stands } from './rules.ts';
import * as store from './store-alert.ts';
import { talkById } from './store-talk.ts';
import type { AlertRow, TalkRow } from './tables.ts';
import { alertStateWords, levelRule, needsNote, type Rules } from './words.ts';

/** The guide desk answers who asks for it within as many minutes as an emergency. */
const HELP_LEVEL = 2;
export const notePlace = (id: string): string => `preconsult_alert/${id}/note`;

const secondsSince = (from: Temporal.Instant, to: Temporal.Instant): number =>
  Math.max(0, Math.round(to.since(from).total('seconds')));

/** The dangers of a talk and its alert say the same: raised, raised higher, or taken back when all of it was denied. */
export async function alertFlags(
  tx: Tx,
  ask: { talk: TalkRow; flags: readonly StandingFlag[]; rules: Rules; to_confirm: boolean },
  deed: Deed,
): Promise<void> {
  const { talk, rules, to_confirm } = ask;
  const waiting = await store.waitingAlert(tx, talk.id, 'flag');
  if (!isEmergency(talk.level)) {
    if (waiting) await takeBack(tx, talk, waiting, deed);
    return;
  }
  const standing = ask.flags.filter((flag) => stands(flag) && isEmergency(flag.level));
  const families = [...new Set(standing.map(({ family }) => family))].sort();
  const acknowledge_by = deed.at.add({ minutes: levelRule(rules, talk.level).minutes });
  if (!waiting) return raise(tx, talk, { kind: 'flag', level: talk.level, families, to_confirm, acknowledge_by }, deed);
  const same =
    waiting.level === talk.level && waiting.to_confirm === to_confirm && waiting.families.join() === families.join();
  if (same) return;
  const level = Math.min(talk.level, waiting.level ?? 4) as Level;
  const alert = await store.changeAlert(tx, waiting.id, { level, families, to_confirm, acknowledge_by });
  await record(tx, factOfTalk('preconsult.alert_changed', talk, deed, { ...alertData(alert), to_confirm }));
}

type New = Pick<AlertRow, 'kind' | 'level' | 'families' | 'to_confirm' | 'acknowledge_by'>;
async function raise(tx: Tx, talk: TalkRow, alert: New, deed: Deed): Promise<void> {
  const id = newId(deed.at.epochMilliseconds);
  const row = await store.insertAlert(tx, { ...alert, id, talk_id: talk.id, raised_at: deed.at });
  await record(
    tx,
    factOfTalk('preconsult.alert_raised', talk, deed, { ...alertData(row), to_confirm: row.to_confirm }),
  );
}

async function takeBack(tx: Tx, talk: TalkRow, alert: AlertRow, deed: Deed): Promise<void> {
  const ask = { id: alert.id, staff_id: null, outcome: 'taken_back' as const, note: null, at: deed.at };
  const row = await store.close(tx, ask);
  if (row) await tellClosed(tx, talk, row, deed);
}

async function tellClosed(tx: Tx, talk: TalkRow, row: AlertRow, deed: Deed): Promise<void> {
  const seconds = secondsSince(row.raised_at, deed.at);
  await record(
    tx,
    factOfTalk('preconsult.alert_closed', talk, deed, { ...alertData(row), seconds, outcome: row.outcome! }),
  );
}

/** The patient asks for a person; asked again, the same waits on. */
export async function askForHelp(tx: Tx, talk: TalkRow, rules: Rules, deed: Deed): Promise<void> {
  if (await store.waitingAlert(tx, talk.id, 'help')) return;
  const acknowledge_by = deed.at.add({ minutes: levelRule(rules, HELP_LEVEL).minutes });
  await raise(tx, talk, { kind: 'help', level: null, families: [], to_confirm: false, acknowledge_by }, deed);
}

const refusalOf = ({ state }: AlertRow): Refusal => {
  const { zh, en } = alertStateWords[state];
  return new Refusal('alert_state', { zh: { state: zh }, en: { state: en } });
};

export interface Acting {
  id: string;
  staff_id: string;
}

/** @throws Refusal not_found, alert_state: another was first */
export async function acknowledgeAlert(tx: Tx, ask: Acting, deed: Deed): Promise<AlertRow> {
  const row = await store.acknowledge(tx, { ...ask, at: deed.at });
  if (!row) throw refusalOf(found(await store.alertById(tx, ask.id)));
  const talk = found(await talkById(tx, row.talk_id));
  const seconds = secondsSince(row.raised_at, deed.at);
  const late = Temporal.Instant.compare(deed.at, row.acknowledge_by) > 0;
  await record(tx, factOfTalk('preconsult.alert_acknowledged', talk, deed, { ...alertData(row), seconds, late }));
  return row;
}

type Closing = Acting & { outcome: AlertOutcome; note: string };
/**
 * Whoever closes has acknowledged first, or does so by closing; a colleague may close what another took on.
 * @throws Refusal not_found, alert_state, alert_needs_note
 */
export async function closeAlert(tx: Tx, ground: PreconsultGround, ask: Closing, deed: Deed): Promise<AlertRow> {
  const note = ask.note.trim();
  if (note === '' && needsNote.includes(ask.outcome)) throw new Refusal('alert_needs_note');
  const before = found(await store.alertById(tx, ask.id));
  if (before.state === 'closed') throw refusalOf(before);
  if (before.state === 'open') await acknowledgeAlert(tx, ask, deed);
  const sealed = note === '' ? null : ground.secrets.seal(note, notePlace(ask.id));
  const row = await store.close(tx, {
    id: ask.id,
    staff_id: ask.staff_id,
    outcome: ask.outcome,
    note: sealed,
    at: deed.at,
  });
  if (!row) throw refusalOf(found(await store.alertById(tx, ask.id)));
  await tellClosed(tx, found(await talkById(tx, row.talk_id)), row, deed);
  return row;
}

/** Tells once of each alert that nobody took on in time; returns how many. */
export async function tellOverdue(tx: Tx, deed: Deed): Promise<number> {
  const rows = await store.markOverdue(tx, deed.at);
  for (const row of rows) {
    const talk = found(await talkById(tx, row.talk_id));
    await record(tx, factOfTalk('preconsult.alert_overdue', talk, deed, alertData(row)));
  }
  return rows.length;
}
