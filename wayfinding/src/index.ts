/** Way-finding on one map: pure, for the server and for a phone without a network. See README.md. */
export * from './geometry.ts';
export { candidatesOf, type Goal } from './goals.ts';
export { closedTogether, graphOf, nodesOf, reachableFrom, type WayEdge, type WayGraph, type WayNode } from './graph.ts';
export { secondsOf } from './costs.ts';
export { isPassable, type Walking } from './path.ts';
export { findWay, type NoWay, type WayAsk, type WayFound } from './way.ts';
export { levelName, type Locale, nameOf } from './words.ts';
