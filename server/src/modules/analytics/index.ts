/** Analytics: the hospital's day in figures, read from facts alone and rebuildable from them. */
import type { Clock, Db, FactReader, Handlers, LiveView } from '../../kernel/index.ts';
import { type AnalyticsRouteNames, analyticsHandlers, todayLiveView } from './routes.ts';
import { analyticsReader } from './service.ts';

export { analyticsFacts } from './facts.ts';

export interface Analytics {
  handlers: Handlers<AnalyticsRouteNames>;
  liveViews: LiveView[];
  /** Driven by `runReader` on every wake and every second. */
  readers: FactReader[];
}

export function openAnalytics(ground: { db: Db; clock: Clock }): Analytics {
  return {
    handlers: analyticsHandlers(ground),
    liveViews: [todayLiveView(ground)],
    readers: [analyticsReader],
  };
}
