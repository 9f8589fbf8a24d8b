/** What an administrator sets and looks into: the departments, learned weights, the quality. The engine itself: service-lexicon.ts. */
import type { AnswerOf, Contract } from '@menzhen/contract';
import { found, type Locale, record, Refusal, type Tx } from '../../kernel/index.ts';
import type { Shelved } from './engine.ts';
import { type Deed, settingFact } from './facts.ts';
import type { PreconsultGround } from './ports.ts';
import { codesOf, reach } from './rules-departments.ts';
import { qualityOf } from './rules-quality.ts';
import { finishedVisits, talkFacts } from './store-quality.ts';
import { insertMapping, listWeights, newestMapping, useWeights } from './store-settings.ts';
import { familyName } from './words-family.ts';
import { sectionTitle } from './words-section.ts';

type Departments = AnswerOf<Contract['preconsultDepartments']>;
export async function departmentsView(
  tx: Tx,
  { needs }: PreconsultGround,
  { engine }: Shelved,
  locale: Locale,
): Promise<Departments> {
  const { version, departments: mapping } = await newestMapping(tx);
  const { department } = await needs.catalog();
  const nameOf = (row: { name: string; name_en: string }) => (locale === 'zh' ? row.name : row.name_en);
  const ground = { departments: engine.data.departments, mapping, department };
  const items = codesOf(engine.data.departments).map((one) => {
    const own = department(mapping[one.code] ?? '');
    const reached = reach(one.code, ground, ({ state }) => state === 'active');
    return {
      code: one.code,
      name: one[locale],
      fallbacks: [...one.fallback],
      department_id: own?.id ?? null,
      department_name: own ? nameOf(own) : null,
      reached: reached
        ? { code: reached.code, department_id: reached.row.id, department_name: nameOf(reached.row) }
        : null,
    };
  });
  return { items, version };
}

export interface MappingAsk {
  version: number;
  items: { code: string; department_id: string | null }[];
}
/** What is not named stays as it was. @throws Refusal version_conflict, triage_code_unknown, not_found */
export async function setDepartments(
  tx: Tx,
  { needs }: PreconsultGround,
  { engine }: Shelved,
  ask: MappingAsk,
  deed: Deed,
): Promise<void> {
  const known = new Set(codesOf(engine.data.departments).map(({ code }) => code));
  const { department } = await needs.catalog();
  const before = (await newestMapping(tx)).departments;
  const after = new Map(Object.entries(before));
  const named = new Set<string>();
  for (const { code, department_id } of ask.items) {
    if (!known.has(code) || named.has(code)) throw new Refusal('triage_code_unknown', { code });
    named.add(code);
    if (department_id === null) after.delete(code);
    else after.set(code, found(department(department_id)).id);
  }
  const departments = Object.fromEntries(after);
  const version = await insertMapping(tx, { seen: ask.version, departments, by: deed.actor, at: deed.at });
  if (version === undefined) throw new Refusal('version_conflict');
  const changed = [...named].filter((code) => before[code] !== departments[code]);
  await record(tx, settingFact('preconsult.departments_set', deed, { version, changed }));
}

/** Of a hospital that has none yet. @param departments code -> department id */
export async function openDepartments(tx: Tx, departments: Record<string, string>, deed: Deed): Promise<void> {
  const version = await insertMapping(tx, { seen: 0, departments, by: deed.actor, at: deed.at });
  if (version === undefined) throw new Refusal('version_conflict');
  const changed = Object.keys(departments);
  await record(tx, settingFact('preconsult.departments_set', deed, { version, changed }));
}

/** @throws Refusal not_found */
export async function putWeightsToUse(
  tx: Tx,
  ground: PreconsultGround,
  ask: { version: number; active: boolean },
  deed: Deed,
): Promise<void> {
  if (!(await useWeights(tx, ask.version, ask.active))) throw new Refusal('not_found');
  await record(tx, settingFact('preconsult.weights_used', deed, ask));
  ground.shelf.forget();
}

export async function qualityView(
  tx: Tx,
  { needs }: PreconsultGround,
  ask: { days: number; now: Temporal.Instant; locale: Locale },
): Promise<AnswerOf<Contract['preconsultQuality']>> {
  const { locale, now } = ask;
  const from = now.subtract({ hours: 24 * ask.days });
  const { department } = await needs.catalog();
  const names = {
    department: (id: string) => {
      const row = department(id);
      return (locale === 'zh' ? row?.name : row?.name_en) ?? '';
    },
    family: (code: string) => familyName(code, locale),
    section: (key: Parameters<typeof sectionTitle>[0]) => sectionTitle(key, locale),
  };
  const weights = await listWeights(tx);
  return {
    from: from.toString(),
    to: now.toString(),
    ...qualityOf(await talkFacts(tx, from), await finishedVisits(tx, from), names),
    weights: weights.map((row) => ({ ...row, made_at: row.made_at.toString() })),
  };
}
