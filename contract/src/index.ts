/** What the server promises: every route by its name. */
import { bookingRoutes } from './booking.ts';
import { catalogRoutes } from './catalog.ts';
import { closureRoutes } from './closure.ts';
import { operationsRoutes } from './operations.ts';
import { peopleRoutes } from './people.ts';
import { policyRoutes } from './policy.ts';
import { poolRoutes } from './pool.ts';
import { queueRoutes } from './queue.ts';
import { rushRoutes } from './rush.ts';
import { rosterRoutes } from './roster.ts';
import { schedulingRoutes } from './scheduling.ts';
import { staffRoutes } from './staff.ts';
import { waitlistRoutes } from './waitlist.ts';

export const contract = {
  ...peopleRoutes,
  ...staffRoutes,
  ...catalogRoutes,
  ...schedulingRoutes,
  ...rosterRoutes,
  ...policyRoutes,
  ...poolRoutes,
  ...bookingRoutes,
  ...closureRoutes,
  ...queueRoutes,
  ...operationsRoutes,
  ...waitlistRoutes,
  ...rushRoutes,
};
export type Contract = typeof contract;
export type RouteName = keyof Contract;

export * from './booking.ts';
export * from './catalog.ts';
export * from './closure.ts';
export * from './live.ts';
export * from './operations.ts';
export * from './people.ts';
export * from './policy.ts';
export * from './policy-data.ts';
export * from './pool.ts';
export * from './problems.ts';
export * from './queue.ts';
export * from './roster.ts';
export * from './route.ts';
export * from './rush.ts';
export * from './scheduling.ts';
export * from './shapes.ts';
export * from './staff.ts';
export * from './waitlist.ts';
