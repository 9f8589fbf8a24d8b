import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../../../checks/kit/postgres.ts';
import { guardEdge } from '../../kernel/edge.ts';
import {
  type Db,
  type Handlers,
  inTransaction,
  listFacts,
  newId,
  openDb,
  readSettings,
  registerRoutes,
  type Sessions,
  secretsOf,
  stillClock,
  type Tx,
  wakeHere,
} from '../../kernel/index.ts';
import { strangeFacts } from '../people/testing/clinic.ts';
import { type Catalog, catalogFacts, openCatalog } from './index.ts';

const clock = stillClock('2026-11-23T01:00:00Z');
const expires_at = clock.now().add({ hours: 1 });
const role = (name: 'administrator' | 'clerk') => [{ role: name, department_id: null }];
/** Tokens are 20 letters of who it is. */
const actors: Record<string, object> = {
  ['a'.repeat(20)]: { kind: 'staff', id: newId(), name: '管理员', roles: role('administrator'), doctor_id: null },
  ['c'.repeat(20)]: { kind: 'staff', id: newId(), name: '窗口', roles: role('clerk'), doctor_id: null },
};
const sessions = {
  find: async (token: string) => actors[token] && { ...actors[token], session: token, expires_at },
} as unknown as Sessions;

let database: Awaited<ReturnType<typeof freshDatabase>>;
let db: Db;
let catalog: Catalog;
const app = Fastify({ ajv: { customOptions: { removeAdditional: false } } });
const used = new Set<string>();
const acting = { now: clock.now(), actor: 'system:test' };

beforeAll(async () => {
  database = await freshDatabase();
  db = openDb(database.url);
  const settings = readSettings({});
  catalog = openCatalog({
    db,
    clock,
    wake: wakeHere(),
    settings,
    inUse: async (_tx, thing) => used.has(thing.id),
    endBoardSessions: async () => {},
  });
  guardEdge(app);
  const ground = { db, clock, secrets: secretsOf(Buffer.alloc(32, 7)), sessions };
  registerRoutes(app, ground, catalog.handlers as unknown as Handlers, (spec) => spec.tag === 'catalog');
  catalog.registerPictures(app);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await db.close();
  await database.drop();
});

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
type Answer = { status: number; body: any };
async function ask(method: string, url: string, body?: object, token = 'a'.repeat(20)): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': newId() };
  const answer = await app.inject({ method: method as 'GET', url, headers, ...(body ? { payload: body } : {}) });
  return { status: answer.statusCode, body: answer.json() };
}
const departmentBody = (more: object = {}) => ({
  parent_id: null,
  name: '测试科',
  name_en: 'Test',
  intro: '',
  keywords: [],
  sex_gate: null,
  age_from_years: null,
  age_to_years: null,
  location: '',
  ...more,
});
const addDepartment = async (more: object = {}) =>
  (await ask('POST', '/api/admin/departments', departmentBody(more))).body;
const change = (kind: string, id: string, body: object) => ask('PATCH', `/api/admin/${kind}/${id}`, body);
const campus = () =>
  inTransaction(db, (tx: Tx) => catalog.addCampus(tx, { name: '本部', name_en: 'Main', address: '枫林路 1 号' }));

