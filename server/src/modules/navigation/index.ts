/** Navigation: the hospital's maps and the way from here to there. The only door of the module; see README.md. */
import type { WayView } from '@menzhen/contract';
import type { Goal, Locale } from '@menzhen/wayfinding';
import type { Clock, Db, Handlers, LiveView, Secrets, Tx, Wake } from '../../kernel/index.ts';
import type { Deed } from './facts.ts';
import { mapsView } from './live-view.ts';
import type { NavigationNeeds } from './ports.ts';
import { PublishedMaps, wayOn } from './published.ts';
import { draftHandlers, type MapRoutes, thingHandlers } from './routes-admin.ts';
import { refusalOf, wayHandlers, type WayRoutes } from './routes.ts';
import { addMap, editDraft, type GivenMap } from './service.ts';
import { publishDraft } from './service-publish.ts';
import type { Feature, MapRow } from './tables.ts';

export { navigationFacts } from './facts.ts';
export { placesFrom } from './places.ts';

export interface WalkAsk {
  campus_id: string;
  /** A feature of the map; undefined: from the entrance that is nearest to the goal. */
  from?: string | undefined;
  goal: Goal;
  step_free: boolean;
  slow: boolean;
  locale: Locale;
  now: Temporal.Instant;
}

export interface Navigation {
  handlers: Handlers<WayRoutes | MapRoutes>;
  liveViews: LiveView[];
  /** @throws Refusal not_found, place_not_on_map (also when the campus has no map), no_way, no_step_free_way */
  way(ask: WalkAsk): Promise<WayView>;
  /** The first of these rooms that a published map shows; undefined: none does. */
  roomOnMap(
    room_ids: readonly string[],
    now: Temporal.Instant,
  ): Promise<{ map_id: string; id: string; name: string } | undefined>;
  /** A whole map at once, published as it is: for the demo hospital. */
  openMap(tx: Tx, map: GivenMap, features: readonly Feature[], deed: Deed): Promise<MapRow>;
}

type Ground = { db: Db; clock: Clock; secrets: Secrets; wake: Wake; needs: NavigationNeeds };

export function openNavigation(opened: Ground): Navigation {
  const published = new PublishedMaps(opened.db, opened.needs.points);
  const ground = { ...opened, published };
  return {
    handlers: { ...wayHandlers(ground), ...draftHandlers(ground), ...thingHandlers(ground) },
    liveViews: [mapsView(published, opened.clock)],
    async way({ campus_id, now, from, ...ask }) {
      const map = await published.ofCampus(campus_id, now);
      if (!map) throw refusalOf('place_not_on_map');
      const { way, problem } = from
        ? wayOn(map, { ...ask, from })
        : shortestFrom(
            map.features
              .filter(({ properties }) => properties.category === 'entry')
              .map(({ id }) => wayOn(map, { ...ask, from: id })),
          );
      if (!way) throw refusalOf(problem);
      return way;
    },
    async roomOnMap(room_ids, now) {
      for (const { id: map_id } of room_ids.length > 0 ? await published.list(now) : []) {
        const { features } = await published.of(map_id, now);
        const room = features.find(
          ({ properties: { place_kind, place_id } }) => place_kind === 'room' && room_ids.includes(place_id ?? ''),
        );
        if (room) return { map_id, id: room.properties.place_id!, name: room.properties.name ?? '' };
      }
      return undefined;
    },
    async openMap(tx, given, features, deed) {
      const map = await addMap(tx, given, deed);
      const { revision } = await editDraft(tx, { id: map.id, revision: 0, put: features, remove: [] }, deed);
      return publishDraft(tx, ground.needs, { id: map.id, revision }, deed);
    },
  };
}

type Found = ReturnType<typeof wayOn>;
/** The quickest of several ways; when there is none, why the first one fails. */
function shortestFrom(all: readonly Found[]): Found {
  const ways = all.filter((one) => one.way).toSorted((a, b) => a.way!.seconds - b.way!.seconds);
  return ways[0] ?? all[0] ?? { problem: 'place_not_on_map' };
}
