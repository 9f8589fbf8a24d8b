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
  /** A single stretch of corridor: there are many, so that they are shown when looked for. */
  is_stretch: boolean;
}

const CATEGORIES = ['elevator', 'stairs', 'escalator', 'ramp', 'walkway'];
/** An unnamed level way says nothing to whoever would close it; stairs, lifts and ramps do. */
function isClosable({ type, properties: { category = '', kind = 'corridor' } }: Feature): boolean {
  if (type === 'unit' || type === 'amenity') return CATEGORIES.includes(category);
  return type === 'edge' && kind === 'corridor';
}

/** One line for each thing: the same lift on five floors is one lift. */
export function closablesOf(features: Features, language: MapLanguage): Closable[] {
  const shortOf = (id: string | null | undefined) => features.get(id ?? '')?.properties.short_name ?? '';
  const found = new Map<string, Closable>();
  for (const one of features.values()) {
    if (!isClosable(one)) continue;
    const node = features.get(one.properties.from_node_id ?? '');
    const level = shortOf(one.level_id ?? node?.level_id);
    const key = one.properties.correlation_id ?? one.id;
    const known = found.get(key);
    if (known) known.levels = [...new Set([...known.levels, level])];
    else {
      const name = titleOf(features, one, language) || kindWord(one);
      found.set(key, { id: one.id, name, kind: kindWord(one), levels: [level], is_stretch: one.type === 'edge' });
    }
  }
  return [...found.values()].sort(
    (a, b) =>
      Number(a.is_stretch) - Number(b.is_stretch) ||
      a.kind.localeCompare(b.kind, 'zh-CN') ||
      a.name.localeCompare(b.name, 'zh-CN'),
  );
}

type Closure = MapDraftView['closures'][number];
/** The closure that a thing is under, by itself or by its like on another floor. */
export function closureOf(features: Features, closures: readonly Closure[], id: string): Closure | undefined {
  const shaft = features.get(id)?.properties.correlation_id;
  return closures.find(
    ({ feature_id }) => feature_id === id || (shaft && features.get(feature_id)?.properties.correlation_id === shaft),
  );
}
