export { dataProblems } from './check.ts';
export { createEngine } from './engine.ts';
export { loadData } from './load.ts';
export type * from './types.ts';
