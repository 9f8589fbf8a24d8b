/** Maps out of the house and into it, and the plan pictures that editors draw over. */
import type { Locale } from '../../kernel/index.ts';
import { found, Refusal, record, type Tx } from '../../kernel/index.ts';
import { type Deed, factOfMap } from './facts.ts';
import { featuresOfFile, unreadable, zipped } from './files.ts';
import type { NavigationNeeds } from './ports.ts';
import { MOST_FEATURES } from './rules.ts';
import { geoJsonOf, imdfOf } from './rules-imdf.ts';
import { positionsOf, type ReadIn, readFeatures } from './rules-imdf-in.ts';
import { pictureSize } from './rules-picture.ts';
import { type Anchor, projectionAt } from './rules-projection.ts';
import { draftOf, holdSeen, loadMap, replaceDraft, updateMap } from './service.ts';
import { publishedFeatures } from './service-publish.ts';
import * as store from './store-published.ts';
import type { MapRow, PlanRow } from './tables.ts';

/** Farther than this from the anchor it is another place, or a file in another system of coordinates. */
const FARTHEST_METRES = 20_000;
const MOST_LEFT_OUT = 100;

export async function exportMap(
  tx: Tx,
  needs: NavigationNeeds,
  ask: { id: string; format: 'imdf' | 'geojson'; which: 'draft' | 'published'; now: Temporal.Instant },
) {
  const map = await loadMap(tx, ask.id);
  const features = await (ask.which === 'draft' ? draftOf(tx, map.id) : publishedFeatures(tx, map));
  const venue = { map, address: (await needs.campus(map.campus_id))?.address ?? '' };
  const projection = projectionAt(map);
  const day = ask.now.toZonedDateTimeISO('UTC').toPlainDate().toString();
  if (ask.format === 'geojson') {
    const content = Buffer.from(JSON.stringify(geoJsonOf(venue, features, projection)));
    return {
      file_name: `map-${day}.geojson`,
      media_type: 'application/geo+json',
      content_base64: content.toString('base64'),
    };
  }
  const archive = zipped(imdfOf(venue, features, projection, ask.now.toString()));
  return {
    file_name: `map-${day}.imdf.zip`,
    media_type: 'application/zip',
    content_base64: Buffer.from(archive).toString('base64'),
  };
}

function middleOf(given: readonly unknown[]): [longitude: number, latitude: number] {
  const [lons, lats] = [[] as number[], [] as number[]];
  for (const [lon, lat] of positionsOf(given)) {
    lons.push(lon!);
    lats.push(lat!);
  }
  const mean = (all: number[]) => all.reduce((sum, one) => sum + one / all.length, 0);
  return [mean(lons), mean(lats)];
}

/** An empty map moves to where the file is; a map that is drawn does not. */
function anchorFor(map: MapRow, isEmpty: boolean, given: readonly unknown[]): Anchor {
  const [longitude, latitude] = middleOf(given);
  if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 85))
    throw unreadable('坐标不是经纬度（WGS 84）', 'its coordinates are no longitudes and latitudes (WGS 84)');
  const [x = 0, y = 0] = projectionAt(map).in([longitude, latitude]);
  if (Math.hypot(x, y) <= FARTHEST_METRES) return map;
  if (isEmpty) return { longitude, latitude, bearing_degrees: 0 };
  const km = Math.round(Math.hypot(x, y) / 1000);
  throw unreadable(
    `它画在 ${km} 公里以外，请核对地图的经纬度`,
    `it is drawn ${km} km away; look at the map’s position`,
  );
}

export interface Import {
  id: string;
  revision: number;
  bytes: Uint8Array;
}

/** The file's features become the draft; what could not be taken is told, with the reason. */
export async function importMap(
  tx: Tx,
  { id, revision: seen, bytes }: Import,
  deed: Deed,
): Promise<{ map: MapRow; read: ReadIn }> {
  const map = await holdSeen(tx, id, seen);
  const given = featuresOfFile(bytes);
  const anchor = anchorFor(map, (await draftOf(tx, id)).length === 0, given);
  const read = readFeatures(given, projectionAt(anchor));
  if (read.features.length === 0) throw unreadable('没有可用的要素', 'none of its features can be used');
  if (read.features.length > MOST_FEATURES) throw new Refusal('map_too_large', { limit: MOST_FEATURES });
  const revision = map.revision + 1;
  await replaceDraft(tx, id, read.features, revision);
  const { longitude, latitude, bearing_degrees } = anchor;
  const after = await updateMap(tx, id, { revision, longitude, latitude, bearing_degrees });
  const counts = { taken: read.features.length, left_out: read.left_out.length };
  await record(tx, factOfMap('map.imported', after, deed, counts));
  return { map: after, read };
}

export const leftOutView = ({ left_out }: ReadIn, locale: Locale) =>
  left_out.slice(0, MOST_LEFT_OUT).map(({ what, ...why }) => ({ what, why: why[locale] }));

export async function addPlan(tx: Tx, id: string, picture: Buffer, at: Temporal.Instant) {
  await loadMap(tx, id);
  const size = pictureSize(picture);
  if (!size) throw new Refusal('map_picture_unreadable');
  const { width_px, height_px } = size;
  return { picture_id: await store.insertPlan(tx, id, { ...size, picture }, at), width_px, height_px };
}

export const loadPlan = async (tx: Tx, id: string, picture_id: string): Promise<PlanRow> =>
  found(await store.loadPlan(tx, id, picture_id));
