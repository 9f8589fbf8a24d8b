/** What the server promises: every route by its name. */
import { bookingRoutes } from './booking.ts';
import { catalogRoutes } from './catalog.ts';
import { operationsRoutes } from './operations.ts';
import { peopleRoutes } from './people.ts';
import { policyRoutes } from './policy.ts';
import { queueRoutes } from './queue.ts';
import { rushRoutes } from './rush.ts';
import { schedulingRoutes } from './scheduling.ts';
import { staffRoutes } from './staff.ts';

export const contract = {
  ...peopleRoutes,
  ...staffRoutes,
  ...catalogRoutes,
  ...schedulingRoutes,
  ...policyRoutes,
  ...bookingRoutes,
  ...queueRoutes,
  ...operationsRoutes,
  ...rushRoutes,
};
export type Contract = typeof contract;
export type RouteName = keyof Contract;

export * from './booking.ts';
export * from './catalog.ts';
export * from './live.ts';
export * from './operations.ts';
export * from './people.ts';
export * from './policy.ts';
export * from './problems.ts';
export * from './queue.ts';
export * from './route.ts';
export * from './rush.ts';
export * from './scheduling.ts';
export * from './shapes.ts';
export * from './staff.ts';
