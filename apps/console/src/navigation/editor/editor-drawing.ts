/** What the editor draws of a floor: what patients see, and the ways, codes and faults below it. */
import type { MapFindingView } from '@menzhen/contract';
import {
  type Drawing,
  type DrawnLine,
  type DrawnMark,
  floorDrawing,
  type LineLook,
  type MapLanguage,
  middleOf,
  nameOfFeature,
  spotsOf,
} from '@menzhen/ui/navigation';
import type { Feature, Features } from './edits.ts';

export interface EditorLook {
  features: Features;
  closures: readonly { feature_id: string }[];
  level_id: string;
  language: MapLanguage;
  chosen: string | null;
  /** Whether nodes and edges are shown. */
  ways: boolean;
  findings: readonly MapFindingView[];
}

function lookOfEdge({ id, properties: { kind, step_free, via_id } }: Feature, closed: ReadonlySet<string>): LineLook {
  if (closed.has(id) || closed.has(via_id ?? '')) return 'edge_closed';
  return step_free === false || kind === 'stairs' || kind === 'escalator' ? 'edge_steps' : 'edge';
}

function edgesOf({ features, level_id, closures, chosen }: EditorLook): DrawnLine[] {
  const closed = new Set(closures.map((one) => one.feature_id));
  return [...features.values()].flatMap((edge) => {
    if (edge.type !== 'edge') return [];
    const ends = [edge.properties.from_node_id, edge.properties.to_node_id].map((id) => features.get(id ?? ''));
    const [from, to] = ends;
    if (from?.level_id !== level_id || to?.level_id !== level_id) return [];
    const spots = [...spotsOf(from), ...spotsOf(to)];
    return [{ id: edge.id, look: lookOfEdge(edge, closed), spots, chosen: edge.id === chosen }];
  });
}

function pointsOf({ features, level_id, language, chosen, ways }: EditorLook): DrawnMark[] {
  return [...features.values()].flatMap((one): DrawnMark[] => {
    const at = one.level_id === level_id ? middleOf(one) : null;
    if (!at) return [];
    if (one.type === 'node' && ways) return [{ id: one.id, look: 'node', at, chosen: one.id === chosen }];
    if (one.type !== 'qr_point') return [];
    return [{ id: one.id, look: 'code', at, label: nameOfFeature(one, language), chosen: one.id === chosen }];
  });
}

const faultsOf = ({ findings, level_id }: EditorLook): DrawnMark[] =>
  findings.flatMap(({ at, level_id: on }, n) =>
    at && on === level_id ? [{ id: `finding-${n}`, look: 'fault' as const, at: [at[0]!, at[1]!] as const }] : [],
  );

export function editorDrawing(look: EditorLook): Drawing {
  const { features, closures, level_id, language, chosen } = look;
  const seen = floorDrawing({ features: [...features.values()], closures, level_id, language });
  const marked = <P extends { id: string }>(parts: readonly P[]) =>
    parts.map((part) => (part.id === chosen ? { ...part, chosen: true } : part));
  return {
    areas: marked(seen.areas),
    lines: [...marked(seen.lines), ...(look.ways ? edgesOf(look) : [])],
    marks: [...marked(seen.marks), ...pointsOf(look), ...faultsOf(look)],
  };
}
