/** What a thing on the map is called on this screen. */
import { type MapLanguage, nameOfFeature } from '@menzhen/ui/navigation';
import { codeWord } from '../shared/words.ts';
import type { Feature, Features } from './editor/edits.ts';

/** What it is: “Room”, “Lift”, “Way”. */
export function kindWord({ type, properties: { category = '', kind } }: Feature): string {
  if (type === 'unit') return codeWord('navigation.unit', category);
  if (type === 'amenity') return codeWord('navigation.amenity', category);
  return type === 'edge' && kind ? codeWord('navigation.edge', kind) : codeWord('navigation.type', type);
}

/** Its name; an edge is named by its two ends. */
export function titleOf(features: Features, feature: Feature, language: MapLanguage): string {
  if (feature.type !== 'edge') return nameOfFeature(feature, language);
  const { from_node_id, to_node_id } = feature.properties;
  const end = (id: string | null | undefined) => {
    const node = features.get(id ?? '');
    const unit = features.get(node?.properties.unit_id ?? '');
    return (
      (node && nameOfFeature(node, language)) || (unit && (nameOfFeature(unit, language) || kindWord(unit))) || '…'
    );
  };
  return `${end(from_node_id)} – ${end(to_node_id)}`;
}
