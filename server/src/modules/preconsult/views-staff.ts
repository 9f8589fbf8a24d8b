/** Alerts as the staff see them. */
import type { AnswerOf, Contract, PreconsultAlertsView, PreconsultAlertView } from '@menzhen/contract';
import { ageOn, dayOf, found, type Locale, type Tx } from '../../kernel/index.ts';
import { holdOf, readTalk } from './held.ts';
import type { PreconsultGround } from './ports.ts';
import { wordsAt } from './reading.ts';
import { stands } from './rules.ts';
import { notePlace } from './service-alert.ts';
import { alertById, listAlerts } from './store-alert.ts';
import { talkById } from './store-talk.ts';
import type { AlertRow, TalkRow } from './tables.ts';
import { messagesOf } from './views-talk.ts';
import { levelRule, type Rules } from './words.ts';
import { familyName, isCrisis } from './words-family.ts';

export const MOST_WAITING = 200;
const MOST_CLOSED = 100;

/** Nobody has taken it on in its time. */
export const isOverdue = ({ state, acknowledge_by }: AlertRow, now: Temporal.Instant): boolean =>
  state === 'open' && Temporal.Instant.compare(acknowledge_by, now) < 0;

export interface Shown {
  locale: Locale;
  now: Temporal.Instant;
  /** Names and phones as on lists; whole for who takes care of it. */
  masked: boolean;
}

interface AlertGround {
  rules: Rules;
  talks: Map<string, TalkRow>;
  cards: Awaited<ReturnType<PreconsultGround['needs']['cards']>>;
  phones: Map<string, string>;
  staff: Map<string, string>;
}

async function alertGround(tx: Tx, { needs }: PreconsultGround, rows: readonly AlertRow[]): Promise<AlertGround> {
  const talks = new Map<string, TalkRow>();
  for (const id of new Set(rows.map(({ talk_id }) => talk_id))) talks.set(id, found(await talkById(tx, id)));
  const phones = new Map<string, string>();
  for (const { account_id } of talks.values()) {
    const phone = phones.has(account_id) ? undefined : await needs.phoneOf(tx, account_id);
    if (phone) phones.set(account_id, phone);
  }
  const staff_ids = rows
    .flatMap(({ acknowledged_by, closed_by }) => [acknowledged_by, closed_by])
    .filter((id) => id !== null);
  return {
    rules: await needs.policy(),
    talks,
    cards: await needs.cards(tx, [...new Set([...talks.values()].map(({ patient_id }) => patient_id))]),
    phones,
    staff: await needs.staffNames(tx, [...new Set(staff_ids)]),
  };
}

/** Who asks for a person waits like the level that is answered within minutes. */
const HELP_COLOUR = 'green';

function alertView(ground: PreconsultGround, base: AlertGround, row: AlertRow, shown: Shown): PreconsultAlertView {
  const { locale, now, masked } = shown;
  const talk = base.talks.get(row.talk_id)!;
  const card = base.cards.get(talk.patient_id);
  const level = row.level === null ? null : levelRule(base.rules, row.level);
  const phone = base.phones.get(talk.account_id) ?? null;
  return {
    id: row.id,
    talk_id: row.talk_id,
    kind: row.kind,
    state: row.state,
    version: row.version,
    level: row.level,
    level_name: level?.[locale] ?? (locale === 'zh' ? '请求导诊' : 'Asks for a person'),
    level_colour: level?.colour ?? HELP_COLOUR,
    reasons: row.families.map((family) => familyName(family, locale)),
    crisis: row.families.some(isCrisis),
    to_confirm: row.to_confirm && row.state !== 'closed',
    patient_id: talk.patient_id,
    patient_name: (masked ? card?.name_masked : card?.name) ?? '',
    patient_sex: card?.sex ?? '',
    patient_age_years: card ? ageOn(card.birth_date, dayOf(now)) : 0,
    teller: talk.teller,
    phone: phone && masked ? ground.needs.maskPhone(phone) : phone,
    booking_id: talk.booking_id,
    raised_at: row.raised_at.toString(),
    acknowledge_by: row.acknowledge_by.toString(),
    overdue: isOverdue(row, now),
    acknowledged_at: row.acknowledged_at?.toString() ?? null,
    acknowledged_by: base.staff.get(row.acknowledged_by ?? '') ?? null,
    closed_at: row.closed_at?.toString() ?? null,
    closed_by: base.staff.get(row.closed_by ?? '') ?? null,
    outcome: row.outcome,
    note: row.note && !masked ? ground.secrets.open(row.note, notePlace(row.id)) : '',
  };
}

export async function alertsView(
  tx: Tx,
  ground: PreconsultGround,
  which: 'waiting' | 'closed',
  shown: Shown,
): Promise<PreconsultAlertsView> {
  const rows = await listAlerts(tx, which, which === 'waiting' ? MOST_WAITING : MOST_CLOSED);
  const base = await alertGround(tx, ground, rows);
  const items = rows.map((row) => alertView(ground, base, row, shown));
  return {
    items,
    open: items.filter(({ state }) => state === 'open').length,
    overdue: items.filter(({ overdue }) => overdue).length,
  };
}

export async function oneAlertView(tx: Tx, ground: PreconsultGround, row: AlertRow, shown: Shown) {
  return alertView(ground, await alertGround(tx, ground, [row]), row, shown);
}

/** An alert with the words that raised it. */
export async function alertDetail(
  tx: Tx,
  ground: PreconsultGround,
  ask: { id: string; locale: Locale; now: Temporal.Instant },
): Promise<{ view: AnswerOf<Contract['preconsultAlert']>; talk: TalkRow }> {
  const row = found(await alertById(tx, ask.id));
  const talk = found(await talkById(tx, row.talk_id));
  const held = await holdOf(tx, ground, talk);
  const view = {
    alert: await oneAlertView(tx, ground, row, { ...ask, masked: false }),
    rules: held.flags.filter(stands).map(({ rule, family, level, because }) => ({
      id: rule,
      family: familyName(family, ask.locale),
      level,
      words: because.map(({ entry_id, start, end }) => wordsAt(held.entries, { message_id: entry_id, start, end })),
    })),
    messages: messagesOf(held, readTalk(held), ask.locale),
  };
  return { view, talk };
}
