/** Each kind of bad input by name: what the caller is told, and that nothing is lost or changed. */
import { type ProblemCode, problems } from '@menzhen/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inventedResidentId } from '../../server/src/demo/accounts.ts';
import { newId } from '../../server/src/kernel/index.ts';
import { DAY } from '../../server/src/journeys/testing/clinic.ts';
import { type Doors, openDoors, type RawAsk, send } from './callers.ts';
import { digestOfTables } from './tables-digest.ts';

let doors: Doors;
let me: Awaited<ReturnType<Doors['phone']>>;
beforeAll(async () => {
  doors = await openDoors({ env: { DEMO: 'true', SMS_PROVIDER: 'demo' } });
  me = await doors.phone();
});
afterAll(() => doors.close());

/** Expects this problem, in both languages, and every table as it was. */
async function expectRefused(code: ProblemCode, method: string, url: string, ask: RawAsk = {}): Promise<void> {
  const before = await digestOfTables(doors);
  for (const [language, mark] of [
    ['zh-CN', /[\u4e00-\u9fff]/],
    ['en', /^[^\u4e00-\u9fff]+$/],
  ] as const) {
    const answer = await send(doors, method, url, {
      token: me.token,
      ...ask,
      headers: { 'accept-language': language, ...ask.headers },
    });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    const problem = answer.json();
    expect(problem).toMatchObject({ code, status: problems[code].status });
    expect(problem.detail).toMatch(mark);
    expect(problem.request_id).toBe(answer.headers['x-request-id']);
  }
  expect(await digestOfTables(doors)).toEqual(before);
}

let born = 0;
/** A new person with nothing wrong. */
function person(changes: object = {}) {
  born += 1;
  const id_number = inventedResidentId(`1990-01-${String(1 + (born % 28)).padStart(2, '0')}`, 100 + born);
  const said = {
    name: '李小明',
    relation: 'other',
    id_kind: 'resident_id',
    phone: '19911112222',
    payer_class: 'student',
  };
  return { ...said, id_number, ...changes };
}
const addPatient = (body: object, token = me.token) => doors.call(token, 'patientAdd', { body });
const wrongDigit = (id_number: string) => id_number.slice(0, 17) + ((Number(id_number.at(-1)) || 0) === 5 ? '6' : '5');

describe('patients', () => {
  test('a wrong check digit', () => {
    const { id_number } = person();
    return expectRefused('id_number_invalid', 'POST', '/api/patients', {
      body: person({ id_number: wrongDigit(id_number) }),
    });
  });

  test('a sixth patient', async () => {
    const { token } = await doors.phone();
    for (let n = 2; n <= 5; n += 1) expect((await addPatient(person(), token)).status).toBe(201);
    await expectRefused('patient_limit_reached', 'POST', '/api/patients', { token, body: person() });
    expect((await doors.call(token, 'patientList')).body.items).toHaveLength(5);
  });

  test.each(['𠮷田', '王·尼亚孜', '阿卜杜拉·买买提', '㐂子', '欧阳娜娜'])(
    'the name %s is taken and kept as written',
    async (name) => {
      const { token } = await doors.phone();
      const added = await addPatient(person({ name }), token);
      expect(added, JSON.stringify(added.body)).toMatchObject({ status: 201, body: { name } });
      const { items } = (await doors.call(token, 'patientList')).body;
      expect(items.map((item: { name: string }) => item.name)).toContain(name);
    },
  );

  test.each(["Jean-Luc O'Neil", 'María José'])(
    'the name %s on a passport is taken and kept as written',
    async (name) => {
      const { token } = await doors.phone();
      born += 1;
      const passport = { id_kind: 'passport', id_number: `E1234${born}78`, birth_date: '1990-02-28', sex: 'female' };
      expect(await addPatient(person({ name, ...passport }), token)).toMatchObject({ status: 201, body: { name } });
    },
  );

  test.each([
    '李😀明',
    '😀😀',
    '❤️李明',
    "李明'; drop table patient; --",
    "' or '1'='1",
    '<script>alert(1)</script>',
    '李<b>明</b>',
    '{{7*7}}',
    '李明123',
    '\u202e明李',
    '李\u200b明',
  ])('the name %s is refused', (name) =>
    expectRefused('name_invalid', 'POST', '/api/patients', { body: person({ name }) }),
  );

  test.each([
    ['a NUL', '"李\\u0000明"'],
    ['half a character', '"李\\ud842"'],
    ['a number', '42'],
    ['an object', '{"$gt": ""}'],
    ['nothing', '""'],
    ['51 characters', `"${'李'.repeat(51)}"`],
  ])('a name that is %s', (_what, text) => {
    const body = JSON.stringify(person({ name: '@' })).replace('"@"', text);
    return expectRefused('input_invalid', 'POST', '/api/patients', { text: body });
  });

  test.each([
    { birth_date: '2026-02-30' },
    { birth_date: '1990-13-01' },
    { birth_date: '0000-01-01' },
    { birth_date: 'yesterday' },
    { phone: '12345' },
    { phone: '١٩٩١١١١٢٢٢٢' },
    { sex: 'unknown' },
    { is_default: true },
    { role: 'administrator' },
  ])('%j', (wrong) => expectRefused('input_invalid', 'POST', '/api/patients', { body: person(wrong) }));

  test('a field named __proto__ changes no object of ours', async () => {
    const text = JSON.stringify(person()).replace('{', '{"__proto__":{"is_admin":true},');
    await expectRefused('input_invalid', 'POST', '/api/patients', { text });
    expect(({} as { is_admin?: boolean }).is_admin).toBeUndefined();
  });

  test('a name that is SQL looked for at the desk finds nobody and harms nothing', async () => {
    const before = await digestOfTables(doors);
    for (const q of ["' or 1=1 --", "'; drop table patient; --", '%', '_', '\\'])
      expect(await doors.call(doors.clerk, 'deskPatientSearch', { query: { q } })).toMatchObject({
        status: 200,
        body: { items: [] },
      });
    expect(await digestOfTables(doors)).toEqual(before);
  });
});

