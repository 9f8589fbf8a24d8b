import type { MapsNews } from '@menzhen/contract';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import { demoBuildings } from '../../demo/building-plans.ts';
import { drawBuilding } from '../../demo/building.ts';
import {
  type Db,
  type FactRow,
  inTransaction,
  newId,
  openDb,
  Refusal,
  secretsOf,
  sql,
  stillClock,
  type Tx,
  wakeHere,
} from '../../kernel/index.ts';
import { mapsView } from './live-view.ts';
import type { NavigationNeeds } from './ports.ts';
import { openNavigation } from './index.ts';
import { PublishedMaps, wayOn } from './published.ts';
import { codeOf, pointOfCode } from './qr-code.ts';
import { closeFeature, closuresOf, reopenFeature } from './service-closure.ts';
import { exportMap, importMap } from './service-files.ts';
import { checkDraft, checkView, publishDraft, restoreVersion } from './service-publish.ts';
import * as service from './service.ts';
import type { Feature, Place } from './tables.ts';

let fresh: FreshDatabase;
let db: Db;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url, { connections: 6 });
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const at = Temporal.Instant.from('2026-03-02T00:00:00Z');
const deed = { at, actor: 'staff:test' };
const run = <T>(story: (tx: Tx) => Promise<T>) => inTransaction(db, story);
const problem = (promise: Promise<unknown>) =>
  promise.then(() => 'fine', (error) => (error instanceof Refusal ? error.code : Promise.reject(error))); // biome-ignore format: one line
const secrets = secretsOf(Buffer.alloc(32, 5));

/** A campus with the demo's east building, drawn and published. */
async function opened() {
  const campus_id = newId();
  await sql`insert into campus (id, name, name_en, address) values (${campus_id}, '东校区', 'East', '听涛路 6 号')`.execute(
    db.kysely,
  );
  const rooms = { e102: newId(), e201: newId() };
  const plan = demoBuildings[1]!;
  const features = drawBuilding(plan, rooms);
  const places = Object.entries(rooms).map(([name, place_id]): Place => {
    return { place_kind: 'room', place_id, name, department_name: '全科', floor: '1F' };
  });
  const points = [{ id: newId(), name: '抽血处', department_id: newId(), room_ids: [rooms.e102] }];
  const needs: NavigationNeeds = {
    places: async () => places,
    points: async () => points,
    campus: async () => ({ address: '听涛路 6 号' }),
    public_origin: 'http://127.0.0.1:1',
  };
  const navigation = openNavigation({ db, clock: stillClock(at), secrets, wake: wakeHere(), needs });
  const given = { campus_id, name: plan.name, name_en: plan.name_en, anchor: plan.anchor, pace: 1.2, slow_pace: 0.8 };
  const map = await run((tx) => navigation.openMap(tx, given, features, deed));
  return { campus_id, rooms, points, features, needs, navigation, map, given };
}
const named = (features: readonly Feature[], name: string, type: Feature['type']) =>
  features.find((one) => one.type === type && one.properties.name === name)!;

test('one map a campus, published with its number', async () => {
  const { map, given, navigation } = await opened();
  expect(service.mapView(map)).toMatchObject({ state: 'published', published_number: 1, revision: 1 });
  expect(await problem(run((tx) => navigation.openMap(tx, given, [], deed)))).toBe('map_exists');
});

test('editors of different features do not meet; of the same, the later one is refused; what was removed stays removed', async () => {
  const { map, features } = await opened();
  const edit = (put: Feature[], remove: string[], revision: number) =>
    run((tx) => service.editDraft(tx, { id: map.id, revision, put, remove }, deed));
  const [first, second] = features.filter(({ type }) => type === 'node');
  expect((await edit([first!], [], 1)).revision).toBe(2);
  expect((await edit([second!], [], 1)).revision).toBe(3);
  expect(await problem(edit([first!], [], 1))).toBe('version_conflict');
  await edit([], [first!.id], 3);
  expect(await problem(edit([first!], [], 3))).toBe('version_conflict');
  expect((await edit([first!], [], 4)).revision).toBe(5);
  expect(await problem(edit([], [], 99))).toBe('version_conflict');
  const wrong = { ...first!, geometry: null };
  expect(await problem(edit([wrong], [], 5))).toBe('input_invalid');
});

