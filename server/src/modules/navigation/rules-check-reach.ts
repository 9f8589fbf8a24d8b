/** Whether every place is on the map and can be reached from the entrance, also on wheels. */
import { isPassable, nodesOf, reachableFrom, type WayEdge } from '@menzhen/wayfinding';
import type { Checked, Finding } from './rules-check.ts';
import type { Feature, Place } from './tables.ts';

const placeKey = ({ place_kind, place_id }: { place_kind?: string | null; place_id?: string | null }) =>
  `${place_kind}/${place_id}`;

export function findPlaceFaults({ features, places }: Checked): Finding[] {
  const known = new Map(places.map((place) => [placeKey(place), place]));
  const drawn = Map.groupBy(
    features.filter(({ properties }) => properties.place_id),
    ({ properties }) => placeKey(properties),
  );
  const found: Finding[] = [];
  for (const [key, units] of drawn) {
    if (!known.has(key))
      found.push(...units.map((one): Finding => ({ code: 'place_unknown', weight: 'error', features: [one] })));
    else if (units.length > 1) found.push({ code: 'place_twice', weight: 'error', features: units });
  }
  // a service point is found when a room is in which it serves
  const keysOf = (place: Place) => [
    placeKey(place),
    ...(place.room_ids ?? []).map((place_id) => placeKey({ place_kind: 'room', place_id })),
  ];
  const missing = places.filter((place) => !keysOf(place).some((key) => drawn.has(key)));
  return [...found, ...missing.map(missingPlace)];
}
const missingPlace = ({ name, department_name }: Place): Finding => ({
  code: 'place_missing',
  weight: 'warning',
  features: [],
  params: { place: `${name}${department_name ? `（${department_name}）` : ''}` },
});

/** What people go to: the rooms and service points of the hospital, and everything with a kind that phones ask for. */
const isGoal = ({ type, properties: { place_id, category } }: Feature): boolean =>
  Boolean(place_id) || type === 'qr_point' || type === 'amenity' || category === 'restroom' || category === 'pharmacy';

function* groupsOf(nodes: ReadonlySet<string>, { ways }: Checked): Generator<Feature[]> {
  const left = new Set(nodes);
  for (const id of nodes) {
    if (!left.has(id)) continue;
    const group = [...reachableFrom(ways, [id])].filter((one) => left.has(one));
    for (const one of group) left.delete(one);
    yield group.map((one) => ways.features.get(one)!);
  }
}

function findFaultsFrom(entries: readonly string[], asked: Checked): Finding[] {
  const { ways, features } = asked;
  const within = (may?: (edge: WayEdge) => boolean) => reachableFrom(ways, entries, may);
  const reached = within();
  const onWheels = within((edge) => isPassable(edge, { step_free: true, closed: new Set() }));
  const found: Finding[] = [];
  for (const feature of features.filter(isGoal)) {
    const nodes = nodesOf(ways, feature);
    const isPlace = Boolean(feature.properties.place_id);
    if (nodes.length === 0) {
      const code = feature.type === 'unit' ? 'unit_without_node' : 'not_joined';
      const weight = isPlace || feature.type === 'qr_point' ? 'error' : 'warning';
      found.push({ code, weight, features: [feature] });
    } else if (!nodes.some((id) => reached.has(id)))
      found.push({ code: 'unreachable', weight: 'error', features: [feature] });
    else if (isPlace && !nodes.some((id) => onWheels.has(id)))
      found.push({ code: 'not_step_free', weight: 'warning', features: [feature] });
  }
  const islands = new Set(
    features.filter(({ type, id }) => type === 'node' && ways.jointOf.has(id) && !reached.has(id)).map(({ id }) => id),
  );
  for (const group of groupsOf(islands, asked))
    found.push({ code: 'island', weight: 'error', features: group.slice(0, 50), params: { count: group.length } });
  return found;
}

export function findReachFaults(asked: Checked): Finding[] {
  const { ways, features } = asked;
  const entries = features
    .filter(({ properties }) => properties.category === 'entry')
    .flatMap((entry) => nodesOf(ways, entry));
  if (entries.length === 0) return [{ code: 'no_entry', weight: 'error', features: [] }];
  return findFaultsFrom(entries, asked);
}
