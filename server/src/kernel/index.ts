/** The kernel: what every module stands on. */
export * from './audit.ts';
export * from './clock.ts';
export * from './db.ts';
export * from './facts.ts';
export * from './hospital-settings.ts';
export * from './http.ts';
export * from './id.ts';
export * from './idempotency.ts';
export * from './keys.ts';
export * from './live.ts';
export * from './money.ts';
export * from './paging.ts';
export * from './problem.ts';
export * from './secrets.ts';
export * from './session.ts';
export * from './settings.ts';
export * from './wake.ts';
