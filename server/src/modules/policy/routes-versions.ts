/** The administrator's side: drafts checked, versions published and looked at. */
import {
  actorName,
  dayOf,
  found,
  type Handlers,
  keepToHospitalWide,
  type Locale,
  readSeqCursor,
  Refusal,
  cutPage,
  type Tx,
  wallTimeOf,
} from '../../kernel/index.ts';
import type { PolicyGround } from './index.ts';
import { presets } from './presets/index.ts';
import { contradictionsOf, type Known, type Policy } from './rules/index.ts';
import { examplesOf, linesOf } from './sentences/index.ts';
import type { PolicyService } from './service.ts';
import type { VersionRow } from './tables.ts';

export type VersionRouteNames =
  | 'policyDraftCheck'
  | 'policyPublish'
  | 'policyVersions'
  | 'policyVersionShow'
  | 'policyPresets';

const PAGE = 30;
const rulers = ['administrator', 'operator'] as const;

const idsOf = (rows: readonly { id: string }[]): Set<string> => new Set(rows.map((row) => row.id));
/** What the house has, for exceptions to name. */
export async function knownIn(catalog: PolicyGround['catalog']): Promise<Known> {
  const { departments, visitTypes, doctors } = await catalog.view();
  return { department_ids: idsOf(departments), visit_type_ids: idsOf(visitTypes), doctor_ids: idsOf(doctors) };
}
/** Throws `policy_contradicts` with every clause that cannot stand, at its place in the body. */
export async function keepStanding(catalog: PolicyGround['catalog'], policy: Policy, locale: Locale): Promise<void> {
  const clauses = contradictionsOf(policy, await knownIn(catalog));
  if (clauses.length === 0) return;
  throw new Refusal(
    'policy_contradicts',
    {},
    clauses.map((clause) => ({ field: `policy.${clause.path}`, message: clause[locale] })),
  );
}

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);
/** JSON with its keys in order, so that two data objects can be compared as text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
const changedSections = (draft: Policy, now: Policy): string[] =>
  Object.keys(draft).filter((section) => !same(draft[section as keyof Policy], now[section as keyof Policy]));

export function versionHandlers(ground: PolicyGround, service: PolicyService): Handlers<VersionRouteNames> {
  const { db, catalog, people } = ground;

  async function views(tx: Tx, rows: Omit<VersionRow, 'data'>[]) {
    const staff = rows.flatMap((row) => row.created_by.split('staff:')[1] ?? []);
    const names = await people.staffNames(tx, [...new Set(staff)]);
    const current = await service.current();
    return rows.map(({ version, valid_from, note, created_by, created_at }) => ({
      version,
      valid_from: valid_from.toString(),
      note,
      created_by: names.get(created_by.split('staff:')[1] ?? '') ?? created_by,
      created_at: created_at.toString(),
      is_current: version === current.version,
    }));
  }
  const one = async (version: number) =>
    (await views(db.kysely, [found(await service.published(db.kysely, version))]))[0]!;

  return {
    async policyDraftCheck({ body, actor, now }) {
      keepToHospitalWide(actor, rulers);
      const { data, calendar } = await service.current();
      const clauses = contradictionsOf(body.policy, await knownIn(catalog));
      const wall = { day: dayOf(now), time: wallTimeOf(now) };
      return {
        clauses,
        sentences: linesOf(body.policy),
        examples: examplesOf(body.policy, wall, calendar),
        changed: changedSections(body.policy, data),
      };
    },
    async policyPublish({ body, actor, now, run, locale }) {
      keepToHospitalWide(actor, rulers);
      await keepStanding(catalog, body.policy, locale);
      const valid_from = body.valid_from ? Temporal.Instant.from(body.valid_from) : now;
      if (Temporal.Instant.compare(valid_from, now) < 0) throw new Refusal('policy_valid_from_past');
      const { policy: data, note, base_version } = body;
      const ask = { data, note, base_version, actor: actorName(actor), valid_from, now };
      const { version } = await run(async (tx) => ({ version: await service.publish(tx, ask) }));
      await service.fresh();
      return one(version);
    },
    async policyVersions({ query, actor }) {
      keepToHospitalWide(actor, [...rulers, 'auditor']);
      const limit = query.limit ?? PAGE;
      const rows = await service.versions(db.kysely, { before: readSeqCursor(query.cursor), limit: limit + 1 });
      const { items, next_cursor } = cutPage(rows, limit, (last) => [last.version]);
      return { items: await views(db.kysely, items), next_cursor };
    },
    async policyVersionShow({ params, actor }) {
      keepToHospitalWide(actor, [...rulers, 'auditor']);
      const row = found(await service.published(db.kysely, params.version));
      const [view] = await views(db.kysely, [row]);
      return { ...view!, policy: row.data, sentences: linesOf(row.data) };
    },
    async policyPresets({ actor }) {
      keepToHospitalWide(actor, rulers);
      return { items: presets.map(({ code, zh, en, data }) => ({ code, zh, en, policy: data })) };
    },
  };
}