test('two who save the same thing at once: one of them is told', async () => {
  const { map, features } = await opened();
  const put = features.filter(({ type }) => type === 'node').slice(0, 1);
  const save = () => problem(run((tx) => service.editDraft(tx, { id: map.id, revision: 1, put, remove: [] }, deed)));
  expect((await Promise.all([save(), save()])).toSorted()).toEqual(['fine', 'version_conflict']);
});

test('a draft with an error is not published; mended it is, and the version before can be taken back', async () => {
  const { map, features, needs } = await opened();
  const door = features.find(({ properties }) => properties.place_id)!;
  const inside = features.find(({ properties, type }) => type === 'node' && properties.unit_id === door.id)!;
  const publish = (revision: number) => run((tx) => publishDraft(tx, needs, { id: map.id, revision }, deed));
  await run((tx) => service.editDraft(tx, { id: map.id, revision: 1, put: [], remove: [inside.id] }, deed));
  const checked = await run((tx) => checkDraft(tx, needs, map.id));
  expect(checkView(checked, 'zh')).toMatchObject({ can_publish: false, revision: 2 });
  expect(checkView(checked, 'en').findings.map(({ code }) => code)).toContain('unit_without_node');
  expect(await problem(publish(2))).toBe('map_has_errors');
  expect(await problem(publish(1))).toBe('version_conflict');
  await run((tx) => restoreVersion(tx, { id: map.id, number: 1, revision: 2 }, deed));
  const mended = await run((tx) => checkDraft(tx, needs, map.id));
  expect(checkView(mended, 'zh')).toEqual({ can_publish: true, revision: 3, findings: [] });
  expect(service.mapView(mended.map).state).toBe('checked');
  expect(await publish(3)).toMatchObject({ published_number: 2 });
});

test('a closed lift counts with the next question, opens by itself, and cannot be closed twice', async () => {
  const { map, features, rooms } = await opened();
  const published = new PublishedMaps(db, async () => []);
  const entry = features.find(({ properties }) => properties.category === 'entry')!.id;
  const lift = named(features, '电梯', 'amenity').id;
  const ask = { from: entry, goal: { to: 'room', id: rooms.e201 }, slow: false, locale: 'en' } as const;
  const way = async (now: Temporal.Instant, step_free: boolean) =>
    wayOn(await published.of(map.id, now), { ...ask, step_free });
  const kinds = async (now: Temporal.Instant, step_free: boolean) =>
    (await way(now, step_free)).way?.steps.map(({ kind }) => kind);
  expect(await kinds(at, true)).toContain('lift');
  const before = (await published.of(map.id, at)).prepared;
  expect((await published.of(map.id, at)).prepared).toBe(before);
  const until = at.add({ hours: 2 });
  const close = () => run((tx) => closeFeature(tx, { id: map.id, feature_id: lift, reason: '检修', until }, deed));
  expect(await close()).toMatchObject([{ feature_id: lift, feature_name: '电梯', reason: '检修' }]);
  expect(await problem(close())).toBe('map_closed_already');
  expect(await way(at, true)).toEqual({ problem: 'no_step_free_way' });
  expect(await kinds(at, false)).toContain('stairs');
  expect((await published.of(map.id, at)).prepared.etag).not.toBe(before.etag);
  expect(await kinds(until, true)).toContain('lift');
  const later = { at: until, actor: 'staff:test' };
  const again = { id: map.id, feature_id: lift, reason: '又坏了', until: null };
  expect(await run((tx) => closeFeature(tx, again, later))).toHaveLength(1);
  expect(await run((tx) => reopenFeature(tx, { id: map.id, feature_id: lift }, later))).toEqual([]);
  expect(await problem(run((tx) => reopenFeature(tx, { id: map.id, feature_id: lift }, later)))).toBe('not_found');
  expect(await run((tx) => closuresOf(tx, map, later.at))).toEqual([]);
});

