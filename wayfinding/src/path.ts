/** The quickest path between nodes. The search is ngraph.path's A*; it is shown only what may be walked on. */
import type { Graph } from 'ngraph.graph';
import { aStar } from 'ngraph.path';
import { costsAt, leastTo } from './costs.ts';
import type { Joint, Link, WayEdge, WayGraph, WayNode } from './graph.ts';

export interface Walking {
  /** Metres a second. */
  pace: number;
  step_free: boolean;
  /** Features that are closed now. */
  closed: ReadonlySet<string>;
}
export interface Path {
  nodes: WayNode[];
  /** One between every two nodes. */
  edges: WayEdge[];
  seconds: number;
}

export const isPassable = (edge: WayEdge, { step_free, closed }: Pick<Walking, 'step_free' | 'closed'>): boolean =>
  (!step_free || edge.step_free) && (closed.size === 0 || !edge.closed_by.some((id) => closed.has(id)));

/** A room with one door is walked into only to stay there. */
const isDeadEnd = ({ links }: Joint, from: Joint): boolean => links.length === 1 && links[0]!.to === from;

/** The graph as the search asks for it: without what is closed, has steps, or leads nowhere. */
function shown({ joints }: WayGraph, goal: Joint, walking: Walking): Graph<WayNode, Link> {
  const asked = {
    getNode: (id: number) => joints[id],
    forEachLinkedNode(id: number, visit: (to: Joint, link: { data: Link }) => void) {
      const joint = joints[id]!;
      for (const link of joint.links)
        if ((link.to === goal || !isDeadEnd(link.to, joint)) && isPassable(link.data, walking))
          visit(link.to, { data: link });
    },
  };
  return asked as unknown as Graph<WayNode, Link>;
}

/** The cheapest edge from one node to the next that may be used. */
function linkBetween(from: Joint, to: Joint, walking: Walking, seconds: Float64Array): Link {
  const links = from.links.filter((link) => link.to === to && isPassable(link.data, walking));
  return links.reduce((best, link) => (seconds[link.edge]! < seconds[best.edge]! ? link : best));
}

export interface PathFinder {
  /** Undefined: there is no path. Both ids must be nodes of the graph. */
  find(from: string, to: string): Path | undefined;
  /** At least how many seconds it takes, cheaply. */
  atLeast(from: string, to: string): number;
}

export function pathFinder(ways: WayGraph, walking: Walking): PathFinder {
  const costs = costsAt(ways, walking.pace);
  const { seconds } = costs;
  const jointOf = (id: string) => ways.jointOf.get(id)!;
  return {
    find(from, to) {
      const goal = jointOf(to);
      const least = leastTo(ways, goal, costs);
      const finder = aStar<WayNode, Link>(shown(ways, goal, walking), {
        oriented: true,
        distance: (_to, _from, { data }) => seconds[data.edge]!,
        heuristic: ({ data }) => least(data),
      });
      const joints = finder.find(jointOf(from).id, goal.id).toReversed() as unknown as Joint[];
      if (joints.length === 0) return undefined;
      const links = joints.slice(1).map((joint, n) => linkBetween(joints[n]!, joint, walking, seconds));
      return {
        nodes: joints.map(({ data }) => data),
        edges: links.map(({ data }) => data),
        seconds: links.reduce((sum, { edge }) => sum + seconds[edge]!, 0),
      };
    },
    atLeast: (from, to) => leastTo(ways, jointOf(to), costs)(jointOf(from).data),
  };
}

/** The quickest path from any of the starts to any of the goals. */
export function quickest(finder: PathFinder, starts: readonly string[], goals: readonly string[]): Path | undefined {
  const pairs = starts
    .flatMap((from) => goals.map((to) => ({ from, to, at_least: finder.atLeast(from, to) })))
    .sort((a, b) => a.at_least - b.at_least);
  let best: Path | undefined;
  for (const { from, to, at_least } of pairs) {
    if (best && at_least >= best.seconds) break;
    const path = finder.find(from, to);
    if (path && (!best || path.seconds < best.seconds)) best = path;
  }
  return best;
}
