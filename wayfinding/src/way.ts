/** From here to there on one map: what the server answers, and what a phone works out by itself when it has no network. */
import type { WayView } from '@menzhen/contract';
import { closedTogether, nodesOf, type WayGraph } from './graph.ts';
import type { Spot } from './geometry.ts';
import { candidatesOf, type Goal } from './goals.ts';
import { isPassable, type Path, pathFinder, quickest } from './path.ts';
import { type Step, stepsOf } from './steps.ts';
import { type Locale, levelName, nameOf, stepText } from './words.ts';

export interface WayAsk {
  map: { id: string; number: number };
  /** A node, QR point, unit or amenity of the map. */
  from: string;
  goal: Goal;
  /** Metres a second. */
  pace: number;
  step_free: boolean;
  /** Ids of the features that are closed now. */
  closed: readonly string[];
  locale: Locale;
}
/** Why there is no way, by the code of the problem that says it. */
export type NoWay = 'not_found' | 'place_not_on_map' | 'no_way' | 'no_step_free_way';
export type WayFound = { way: WayView; problem?: undefined } | { way?: undefined; problem: NoWay };

const whole = (metres: number) => Math.round(metres);
const centimetres = ([x, y]: Spot): number[] => [Math.round(x * 100) / 100, Math.round(y * 100) / 100];

/** What to draw: one line for every stay on a level. */
function legsOf(ways: WayGraph, { nodes }: Path, locale: Locale): WayView['legs'] {
  const legs: WayView['legs'] = [];
  nodes.forEach(({ level_id, at }, n) => {
    const leg = legs.at(-1);
    const isPassedOnly = nodes[n - 1]?.level_id !== level_id && nodes[n + 1]?.level_id !== level_id && nodes.length > 1;
    if (leg?.level_id === level_id) leg.points.push(centimetres(at));
    else if (!isPassedOnly || n === 0 || n === nodes.length - 1)
      legs.push({ level_id, level_name: levelName(ways, level_id, locale), points: [centimetres(at)] });
  });
  return legs;
}

const stepView = (ways: WayGraph, step: Step, locale: Locale): WayView['steps'][number] => ({
  kind: step.kind,
  level_id: step.level_id,
  at: centimetres(step.at),
  distance_m: whole(step.metres),
  text: stepText(ways, step, locale),
});

export function findWay(ways: WayGraph, ask: WayAsk): WayFound {
  const start = ways.features.get(ask.from);
  const starts = start ? nodesOf(ways, start) : [];
  if (!start || starts.length === 0) return { problem: 'not_found' };
  const { nodes: goals, featureOf } = candidatesOf(ways, ask.goal);
  if (goals.length === 0) return { problem: 'place_not_on_map' };
  const walking = { pace: ask.pace, step_free: ask.step_free, closed: closedTogether(ask.closed, ways) };
  const path = quickest(pathFinder(ways, walking), starts, goals);
  if (!path) return { problem: ask.step_free ? 'no_step_free_way' : 'no_way' };
  const goal = featureOf.get(path.nodes.at(-1)!.feature.id)!;
  const steps = stepsOf(ways, path, { start, goal });
  return {
    way: {
      map_id: ask.map.id,
      number: ask.map.number,
      from_name: nameOf(start, ask.locale),
      to_name: nameOf(goal, ask.locale),
      to_feature_id: goal.id,
      step_free: path.edges.every((edge) => isPassable(edge, { step_free: true, closed: new Set() })),
      distance_m: whole(path.edges.reduce((sum, { metres, kind }) => sum + (kind === 'lift' ? 0 : metres), 0)),
      seconds: Math.round(path.seconds),
      minutes: Math.ceil(path.seconds / 60),
      legs: legsOf(ways, path, ask.locale),
      steps: steps.map((step) => stepView(ways, step, ask.locale)),
    },
  };
}
