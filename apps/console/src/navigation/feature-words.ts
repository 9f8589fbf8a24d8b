/** What a thing on the map is called on this screen. */
import { distance, type MapLanguage, middleOf, nameOfFeature, type Spot } from '@menzhen/ui/navigation';
import { codeWord } from '../shared/words.ts';
import type { Feature, Features } from './editor/edits.ts';

/** What it is: “Room”, “Lift”, “Way”. */
export function kindWord({ type, properties: { category = '', kind } }: Feature): string {
  if (type === 'unit') return codeWord('map_kinds.unit', category);
  if (type === 'amenity') return codeWord('map_kinds.amenity', category);
  return type === 'edge' && kind ? codeWord('map_kinds.edge', kind) : codeWord('map_kinds.type', type);
}

interface Landmark {
  name: string;
  at: Spot;
}
const known = new WeakMap<Features, Map<string, Landmark[]>>();

/** What has a name on a floor and can be seen there: rooms, amenities, codes. */
function landmarksOf(features: Features, level_id: string, language: MapLanguage): Landmark[] {
  const levels = known.get(features) ?? new Map<string, Landmark[]>();
  known.set(features, levels);
  const key = `${level_id} ${language}`;
  const found =
    levels.get(key) ??
    [...features.values()].flatMap((one) => {
      const at = one.level_id === level_id && one.type !== 'node' ? middleOf(one) : null;
      const name = nameOfFeature(one, language);
      return at && name && one.properties.category !== 'walkway' ? [{ name, at }] : [];
    });
  levels.set(key, found);
  return found;
}

/** A node's own name, else that of the nearest thing with one: junctions are seldom named. */
function nodeTitle(features: Features, node: Feature | undefined, language: MapLanguage): string {
  const own = node ? nameOfFeature(node, language) : '';
  const at = node ? middleOf(node) : null;
  if (own || !node?.level_id || !at) return own;
  let nearest: { name: string; metres: number } | undefined;
  for (const one of landmarksOf(features, node.level_id, language)) {
    const metres = distance(one.at, at);
    if (!nearest || metres < nearest.metres) nearest = { name: one.name, metres };
  }
  return nearest?.name ?? '';
}

/** Its name; a way is named by its two ends. */
export function titleOf(features: Features, feature: Feature, language: MapLanguage): string {
  if (feature.type === 'node') return nodeTitle(features, feature, language);
  if (feature.type !== 'edge') return nameOfFeature(feature, language);
  const ends = [feature.properties.from_node_id, feature.properties.to_node_id].map((id) =>
    nodeTitle(features, features.get(id ?? ''), language),
  );
  return [...new Set(ends)].filter(Boolean).join(' – ');
}
