/** The facts of maps: what was changed, published, closed. No map itself: its published versions are kept whole. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { MapRow } from './tables.ts';

const MapData = Type.Object({ map_id: Type.String(), campus_id: Type.String(), revision: Type.Integer() });
const Added = Type.Object({ ...MapData.properties, name: Type.String() });
const Edited = Type.Object({ ...MapData.properties, put: Type.Integer(), removed: Type.Integer() });
const Imported = Type.Object({ ...MapData.properties, taken: Type.Integer(), left_out: Type.Integer() });
const Published = Type.Object({ ...MapData.properties, number: Type.Integer(), features: Type.Integer() });
const Restored = Type.Object({ ...MapData.properties, number: Type.Integer() });
const Closed = Type.Object({
  ...MapData.properties,
  feature_id: Type.String(),
  reason: Type.String(),
  until: Type.Union([Type.String(), Type.Null()]),
});
const Reopened = Type.Object({ ...MapData.properties, feature_id: Type.String() });

/** Kind -> schema of its data. */
export const navigationFacts = {
  'map.added': Added,
  'map.changed': Added,
  'map.edited': Edited,
  'map.imported': Imported,
  'map.published': Published,
  'map.restored': Restored,
  'map.closed': Closed,
  'map.reopened': Reopened,
} as const;
export type MapFactKind = keyof typeof navigationFacts;
type More<K extends MapFactKind> = Omit<Static<(typeof navigationFacts)[K]>, keyof Static<typeof MapData>>;

export interface Deed {
  at: Temporal.Instant;
  /** As facts name the actor: `staff:…`. */
  actor: string;
}

export function factOfMap<K extends MapFactKind>(kind: K, map: MapRow, { at, actor }: Deed, more: More<K>): FactInput {
  const { id, campus_id, revision } = map;
  return { at, actor, kind, subject: `map:${id}`, data: { map_id: id, campus_id, revision, ...more } };
}
