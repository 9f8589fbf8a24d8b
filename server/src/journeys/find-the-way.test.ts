/** A map from its first line to a patient who is told when to start walking, all over HTTP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawBuilding } from '../demo/building.ts';
import { demoBuildings } from '../demo/building-plans.ts';
import { newId } from '../kernel/index.ts';
import { type Answer, type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let map_id: string;
let features: ReturnType<typeof drawBuilding>;
let admin: Clinic['call'] extends (token: string, ...rest: infer R) => unknown
  ? (...rest: R) => Promise<Answer>
  : never;
/** Plain HTTP, for what has more in its path than an id. */
async function ask(method: 'GET' | 'POST' | 'DELETE', url: string, body?: object, token = clinic.administrator) {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': newId() };
  const answer = await clinic.app.http.inject({ method, url, headers, ...(body ? { payload: body } : {}) });
  return { status: answer.statusCode, body: answer.json() };
}

beforeAll(async () => {
  clinic = await openClinic();
  admin = (name, more) => clinic.call(clinic.administrator, name, more);
});
afterAll(() => clinic.close());

const fields = { name: '门诊楼', name_en: 'Clinic', pace: 1.2, slow_pace: 0.8 };
const anchor = { longitude: 120, latitude: 30, bearing_degrees: 0 };
const nameOf = (id: string) => features.find((one) => one.id === id)?.properties.name;
const lift = () =>
  features.find(({ type, properties }) => type === 'amenity' && properties.category === 'elevator')!.id;

test('begun once a campus, drawn, checked, published', async () => {
  const { campuses } = await clinic.app.catalog.view();
  const body = { ...fields, anchor, campus_id: campuses[0]!.id };
  expect(await admin('mapAdd', { body: { ...body, campus_id: newId() } })).toMatchObject({ status: 404 });
  const made = await admin('mapAdd', { body });
  expect(made).toMatchObject({ status: 201, body: { state: 'draft', revision: 0, published_number: null } });
  expect(await admin('mapAdd', { body })).toMatchObject({ status: 409, body: { code: 'map_exists' } });
  map_id = made.body.id;
  const [first, second] = clinic.doctors;
  features = drawBuilding(demoBuildings[1]!, { e102: first!.room_id, e201: second!.room_id });
  expect(await admin('mapQrSheet', { id: map_id })).toMatchObject({ body: { code: 'map_not_published' } });
  const put = { revision: 0, put: features, remove: [] };
  expect(await admin('mapEdit', { id: map_id, body: put })).toMatchObject({ status: 200, body: { revision: 1 } });
  expect((await admin('mapCheck', { id: map_id })).body).toEqual({ revision: 1, can_publish: true, findings: [] });
  const published = await admin('mapPublish', { id: map_id, body: { revision: 1 } });
  expect(published).toMatchObject({ status: 200, body: { state: 'published', published_number: 1 } });
  expect((await admin('mapDraft', { id: map_id })).body.features).toHaveLength(features.length);
  const places = (await admin('mapPlaces', { id: map_id })).body.items;
  expect(places.map((one: { unit_id: string }) => nameOf(one.unit_id))).toEqual(['东 102 诊室', '东 201 诊室']);
  const nurse = await clinic.call(clinic.nurse, 'mapEdit', { id: map_id, body: put });
  expect(nurse.body.code).toBe('not_allowed');
});

test('the whole map is sent once; afterwards only that it is still true', async () => {
  const { items } = (await clinic.call('', 'navigationMaps')).body;
  expect(items).toMatchObject([{ id: map_id, number: 1 }]);
  const url = `/api/navigation/maps/${map_id}`;
  const first = await clinic.app.http.inject({ url });
  expect(first.json()).toMatchObject({ number: 1, pace: 1.2, closures: [] });
  const again = await clinic.app.http.inject({ url, headers: { 'if-none-match': first.headers.etag as string } });
  expect(again.statusCode).toBe(304);
});

test('a code from the wall says where one stands; others say what they are not', async () => {
  const { items } = (await admin('mapQrSheet', { id: map_id })).body;
  expect(items).toHaveLength(2);
  expect(items[0]).toMatchObject({ name: '东校区一楼正门', level_name: '1F' });
  expect(items[0].url).toContain(`/#/navigation/map-page?code=${items[0].code}`);
  const here = (code: string) => clinic.call('', 'navigationHere', { query: { code } });
  expect(await here(items[0].code)).toMatchObject({ status: 200, body: { map_id, name: '东校区一楼正门' } });
  expect((await here(`${items[0].code.slice(0, -1)}_`)).body.code).toBe('map_code_wrong');
  await admin('mapEdit', { id: map_id, body: { revision: 1, put: [], remove: [items[1].qr_point_id] } });
  const { findings } = (await admin('mapCheck', { id: map_id })).body;
  expect(findings).toMatchObject([{ code: 'qr_removed', weight: 'warning' }]);
  expect(findings[0].message).toContain('东校区二楼电梯口');
  await admin('mapPublish', { id: map_id, body: { revision: 2 } });
  const gone = await here(items[1].code);
  expect(gone).toMatchObject({ status: 410, body: { code: 'map_point_removed' } });
  expect(gone.body.detail).toContain('东校区二楼电梯口');
  const back = await ask('POST', `/api/admin/maps/${map_id}/versions/1/restore`, { revision: 2 });
  expect(back.body).toMatchObject({ revision: 3, state: 'draft' });
  await admin('mapPublish', { id: map_id, body: { revision: 3 } });
  expect((await here(items[1].code)).status).toBe(200);
});