describe('bookings', () => {
  const hold = (slot_id: string, patient_id = me.patient_id) => ({ body: { slot_id, patient_id } });

  test('another’s booking is not found, rather than forbidden', async () => {
    const theirs = await doors.book(doors.doctors[0]!.slot_id);
    await expectRefused('not_found', 'GET', `/api/bookings/${theirs.id}`);
    await expectRefused('not_found', 'POST', `/api/bookings/${theirs.id}/cancel`);
    await expectRefused('not_found', 'GET', `/api/bookings/${newId()}`);
  });

  test.each(['1', 'abc', '%27', '..%2F..%2Fadmin', 'null', `${'a'.repeat(300)}`, '%00', '%ff'])(
    'the id %s',
    async (id) => {
      const answer = await send(doors, 'GET', `/api/bookings/${id}`, { token: me.token });
      expect(answer.json()).toMatchObject({ status: expect.toBeOneOf([400, 404]) });
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    },
  );

  test('a slot that is nowhere', () => expectRefused('not_found', 'POST', '/api/bookings', hold(newId())));

  test('a missing Idempotency-Key, or one that is none', async () => {
    const ask = hold(doors.doctors[0]!.slot_id);
    for (const key of ['', 'short', 'x'.repeat(101), '两次不能一样的编号'])
      await expectRefused('idempotency_key_missing', 'POST', '/api/bookings', {
        ...ask,
        headers: {
          'idempotency-key': encodeURI(key)
            .slice(0, key === '' ? 0 : 200)
            .replace(/%/g, ' '),
        },
      });
  });

  test('a repeated key with another body; with the same body the same answer', async () => {
    const headers = { 'idempotency-key': newId() };
    const ask = hold(doors.doctors[0]!.slot_id);
    const first = await send(doors, 'POST', '/api/bookings', { token: me.token, headers, ...ask });
    expect(first.statusCode, first.body).toBe(201);
    const again = await send(doors, 'POST', '/api/bookings', { token: me.token, headers, ...ask });
    expect(again.json()).toMatchObject({ id: first.json().id, serial: first.json().serial });
    await expectRefused('idempotency_key_reused', 'POST', '/api/bookings', {
      headers,
      ...hold(doors.doctors[1]!.slot_id),
    });
    expect((await doors.call(me.token, 'bookingList')).body.items).toHaveLength(1);
  });

  test('a repeated key with another patient to add', async () => {
    const headers = { 'idempotency-key': newId() };
    const { token } = await doors.phone();
    const body = person();
    const first = await send(doors, 'POST', '/api/patients', { token, headers, body });
    expect(first.statusCode).toBe(201);
    expect((await send(doors, 'POST', '/api/patients', { token, headers, body })).json()).toEqual(first.json());
    await expectRefused('idempotency_key_reused', 'POST', '/api/patients', { token, headers, body: person() });
    expect((await doors.call(token, 'patientList')).body.items).toHaveLength(2);
  });

  test('a session that was closed', async () => {
    const closed = doors.doctors[1]!;
    const answer = await doors.call(doors.administrator, 'sessionClose', {
      id: closed.session_id,
      body: { reason: '测试' },
    });
    expect(answer.status).toBe(200);
    await expectRefused('session_closed', 'POST', '/api/bookings', {
      ...hold(closed.slot_id, me.patient_id),
    });
  });
});

