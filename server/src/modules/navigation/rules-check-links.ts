/** What points to nothing, or to the wrong thing. */
import { metresBetween, middleOf } from '@menzhen/wayfinding';
import type { Checked, Finding } from './rules-check.ts';
import type { Feature } from './tables.ts';

/** Property -> the types it may point to. Edges' ends are told by findings of their own. */
const links = {
  building_id: ['building'],
  unit_id: ['unit'],
  node_id: ['node'],
  via_id: ['unit', 'amenity'],
} as const satisfies Partial<Record<keyof Feature['properties'], readonly Feature['type'][]>>;
/** These stand on the same floor as what they point to. */
const SAME_LEVEL = new Set(['unit_id', 'node_id']);
const BETWEEN_LEVELS = new Set(['stairs', 'lift', 'ramp', 'escalator']);

function* brokenLinks({ features, ways }: Checked): Generator<Finding> {
  for (const feature of features)
    for (const [property, types] of Object.entries(links)) {
      const id = feature.properties[property as keyof typeof links];
      if (!id) continue;
      const target = ways.features.get(id);
      const isRight =
        target &&
        (types as readonly string[]).includes(target.type) &&
        (!SAME_LEVEL.has(property) || target.level_id === feature.level_id);
      if (!isRight) yield { code: 'link_broken', weight: 'error', features: [feature], params: { property } };
    }
}

function faultOfEdge(edge: Feature, { ways }: Checked): Finding | undefined {
  const { from_node_id, to_node_id, kind } = edge.properties;
  const [from, to] = [from_node_id, to_node_id].map((id) => ways.features.get(id ?? ''));
  const error = (code: Finding['code'], features = [edge]): Finding => ({ code, weight: 'error', features });
  if (from?.type !== 'node' || to?.type !== 'node') {
    const there = [from, to].filter((one) => one?.type === 'node') as Feature[];
    return error('edge_dangling', [edge, ...there]);
  }
  if (from.id === to.id) return error('edge_no_length');
  if (from.level_id !== to.level_id)
    return BETWEEN_LEVELS.has(kind ?? '') ? undefined : error('edge_across_levels', [edge, from, to]);
  const [a, b] = [middleOf(from), middleOf(to)];
  if (!a || !b || metresBetween(a, b) >= 0.05) return undefined;
  return { ...error('edge_no_length', [edge, from]), weight: 'warning' };
}

export function findLinkFaults(asked: Checked): Finding[] {
  const { features, ways, hanging } = asked;
  const edges = features.filter(({ type }) => type === 'edge').map((edge) => faultOfEdge(edge, asked));
  const removed = hanging.filter(({ id }) => ways.features.get(id)?.type !== 'qr_point');
  return [
    ...brokenLinks(asked),
    ...edges.filter((one) => one !== undefined),
    ...removed.map((point): Finding => ({ code: 'qr_removed', weight: 'warning', features: [point] })),
  ];
}
