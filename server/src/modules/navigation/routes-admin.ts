/** HTTP for whoever draws, publishes and closes. */
import { levelName } from '@menzhen/wayfinding';
import { actorName, found, type Handlers, type StaffActor } from '../../kernel/index.ts';
import type { NavigationGround } from './ports.ts';
import { codeOf, hereUrl } from './qr-code.ts';
import * as service from './service.ts';
import { closeFeature, closuresOf, reopenFeature } from './service-closure.ts';
import { addPlan, exportMap, importMap, leftOutView, loadPlan } from './service-files.ts';
import { checkDraft, checkView, publishDraft, restoreVersion, versionsOf } from './service-publish.ts';

type DraftRoutes =
  | 'mapList'
  | 'mapAdd'
  | 'mapChange'
  | 'mapDraft'
  | 'mapEdit'
  | 'mapCheck'
  | 'mapPublish'
  | 'mapVersions'
  | 'mapRestore'
  | 'mapPlaces';
type ThingRoutes = 'mapClose' | 'mapReopen' | 'mapQrSheet' | 'mapExport' | 'mapImport' | 'mapPlanAdd' | 'mapPlan';
export type MapRoutes = DraftRoutes | ThingRoutes;

const deedOf = ({ now, actor }: { now: Temporal.Instant; actor: StaffActor }) => ({ at: now, actor: actorName(actor) });

export function draftHandlers(ground: NavigationGround): Handlers<DraftRoutes> {
  const { needs, db } = ground;
  /** A change that may touch what patients see is told to every node. */
  const told = async <T>(change: Promise<T>): Promise<T> => {
    const answer = await change;
    ground.wake.announce();
    return answer;
  };
  return {
    mapList: async () => ({ items: (await service.listMaps(db.kysely)).map(service.mapView) }),
    async mapAdd(ask) {
      found(await needs.campus(ask.body.campus_id));
      return ask.run(async (tx) => service.mapView(await service.addMap(tx, ask.body, deedOf(ask))));
    },
    async mapChange(ask) {
      if (ask.body.campus_id) found(await needs.campus(ask.body.campus_id));
      const change = { ...ask.body, id: ask.params.id };
      return told(ask.run(async (tx) => service.mapView(await service.changeMap(tx, change, deedOf(ask)))));
    },
    mapDraft: (ask) =>
      ask.run(async (tx) => {
        // the revision first: features that are newer than it are refused as a conflict, never written over
        const map = await service.loadMap(tx, ask.params.id);
        const [features, closures] = [await service.draftOf(tx, map.id), await closuresOf(tx, map, ask.now)];
        return { map: service.mapView(map), revision: map.revision, features, closures };
      }),
    mapEdit: (ask) =>
      ask.run(async (tx) =>
        service.mapView(await service.editDraft(tx, { ...ask.body, id: ask.params.id }, deedOf(ask))),
      ),
    mapCheck: (ask) => ask.run(async (tx) => checkView(await checkDraft(tx, needs, ask.params.id), ask.locale)),
    mapPublish: (ask) =>
      told(
        ask.run(async (tx) =>
          service.mapView(await publishDraft(tx, needs, { ...ask.body, id: ask.params.id }, deedOf(ask))),
        ),
      ),
    async mapVersions({ params }) {
      const rows = await versionsOf(db.kysely, params.id);
      const items = rows.map(({ number, published_at, published_by, feature_count, is_current }) => {
        return { number, published_at: published_at.toString(), published_by, features: feature_count, is_current };
      });
      return { items };
    },
    mapRestore: (ask) =>
      ask.run(async (tx) =>
        service.mapView(await restoreVersion(tx, { ...ask.params, revision: ask.body.revision }, deedOf(ask))),
      ),
    async mapPlaces({ params }) {
      const map = await service.loadMap(db.kysely, params.id);
      const drawn = (await service.draftOf(db.kysely, map.id)).filter(({ properties }) => properties.place_id);
      const unitOf = new Map(drawn.map(({ id, properties: p }) => [`${p.place_kind}/${p.place_id}`, id]));
      const places = await needs.places(db.kysely, map.campus_id);
      return {
        items: places.map(({ room_ids: _rooms, ...one }) => {
          return { ...one, unit_id: unitOf.get(`${one.place_kind}/${one.place_id}`) ?? null };
        }),
      };
    },
  };
}

export function thingHandlers(ground: NavigationGround): Handlers<ThingRoutes> {
  const { needs, db, secrets, wake, published } = ground;
  return {
    async mapClose(ask) {
      const { feature_id, reason, until } = ask.body;
      const closing = {
        id: ask.params.id,
        feature_id,
        reason,
        until: until === null ? null : Temporal.Instant.from(until),
      };
      const items = await ask.run((tx) => closeFeature(tx, closing, deedOf(ask)));
      wake.announce();
      return { items };
    },
    async mapReopen(ask) {
      const items = await ask.run((tx) => reopenFeature(tx, ask.params, deedOf(ask)));
      wake.announce();
      return { items };
    },
    async mapQrSheet({ params, now, locale }) {
      const map = await service.loadMap(db.kysely, params.id);
      const { ways, features } = await published.ofPublished(map, now);
      const points = features.filter(({ type }) => type === 'qr_point');
      const items = points.map(({ id, level_id, properties: { name = '', name_en = '' } }) => {
        const code = codeOf(secrets, map.id, id);
        const level_name = levelName(ways, level_id!, locale);
        return { qr_point_id: id, name, name_en, level_name, code, url: hereUrl(needs.public_origin, code) };
      });
      return { items };
    },
    mapExport: ({ params, query, now }) => exportMap(db.kysely, needs, { ...params, ...query, now }),
    mapImport: (ask) =>
      ask.run(async (tx) => {
        const bytes = Buffer.from(ask.body.content_base64, 'base64');
        const { map, read } = await importMap(
          tx,
          { id: ask.params.id, revision: ask.body.revision, bytes },
          deedOf(ask),
        );
        return { map: service.mapView(map), taken: read.features.length, left_out: leftOutView(read, ask.locale) };
      }),
    mapPlanAdd: (ask) =>
      ask.run((tx) => addPlan(tx, ask.params.id, Buffer.from(ask.body.content_base64, 'base64'), ask.now)),
    async mapPlan({ params }) {
      const { media_type, width_px, height_px, picture } = await loadPlan(db.kysely, params.id, params.picture_id);
      return { media_type, width_px, height_px, content_base64: picture.toString('base64') };
    },
  };
}