describe('signing in', () => {
  const codeFor = async (phone: string) =>
    (await doors.call('', 'smsCodeRequest', { body: { phone } })).body.demo_code as string;

  test('a code of another phone', async () => {
    const code = await codeFor('19922220001');
    await expectRefused('sms_code_expired', 'POST', '/api/sign-in/phone', { body: { phone: '19922220002', code } });
  });
  test.each(['12345', '1234567', 'abcdef', '１２３４５６', ''])('the code “%s”', (code) =>
    expectRefused('input_invalid', 'POST', '/api/sign-in/phone', { body: { phone: '19922220003', code } }),
  );
  test('an expired code', async () => {
    const code = await codeFor('19922220004');
    doors.moveTo('06:30');
    await expectRefused('sms_code_expired', 'POST', '/api/sign-in/phone', { body: { phone: '19922220004', code } });
  });
});

describe('requests that are none', () => {
  const url = '/api/patients';
  test('JSON that isn’t', async () => {
    for (const text of ['{', 'name=李明', '{"a":1,}', "{'a':1}", '{"a":NaN}', '\u0000', ''])
      await expectRefused(text === '' ? 'input_invalid' : 'body_not_json', 'POST', url, { text });
  });
  test('a 2 MB body', () =>
    expectRefused('body_too_large', 'POST', url, { body: person({ name: '李'.repeat(700_000) }) }));
  test('nesting without end', () =>
    expectRefused('input_invalid', 'POST', url, { text: `{"name":${'['.repeat(60_000)}${']'.repeat(60_000)}}` }));
  test.each([
    'text/plain',
    'text/html',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'nonsense',
  ])('the content type %s', (type) =>
    expectRefused('media_type_unsupported', 'POST', url, { text: '{}', headers: { 'content-type': type } }),
  );
  test.each([
    ['GET', '/api'],
    ['GET', '/api/'],
    ['GET', '/api/nowhere'],
    ['POST', '/api/nowhere'],
    ['GET', '/api/..%2fetc%2fpasswd'],
    ['GET', '/api/%ff'],
    ['DELETE', '/api/hospital'],
    ['PATCH', '/api/bookings'],
    ['OPTIONS', '/api/bookings'],
    ['GET', '/API/hospital'],
  ])('%s %s leads nowhere', (method, where) => expectRefused('not_found', method, where));

  test.each(['-1', '0', '101', '1e9', '99999999999999999999', '1.5', 'many', ''])('the limit “%s”', (limit) =>
    expectRefused('input_invalid', 'GET', `/api/bookings?limit=${limit}`),
  );
  test.each([
    'x',
    'bm90IGpzb24',
    Buffer.from('["x","y"]').toString('base64url'),
    Buffer.from('[{}]').toString('base64url'),
  ])('the cursor %s', (cursor) => expectRefused('input_invalid', 'GET', `/api/bookings?cursor=${cursor}`));
  test.each(['2026-02-30', '2026-2-3', '20260301', 'today', '0000-01-01', '9999-12-31', '2026-03-01T00:00:00Z'])(
    'the date %s',
    (date) => expectRefused('input_invalid', 'GET', `/api/sessions?date=${date}`),
  );
  test('a query that nobody knows, and one said twice', async () => {
    await expectRefused('input_invalid', 'GET', '/api/bookings?is_admin=true');
    await expectRefused('input_invalid', 'GET', `/api/sessions?date=${DAY}&date=${DAY}`);
  });
});

// last, since the hospital's clock only goes forwards
test('a slot that is past', async () => {
  const late = await doors.phone();
  doors.moveTo('12:30');
  await expectRefused('slot_past', 'POST', '/api/bookings', {
    token: late.token,
    body: { slot_id: doors.doctors[0]!.slot_id, patient_id: late.patient_id },
  });
});
