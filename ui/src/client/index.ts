export * from './act.ts';
export * from './client.ts';
export * from './problem.ts';