test('the way in words, around a lift that is out of order from the very next question', async () => {
  const entry = features.find(({ properties }) => properties.category === 'entry')!.id;
  const query = { map_id, from: entry, to: 'room', id: clinic.doctors[1]!.room_id };
  const way = (more: Record<string, string> = {}) =>
    clinic.call('', 'navigationRoute', { query: { ...query, ...more } });
  const kinds = async (more = {}) => (await way(more)).body.steps.map(({ kind }: { kind: string }) => kind);
  expect(await kinds({ step_free: 'true' })).toContain('lift');
  const closing = { feature_id: lift(), reason: '年检', until: null };
  const closed = await clinic.call(clinic.nurse, 'mapClose', { id: map_id, body: closing });
  expect(closed.body.items).toMatchObject([{ reason: '年检', feature_name: '电梯' }]);
  expect((await way({ step_free: 'true' })).body.code).toBe('no_step_free_way');
  expect(await kinds()).toContain('stairs');
  expect((await clinic.call('', 'navigationMap', { id: map_id })).body.closures).toHaveLength(1);
  expect(await ask('DELETE', `/api/admin/maps/${map_id}/closures/${lift()}`)).toMatchObject({ body: { items: [] } });
  expect(await kinds({ step_free: 'true' })).toContain('lift');
  const toilet = await clinic.call('', 'navigationRoute', {
    query: { map_id, from: entry, to: 'nearest', category: 'restroom' },
  });
  expect(nameOf(toilet.body.to_feature_id)).toBe('卫生间');
  expect((await way({ id: newId() })).body.code).toBe('place_not_on_map');
  expect((await way({ from: newId() })).body.code).toBe('not_found');
  expect((await clinic.call('', 'navigationRoute', { query: { map_id, from: entry, to: 'nearest' } })).body.code).toBe(
    'input_invalid',
  );
});

test('who waits is told how far it is, and who is called that it is time; nobody else is told anything', async () => {
  clinic.moveTo('08:10');
  const doctor = clinic.doctors[1]!;
  const { id, token } = await clinic.book(doctor.slot_id);
  await clinic.call(clinic.clerk, 'deskBookingCheckIn', { id, body: {} });
  const [mine] = (await clinic.call(token, 'myTickets')).body.items;
  const walk = (more: Record<string, string> = {}) =>
    clinic.call(token, 'whenToWalk', { id: mine.ticket.id, query: { step_free: 'true', ...more } });
  // nobody has been seen yet, so nothing is known of the wait
  const waiting = await walk();
  expect(waiting.body).toMatchObject({
    ticket_number: mine.ticket.number,
    walk_minutes: 2,
    start_at: null,
    start_now: false,
  });
  expect(waiting.body.sentence).toBe('步行约 2 分钟；现在还估不出要等多久。');
  expect(nameOf(waiting.body.way.to_feature_id)).toBe('东 201 诊室');
  expect((await walk({ slow: 'true' })).body.way.seconds).toBeGreaterThan(waiting.body.way.seconds);
  await clinic.call(doctor.token, 'callNext', { id: doctor.room_id });
  const called = await walk();
  expect(called.body).toMatchObject({ start_now: true, sentence: '已叫到您，请现在过去，步行约 2 分钟。' });
  const stranger = (await clinic.phone()).token;
  expect((await clinic.call(stranger, 'whenToWalk', { id: mine.ticket.id })).status).toBe(404);
});

test('a picture to draw over', async () => {
  const png = Buffer.alloc(33);
  png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  png.writeUInt32BE(800, 16);
  png.writeUInt32BE(600, 20);
  const give = (bytes: Buffer) =>
    admin('mapPlanAdd', { id: map_id, body: { content_base64: bytes.toString('base64') } });
  const made = await give(png);
  expect(made).toMatchObject({ status: 201, body: { width_px: 800, height_px: 600 } });
  const shown = await ask('GET', `/api/admin/maps/${map_id}/plans/${made.body.picture_id}`);
  expect(shown.body).toMatchObject({ media_type: 'image/png', content_base64: png.toString('base64') });
  expect((await give(Buffer.from('<svg/>'))).body.code).toBe('map_picture_unreadable');
});