test('an open phone is told what is closed and what is published, and nothing of drafts', async () => {
  const { map, features, needs } = await opened();
  const view = mapsView(new PublishedMaps(db, async () => []), stillClock(at));
  const told = async () => {
    const { cursor, state } = await view.read('maps');
    return { cursor, news: (state as MapsNews).maps.find(({ id }) => id === map.id)! };
  };
  const since = (tx: Tx) => sql<{ seq: string }>`select coalesce(max(seq), 0)::text as seq from fact`.execute(tx);
  /** Whether what the story records touches the view. */
  const touches = async (story: (tx: Tx) => Promise<unknown>) => {
    const { seq } = (await since(db.kysely)).rows[0]!;
    await run(story);
    const { rows } = await sql<FactRow>`select kind, data from fact where seq > ${seq}::bigint`.execute(db.kysely);
    expect(rows.length).toBeGreaterThan(0);
    return view.touchedBy('maps', rows);
  };
  expect([view.openKeyOf!('maps'), view.openKeyOf!('map'), view.openKeyOf!('queue')]).toEqual(['maps', undefined, undefined]); // biome-ignore format: one line
  const first = await told();
  expect(first.news).toMatchObject({ id: map.id, number: 1, closures: [] });
  expect(first.news).not.toHaveProperty('features');

  const lift = named(features, '电梯', 'amenity').id;
  const closing = { id: map.id, feature_id: lift, reason: '检修', until: null };
  expect(await touches((tx) => closeFeature(tx, closing, deed))).toBe(true);
  const closed = await told();
  expect(closed.news.closures).toMatchObject([{ feature_id: lift, feature_name: '电梯', reason: '检修' }]);
  expect(closed.cursor).not.toBe(first.cursor);
  expect(await touches((tx) => reopenFeature(tx, { id: map.id, feature_id: lift }, deed))).toBe(true);
  expect((await told()).cursor).toBe(first.cursor);

  const [node] = features.filter(({ type }) => type === 'node');
  const edit = { id: map.id, revision: 1, put: [node!], remove: [] };
  expect(await touches((tx) => service.editDraft(tx, edit, deed))).toBe(false);
  expect((await told()).cursor).toBe(first.cursor);
  expect(await touches((tx) => publishDraft(tx, needs, { id: map.id, revision: 2 }, deed))).toBe(true);
  expect((await told()).news.number).toBe(2);
});

test('a service point is found in the room in which it serves, also after it has moved', async () => {
  const { map, features, rooms, points, navigation, campus_id } = await opened();
  const goal = { to: 'service_point', id: points[0]!.id } as const;
  const ask = { campus_id, goal, step_free: false, slow: false, locale: 'zh', now: at } as const;
  const unitOf = (room: string) => features.find(({ properties }) => properties.place_id === room)!.id;
  expect(await navigation.way(ask)).toMatchObject({ map_id: map.id, to_feature_id: unitOf(rooms.e102) });
  points[0]!.room_ids = [rooms.e201];
  expect(await navigation.way(ask)).toMatchObject({ to_feature_id: unitOf(rooms.e201) });
  expect(await problem(navigation.way({ ...ask, goal: { to: 'room', id: newId() } }))).toBe('place_not_on_map');
  expect(await problem(navigation.way({ ...ask, campus_id: newId() }))).toBe('place_not_on_map');
});

test('what is closed must be there, for a reason, until a time to come', async () => {
  const { map, features } = await opened();
  const closing = { id: map.id, feature_id: features[3]!.id, reason: '检修', until: null };
  const close = (more: object) => problem(run((tx) => closeFeature(tx, { ...closing, ...more }, deed)));
  expect(await close({ until: at })).toBe('input_invalid');
  expect(await close({ reason: '  ' })).toBe('input_invalid');
  expect(await close({ feature_id: newId() })).toBe('not_found');
  expect(await close({ id: newId() })).toBe('not_found');
});