describe('departments', () => {
  test('added with its pinyin, seen at once, told as a fact', async () => {
    const added = await ask(
      'POST',
      '/api/admin/departments',
      departmentBody({ name: ' 呼吸内科 ', keywords: ['咳嗽'] }),
    );
    expect(added).toMatchObject({ status: 201, body: { name: '呼吸内科', pinyin: 'huxineike hxnk', version: 1 } });
    const list = await ask('GET', '/api/departments');
    expect(list.body.items).toContainEqual(added.body);
    const found = await ask('GET', `/api/departments/search?q=${encodeURIComponent('咳嗽')}`);
    expect(found.body.items).toMatchObject([{ department_id: added.body.id, because: 'symptom' }]);
    const facts = await listFacts(db.kysely, { limit: 500 });
    expect(facts[0]).toMatchObject({ kind: 'department.added', data: { id: added.body.id, name: '呼吸内科' } });
  });

  test('two levels and no more, no circle, no unknown parent', async () => {
    const top = await addDepartment();
    const sub = await addDepartment({ parent_id: top.id });
    const other = await addDepartment();
    const under = (parent_id: string) => ask('POST', '/api/admin/departments', departmentBody({ parent_id }));
    expect((await under(sub.id)).body.code).toBe('input_invalid');
    expect((await under(newId())).body.code).toBe('not_found');
    expect((await change('departments', top.id, { version: 1, parent_id: other.id })).body.code).toBe('input_invalid');
    expect((await change('departments', other.id, { version: 1, parent_id: other.id })).body.code).toBe(
      'input_invalid',
    );
    expect((await change('departments', sub.id, { version: 1, parent_id: other.id })).body.parent_id).toBe(other.id);
  });

  test('two changes of one version: one is kept, the other is told', async () => {
    const { id } = await addDepartment();
    const answers = await Promise.all(['甲科', '乙科'].map((name) => change('departments', id, { version: 1, name })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const kept = answers.find((answer) => answer.status === 200)?.body;
    expect((await catalog.view()).department(id)).toMatchObject({ name: kept.name, pinyin: kept.pinyin, version: 2 });
    expect((await change('departments', newId(), { version: 1 })).body.code).toBe('not_found');
  });

  test('not disabled while something active is under it, here or in a schedule', async () => {
    const { id } = await addDepartment();
    const room = { campus_id: (await campus()).id, department_id: id, name: '101', floor: '1F' };
    const added = (await ask('POST', '/api/admin/rooms', room)).body;
    const disable = (version: number) => change('departments', id, { version, state: 'disabled' });
    expect((await disable(1)).body.code).toBe('still_in_use');
    used.add(added.id);
    expect((await change('rooms', added.id, { version: 1, state: 'disabled' })).body.code).toBe('still_in_use');
    used.delete(added.id);
    expect((await change('rooms', added.id, { version: 1, state: 'disabled' })).body.state).toBe('disabled');
    expect((await disable(1)).body.state).toBe('disabled');
    expect((await ask('POST', '/api/admin/rooms', room)).body.code).toBe('not_found');
  });

  test('a room that comes while its department is being disabled: one of the two waits and is refused', async () => {
    const { id } = await addDepartment();
    const room = { campus_id: (await campus()).id, department_id: id, name: '102', floor: '1F' };
    await Promise.all([
      change('departments', id, { version: 1, state: 'disabled' }),
      ask('POST', '/api/admin/rooms', room),
    ]);
    const view = await catalog.view();
    const isOpen = view.department(id)?.state === 'active';
    expect(view.rooms.some((one) => one.department_id === id)).toBe(isOpen);
  });

  test.each([
    ['a blank name', { name: '  ' }],
    ['ages the wrong way round', { age_from_years: 20, age_to_years: 3 }],
    ['an unknown field', { pinyin: 'x' }],
    ['a parent that is no id', { parent_id: '1' }],
    ['61 keywords', { keywords: Array.from({ length: 61 }, (_, n) => `词${n}`) }],
  ])('%s is a clear problem', async (_what, more) => {
    const answer = await ask('POST', '/api/admin/departments', departmentBody(more));
    expect(answer).toMatchObject({ status: 400, body: { code: 'input_invalid' } });
  });

  test('only an administrator may write', async () => {
    const answer = await ask('POST', '/api/admin/departments', departmentBody(), 'c'.repeat(20));
    expect(answer.body.code).toBe('not_allowed');
  });
});

describe('doctors, visit types, boards', () => {
  test('a doctor has a picture whose address changes with the doctor', async () => {
    const { id: department_id } = await addDepartment();
    const body = { department_id, name: '欧阳澈', name_en: 'Ouyang', title: 'chief', speciality: '', intro: '' };
    const added = (await ask('POST', '/api/admin/doctors', body)).body;
    const picture = await app.inject(added.picture_url);
    expect(picture.headers['content-type']).toContain('image/svg+xml');
    expect(picture.body).toContain('>欧<');
    const changed = (await change('doctors', added.id, { version: 1, name: '梅映雪' })).body;
    expect(changed.picture_url).not.toBe(added.picture_url);
    expect((await app.inject(changed.picture_url)).body).toContain('>梅<');
    expect((await ask('GET', `/api/doctors/${added.id}`)).body).toEqual(changed);
    expect((await ask('GET', `/api/doctors?department_id=${department_id}`)).body.items).toEqual([changed]);
    for (const id of [newId(), 'x', '..%2f..'])
      expect((await app.inject(`/api/doctors/${id}/picture.svg`)).statusCode).toBe(404);
    expect((await ask('GET', `/api/doctors/${newId()}`)).body.code).toBe('not_found');
    const nowhere = { ...body, department_id: newId() };
    expect((await ask('POST', '/api/admin/doctors', nowhere)).body.code).toBe('not_found');
  });

  test('visit types keep integer fen', async () => {
    const body = {
      kind: 'ordinary',
      name: '普通号',
      name_en: 'Ordinary',
      registration_fen: 500,
      consultation_fen: 1000,
    };
    const added = await ask('POST', '/api/admin/visit-types', body);
    expect((await ask('GET', '/api/visit-types')).body.items).toContainEqual(added.body);
    for (const registration_fen of [-1, 0.5, '500'])
      expect((await ask('POST', '/api/admin/visit-types', { ...body, registration_fen })).body.code).toBe(
        'input_invalid',
      );
    expect(
      (await change('visit-types', added.body.id, { version: 1, consultation_fen: 2000 })).body.consultation_fen,
    ).toBe(2000);
  });

  test('a board is known by its key, which is not kept', async () => {
    const { id: department_id } = await addDepartment();
    const board = await inTransaction(db, (tx) =>
      catalog.addBoard(tx, { name: '大厅', department_ids: [department_id] }),
    );
    const known = { id: board.id, name: '大厅', department_ids: [department_id] };
    expect(await catalog.boards.byKey(db.kysely, board.key)).toMatchObject(known);
    expect(await catalog.boards.byId(db.kysely, board.id)).toMatchObject(known);
    expect(await catalog.boards.byKey(db.kysely, 'another')).toBeUndefined();
  });

  test('the hospital says its name, its day and that it is a demo', async () => {
    const text = { name: '明德大学医院', name_en: 'Mingde', notice: null, phone: '1' };
    await inTransaction(db, (tx) => catalog.nameHospital(tx, text));
    expect((await ask('GET', '/api/hospital')).body).toMatchObject({ ...text, demo: true, today: '2026-11-23' });
  });

  test('facts are as their schemas say', async () => {
    const facts = await listFacts(db.kysely, { limit: 500 });
    expect(new Set(facts.map((fact) => fact.kind)).size).toBeGreaterThanOrEqual(6);
    expect(strangeFacts(facts, catalogFacts)).toEqual([]);
  });

  test('what is refused leaves nothing behind', async () => {
    const before = (await catalog.view()).departments.length;
    await inTransaction(db, async (tx) => {
      await catalog.addDepartment(tx, acting, departmentBody() as never);
      throw new Error('stop');
    }).catch(() => undefined);
    expect((await catalog.view()).departments).toHaveLength(before);
  });
});
