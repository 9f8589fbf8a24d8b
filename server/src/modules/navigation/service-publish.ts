/** Checking a draft, publishing it, and going back to an earlier version. */
import type { MapFindingView } from '@menzhen/contract';
import { graphOf, nameOf, type WayGraph } from '@menzhen/wayfinding';
import { found, type Locale, Refusal, record, type Tx } from '../../kernel/index.ts';
import { type Deed, factOfMap } from './facts.ts';
import type { NavigationNeeds } from './ports.ts';
import { check, type Finding, spotOfFinding } from './rules-check.ts';
import { draftOf, holdSeen, loadMap, replaceDraft, updateMap } from './service.ts';
import * as store from './store-published.ts';
import type { Feature, MapRow } from './tables.ts';
import { findingWords, typeWords } from './words-check.ts';

const MOST_FINDINGS = 500;

export interface DraftChecked {
  map: MapRow;
  features: Feature[];
  findings: Finding[];
}

const hangingOf = async (tx: Tx, map: MapRow): Promise<Feature[]> =>
  map.published_number === null
    ? []
    : (await store.featuresOfPublication(tx, map.id, map.published_number))!.filter(({ type }) => type === 'qr_point');

async function look(tx: Tx, needs: NavigationNeeds, map: MapRow): Promise<DraftChecked> {
  const features = await draftOf(tx, map.id);
  const [places, hanging] = [await needs.places(tx, map.campus_id), await hangingOf(tx, map)];
  return { map, features, findings: check({ features, places, hanging }) };
}
const errorsOf = ({ findings }: DraftChecked) => findings.filter(({ weight }) => weight === 'error');

/** Looks at everything; a draft without an error counts as checked until it is changed. */
export async function checkDraft(tx: Tx, needs: NavigationNeeds, id: string): Promise<DraftChecked> {
  const checked = await look(tx, needs, await loadMap(tx, id));
  const { map } = checked;
  if (errorsOf(checked).length > 0) return checked;
  // the draft may have been changed meanwhile: only what was looked at is called checked
  return { ...checked, map: await updateMap(tx, id, { checked_revision: map.revision }) };
}

/** @throws Refusal version_conflict: somebody has changed the draft since; map_has_errors */
export async function publishDraft(
  tx: Tx,
  needs: NavigationNeeds,
  { id, revision }: { id: string; revision: number },
  deed: Deed,
): Promise<MapRow> {
  const checked = await look(tx, needs, await holdSeen(tx, id, revision));
  const errors = errorsOf(checked).length;
  if (errors > 0) throw new Refusal('map_has_errors', { count: errors });
  const { map, features } = checked;
  const number = ((await store.publicationsOf(tx, id))[0]?.number ?? 0) + 1;
  await store.insertPublication(tx, { map_id: id, number, features, published_at: deed.at, published_by: deed.actor });
  const after = await updateMap(tx, id, {
    checked_revision: map.revision,
    published_number: number,
    published_revision: map.revision,
    published_at: deed.at,
  });
  await record(tx, factOfMap('map.published', after, deed, { number, features: features.length }));
  return after;
}

/** The draft becomes what was published as `number`; patients see it only once it is published again. */
export async function restoreVersion(
  tx: Tx,
  { id, number, revision: seen }: { id: string; number: number; revision: number },
  deed: Deed,
): Promise<MapRow> {
  const map = await holdSeen(tx, id, seen);
  const features = found(await store.featuresOfPublication(tx, id, number));
  const revision = map.revision + 1;
  await replaceDraft(tx, id, features, revision);
  const after = await updateMap(tx, id, { revision });
  await record(tx, factOfMap('map.restored', after, deed, { number }));
  return after;
}

export async function versionsOf(tx: Tx, id: string) {
  const map = await loadMap(tx, id);
  return (await store.publicationsOf(tx, id)).map((row) => ({
    ...row,
    is_current: row.number === map.published_number,
  }));
}

export async function publishedFeatures(tx: Tx, map: MapRow): Promise<Feature[]> {
  if (map.published_number === null) throw new Refusal('map_not_published');
  return (await store.featuresOfPublication(tx, map.id, map.published_number))!;
}

export const { everPublished } = store;

function whatOf(feature: Feature | undefined, locale: Locale): string {
  if (!feature) return '';
  const type = typeWords[feature.type][locale];
  const name = feature.properties.name ? nameOf(feature, locale) : '';
  return name || `${type} ${feature.id.slice(-4)}`;
}

function findingView(finding: Finding, ways: WayGraph, locale: Locale): MapFindingView {
  const { code, weight, features, params = {} } = finding;
  const [one, other] = features;
  const said: Record<string, string | number> = {
    ...params,
    what: whatOf(one, locale),
    other: whatOf(other, locale),
    type: one ? typeWords[one.type][locale] : '',
    kind: one?.properties.kind ?? 'corridor',
  };
  const message = findingWords[code][locale].replace(/\{(\w+)\}/g, (all, name: string) => String(said[name] ?? all));
  return { code, weight, message, feature_ids: features.map(({ id }) => id), ...spotOfFinding(finding, ways) };
}

export function checkView({ map, features, findings }: DraftChecked, locale: Locale) {
  const ways = graphOf(features);
  return {
    revision: map.revision,
    can_publish: findings.every(({ weight }) => weight !== 'error'),
    findings: findings.slice(0, MOST_FINDINGS).map((one) => findingView(one, ways, locale)),
  };
}