test.each(['imdf', 'geojson'] as const)('out as %s and in again: the same map, to the centimetre', async (format) => {
  const { map, needs, features } = await opened();
  const { content_base64 } = await exportMap(db.kysely, needs, { id: map.id, format, which: 'published', now: at });
  const bytes = Buffer.from(content_base64, 'base64');
  const { read } = await run((tx) => importMap(tx, { id: map.id, revision: 1, bytes }, deed));
  expect(read.left_out).toEqual([]);
  expect(read.features.map(({ id }) => id).toSorted()).toEqual(features.map(({ id }) => id).toSorted());
  const after = checkView(await run((tx) => checkDraft(tx, needs, map.id)), 'zh');
  expect(after).toMatchObject({ can_publish: true, findings: [] });
  const was = new Map(features.map((one) => [one.id, one]));
  for (const one of read.features) {
    expect(one.properties).toMatchObject({ ...was.get(one.id)!.properties });
    const [a, b] = [one, was.get(one.id)!].map(({ geometry }) => geometry?.coordinates.flat(3) ?? []);
    for (const [n, metres] of a!.entries()) expect(metres).toBeCloseTo(b![n] as number, 2);
  }
});

test('the archive is what IMDF asks for', async () => {
  const { map, needs } = await opened();
  const { content_base64 } = await exportMap(db.kysely, needs, { id: map.id, format: 'imdf', which: 'draft', now: at });
  const files = unzipSync(Buffer.from(content_base64, 'base64'));
  const json = (name: string) => JSON.parse(new TextDecoder().decode(files[name]));
  expect(json('manifest.json')).toMatchObject({
    version: '1.0.0',
    language: 'zh',
    extensions: ['imdf:extension:menzhen:wayfinding#1.0.0'],
  });
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(
      ['venue', 'address', 'building', 'footprint', 'level', 'unit', 'opening', 'amenity'].map(
        (type) => `${type}.geojson`,
      ),
    ),
  );
  const [lon, lat] = json('level.geojson').features[0].geometry.coordinates[0][0];
  expect(lon).toBeCloseTo(120.031, 2);
  expect(lat).toBeCloseTo(30.008, 2);
});

test('files that cannot be read say why', async () => {
  const { map } = await opened();
  const give = async (bytes: Uint8Array) => {
    const error = await run((tx) => importMap(tx, { id: map.id, revision: 1, bytes }, deed)).catch(
      (one) => one as Refusal,
    );
    return `${(error as Refusal).code}: ${(error as Refusal).sentence('en')}`;
  };
  const text = (json: unknown) => Buffer.from(JSON.stringify(json));
  const feature = (coordinates: unknown, type = 'Point') => ({
    id: newId(), type: 'Feature', feature_type: 'node', geometry: { type, coordinates }, properties: { level_id: newId() },
  }); // biome-ignore format: one record
  const collection = (...features: unknown[]) => text({ type: 'FeatureCollection', features });
  expect(await give(Buffer.from('PK-broken'))).toContain('archive is damaged');
  expect(await give(Buffer.from('no json'))).toContain('not valid JSON');
  expect(await give(text({ type: 'FeatureCollection', features: [] }))).toContain('no feature');
  expect(await give(collection(feature([500, 300])))).toContain('no longitudes and latitudes');
  expect(await give(collection(feature([10, 50])))).toContain('km away');
  expect(await give(collection(feature([[120.031, 30.008]], 'Polygon')))).toContain('none of its features');
  const bomb = Buffer.from(zipSync({ 'level.geojson': text({}) }));
  // the size that the archive's directory states
  bomb.writeUInt32LE(65_000_000, bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
  expect(await give(bomb)).toContain('too large when unpacked');
});

test('a code is ours or it is not', () => {
  const [map_id, point] = [newId(), newId()];
  const code = codeOf(secrets, map_id, point);
  expect(pointOfCode(secrets, code)).toEqual({ map_id, qr_point_id: point });
  const others = [
    code.slice(0, -1),
    `${code}x`,
    code.replace('.', '-'),
    codeOf(secretsOf(Buffer.alloc(32, 6)), map_id, point),
    'A.B.C',
    '',
    '..',
  ];
  expect(others.map((one) => pointOfCode(secrets, one))).toEqual(others.map(() => undefined));
});
