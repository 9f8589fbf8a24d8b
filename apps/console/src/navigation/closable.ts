/** What of a map can be closed: whole lifts and staircases, corridors, and single ways. */
import type { MapDraftView } from '@menzhen/contract';
import type { MapLanguage } from '@menzhen/ui/navigation';
import type { Feature, Features } from './editor/edits.ts';
import { kindWord, titleOf } from './feature-words.ts';

export interface Closable {
  id: string;
  name: string;
  kind: string;
  /** 3F; several where one lift serves them. */
  levels: string[];
}

const CATEGORIES = ['elevator', 'stairs', 'escalator', 'ramp', 'walkway'];
/** An unnamed level way says nothing to whoever would close it; stairs, lifts and ramps do. */
function isClosable({ type, properties: { category = '', kind = 'corridor' } }: Feature): boolean {
  if (type === 'unit' || type === 'amenity') return CATEGORIES.includes(category);
  return type === 'edge' && kind === 'corridor';
}
const RANK: Record<string, number> = { amenity: 0, unit: 0, edge: 1 };

/** One line for each thing: the same lift on five floors is one lift. */
export function closablesOf(features: Features, language: MapLanguage): Closable[] {
  const shortOf = (id: string | null | undefined) => features.get(id ?? '')?.properties.short_name ?? '';
  const found = new Map<string, Closable & { rank: number }>();
  for (const one of features.values()) {
    if (!isClosable(one)) continue;
    const node = features.get(one.properties.from_node_id ?? '');
    const level = shortOf(one.level_id ?? node?.level_id);
    const key = one.properties.correlation_id ?? one.id;
    const known = found.get(key);
    if (known) known.levels.push(level);
    else {
      const name = titleOf(features, one, language) || kindWord(one);
      found.set(key, { id: one.id, name, kind: kindWord(one), levels: [level], rank: RANK[one.type] ?? 1 });
    }
  }
  return [...found.values()]
    .sort((a, b) => a.rank - b.rank || a.kind.localeCompare(b.kind, 'zh-CN') || a.name.localeCompare(b.name, 'zh-CN'))
    .map(({ rank: _, ...closable }) => closable);
}

type Closure = MapDraftView['closures'][number];
/** The closure that a thing is under, by itself or by its like on another floor. */
export function closureOf(features: Features, closures: readonly Closure[], id: string): Closure | undefined {
  const shaft = features.get(id)?.properties.correlation_id;
  return closures.find(
    ({ feature_id }) => feature_id === id || (shaft && features.get(feature_id)?.properties.correlation_id === shaft),
  );
}
