/** HTTP for whoever looks for the way. */
import { levelName, nameOf } from '@menzhen/wayfinding';
import type { Goal, NoWay } from '@menzhen/wayfinding';
import { found, type Handlers, Refusal } from '../../kernel/index.ts';
import type { NavigationGround } from './ports.ts';
import { wayOn } from './published.ts';
import { pointOfCode } from './qr-code.ts';
import { everPublished } from './service-publish.ts';

export type WayRoutes = 'navigationMaps' | 'navigationMap' | 'navigationHere' | 'navigationRoute';

interface GoalAsk {
  to: Goal['to'];
  id?: string;
  category?: Extract<Goal, { to: 'nearest' }>['category'];
}
function goalOf({ to, id, category }: GoalAsk): Goal {
  const missing = to === 'nearest' ? (category ? '' : 'category') : id ? '' : 'id';
  if (missing) throw new Refusal('input_invalid', {}, [{ field: missing, message: '必填 / is required' }]);
  return to === 'nearest' ? { to, category: category! } : { to, id: id! };
}

export const refusalOf = (problem: NoWay): Refusal => new Refusal(problem);

export function wayHandlers({ published, db, secrets }: NavigationGround): Handlers<WayRoutes> {
  return {
    async navigationMaps({ now }) {
      const maps = await published.list(now);
      return {
        items: maps.map(({ id, campus_id, name, name_en, number }) => ({ id, campus_id, name, name_en, number })),
      };
    },
    navigationMap: async ({ params, now }) => (await published.of(params.id, now)).prepared,
    async navigationHere({ query, now, locale }) {
      const point = pointOfCode(secrets, query.code);
      if (!point) throw new Refusal('map_code_wrong');
      const { ways } = await published.of(point.map_id, now);
      const feature = ways.features.get(point.qr_point_id);
      if (feature?.type !== 'qr_point') {
        const was = found(await everPublished(db.kysely, point.map_id, point.qr_point_id));
        throw new Refusal('map_point_removed', { zh: { name: nameOf(was, 'zh') }, en: { name: nameOf(was, 'en') } });
      }
      const { name = '', name_en = '' } = feature.properties;
      const level_id = feature.level_id!;
      const place = { level_id, level_name: levelName(ways, level_id, locale), node_id: feature.properties.node_id! };
      return { map_id: point.map_id, qr_point_id: feature.id, name, name_en, ...place };
    },
    async navigationRoute({ query, now, locale }) {
      const goal = goalOf(query);
      const { map_id, from, step_free = false, slow = false } = query;
      const { way, problem } = wayOn(await published.of(map_id, now), {
        from: from.toLowerCase(),
        goal,
        step_free,
        slow,
        locale,
      });
      if (!way) throw refusalOf(problem);
      return way;
    },
  };
}
