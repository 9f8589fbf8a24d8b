import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, listAudit, listFacts, newId, sql, verifyAudit } from '../../kernel/index.ts';
import { peopleFacts } from './index.ts';
import { openClinic, someone, strangeFacts } from './testing/clinic.ts';

let clinic: Awaited<ReturnType<typeof openClinic>>;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

let phones = 0;
function newAccount(): Promise<string> {
  phones += 1;
  return clinic.phone(`199111${String(phones).padStart(5, '0')}`);
}
const add = (token: string, person: object, key?: string) => clinic.ask(token, 'POST', '/api/patients', person, key);
const listOf = async (token: string) => (await clinic.ask(token, 'GET', '/api/patients')).body.items;
const codes = (answers: { body: { code?: string } }[]) => answers.map((answer) => answer.body.code);

describe('patients under an account', () => {
  test('the first is the default; the own name is whole, numbers are masked', async () => {
    const token = await newAccount();
    const person = someone({ name: ' 王•尼亚孜 ', relation: 'self', campus_number: 's20230001' });
    const added = await add(token, person);
    expect(added).toMatchObject({
      status: 201,
      body: { name: '王·尼亚孜', relation: 'self', is_default: true, sex: expect.any(String), age_years: 36 },
    });
    expect(added.body.campus_number_masked).toBe('S2*****01');
    expect(await listOf(token)).toEqual([added.body]);
    expect(JSON.stringify(await listOf(token))).not.toContain(person.id_number);
    expect(JSON.stringify(await listOf(token))).not.toContain(person.phone);
  });

  test.each([
    ['𠮷田', {}],
    ['阿卜杜拉·买买提', {}],
    ["María O'Neil", { id_kind: 'passport', id_number: 'E99900001', birth_date: '1999-01-01', sex: 'female' }],
  ])('%s is kept as written', async (name, more) => {
    expect(await add(await newAccount(), someone({ name, ...more }))).toMatchObject({ status: 201, body: { name } });
  });

  test.each([
    ['digits in the name', { name: '张3' }, 'name_invalid'],
    ['an emoji', { name: '张三😀' }, 'name_invalid'],
    ['SQL', { name: "x'; drop table patient; --" }, 'name_invalid'],
    ['script', { name: '<script>alert(1)</script>' }, 'name_invalid'],
    ['blanks only', { name: '   ' }, 'name_invalid'],
    ['a wrong check digit', { id_number: '110105194912310021' }, 'id_number_invalid'],
    ['a birth date that does not fit', { birth_date: '1980-01-01' }, 'id_number_mismatch'],
    ['a field we do not know', { is_admin: true }, 'input_invalid'],
    ['a landline', { phone: '01012345678' }, 'input_invalid'],
    ['a day that is none', { birth_date: '2020-02-31' }, 'input_invalid'],
    ['too long a name', { name: '张'.repeat(51) }, 'input_invalid'],
  ])('%s is refused and nothing is kept', async (_what, more, code) => {
    const token = await newAccount();
    const answer = await add(token, someone(more));
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.code).toBe(code);
    expect(await listOf(token)).toEqual([]);
  });

  test('a child needs a guardian', async () => {
    const token = await newAccount();
    const child = someone({ relation: 'child' }, '20200101');
    expect((await add(token, child)).body.code).toBe('guardian_required');
    const guarded = { ...child, guardian_name: '示例母亲', guardian_phone: '19900000077' };
    expect((await add(token, guarded)).body).toMatchObject({ guardian_name_masked: '示**亲', age_years: 6 });
  });

  test('one “self” only', async () => {
    const token = await newAccount();
    const answers = await Promise.all([1, 2].map(() => add(token, someone({ relation: 'self' }))));
    expect(codes(answers).sort()).toEqual(['self_already_set', undefined]);
  });

  test('the same patient twice', async () => {
    const token = await newAccount();
    const person = someone();
    const answers = await Promise.all([1, 2].map(() => add(token, person)));
    expect(codes(answers).sort()).toEqual(['patient_already_added', undefined]);
    expect(await listOf(token)).toHaveLength(1);
  });

  test('a repeated request is one patient, and the same key with other content is refused', async () => {
    const token = await newAccount();
    const person = someone();
    const key = newId();
    const [one, two] = await Promise.all([1, 2].map(() => add(token, person, key)));
    expect(one?.body).toEqual(two?.body);
    expect((await add(token, someone(), key)).body.code).toBe('idempotency_key_reused');
    expect(await listOf(token)).toHaveLength(1);
  });

  test('the sixth, asked for twice at the same moment, is never kept', async () => {
    const token = await newAccount();
    for (let kept = 0; kept < 4; kept += 1) expect((await add(token, someone())).status).toBe(201);
    const answers = await Promise.all([1, 2, 3].map(() => add(token, someone())));
    expect(codes(answers).sort()).toEqual(['patient_limit_reached', 'patient_limit_reached', undefined]);
    expect(await listOf(token)).toHaveLength(5);
  });

  test('the schema itself keeps to five, whatever the code does', async () => {
    const token = await newAccount();
    for (let kept = 0; kept < 5; kept += 1) await add(token, someone());
    const { id } = (await clinic.ask(token, 'GET', '/api/me')).body;
    const other = (await add(await newAccount(), someone())).body.id;
    for (const place of [5, 6])
      await expect(
        sql`insert into account_patient values (${id}, ${other}, ${place}, 'other', false, now())`.execute(
          clinic.db.kysely,
        ),
      ).rejects.toThrow(/account_patient_(place|limit)/);
  });

  test('a removed patient makes room again, and the next becomes the default', async () => {
    const token = await newAccount();
    const first = (await add(token, someone())).body;
    const second = (await add(token, someone())).body;
    expect((await clinic.ask(token, 'DELETE', `/api/patients/${first.id}`)).body).toEqual({ done: true });
    expect(await listOf(token)).toMatchObject([{ id: second.id, is_default: true }]);
    expect((await clinic.ask(token, 'DELETE', `/api/patients/${first.id}`)).body.code).toBe('not_found');
  });

  test('a patient with an open booking stays', async () => {
    const token = await newAccount();
    const patient = (await add(token, someone())).body;
    clinic.links.openBookings.add(patient.id);
    const answer = await clinic.ask(token, 'DELETE', `/api/patients/${patient.id}`);
    expect(answer).toMatchObject({ status: 409, body: { code: 'patient_has_bookings' } });
    expect(await listOf(token)).toHaveLength(1);
  });

  test('phone, payer class, campus number and the default can change; another account’s patient is not found', async () => {
    const token = await newAccount();
    const one = (await add(token, someone())).body;
    const two = (await add(token, someone())).body;
    const path = `/api/patients/${two.id}`;
    const change = { phone: '19900000066', payer_class: 'staff', campus_number: 'T1008600', is_default: true };
    expect((await clinic.ask(token, 'PUT', path, change)).body).toMatchObject({
      phone_masked: '199****0066',
      payer_class: 'staff',
      campus_number_masked: 'T1****00',
      is_default: true,
    });
    expect(await listOf(token)).toMatchObject([{ id: two.id }, { id: one.id, is_default: false }]);
    expect((await clinic.ask(token, 'PUT', path, { campus_number: '' })).body.campus_number_masked).toBeNull();
    expect((await clinic.ask(token, 'PUT', path, { name: '别人' })).body.code).toBe('input_invalid');
    const stranger = await newAccount();
    expect((await clinic.ask(stranger, 'PUT', path, { phone: '19900000065' })).body.code).toBe('not_found');
    expect((await clinic.ask(stranger, 'DELETE', path)).body.code).toBe('not_found');
    expect((await clinic.ask(null, 'GET', '/api/patients')).body.code).toBe('sign_in_required');
  });
});

describe('one person, two accounts', () => {
  test('the same document and name is the same patient, also at the same moment', async () => {
    const [mother, father] = [await newAccount(), await newAccount()];
    const person = someone({ name: '示例·子' });
    const [one, two] = await Promise.all([add(mother, person), add(father, { ...person, name: '示例子' })]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.body.id).toBe(two.body.id);
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from patient where id = ${one.body.id}
    `.execute(clinic.db.kysely);
    expect(rows[0]?.n).toBe(1);
    const keepers = await clinic.people.accountsOf(clinic.db.kysely, [one.body.id]);
    expect(keepers.get(one.body.id)).toHaveLength(2);
  });

  test('the same document under another name goes to the desk, and tells nothing of whom it belongs to', async () => {
    const person = someone({ name: '示例真名' });
    await add(await newAccount(), person);
    const token = await newAccount();
    const answer = await add(token, { ...person, name: '示例假名' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'patient_identity_conflict' } });
    expect(JSON.stringify(answer.body)).not.toContain('真名');
    expect(await listOf(token)).toEqual([]);
  });

  test('binding a known person changes nothing of theirs', async () => {
    const person = someone();
    await add(await newAccount(), person);
    const bound = await add(await newAccount(), { ...person, phone: '19900000001' });
    expect(bound.body.phone_masked).toBe('199****0088');
  });
});

describe('at the desk', () => {
  const search = (token: string, q: string) =>
    clinic.ask(token, 'GET', `/api/desk/patients?q=${encodeURIComponent(q)}`);

  test('found by phone, document number, campus number or full name; masked', async () => {
    const clerk = await clinic.staff('desk1', { role: 'clerk', department_id: null });
    const account = await clinic.phone('19955500001');
    const person = someone({ name: '示例难寻', phone: '19955500002', campus_number: 'S7700001' });
    const { id } = (await add(account, person)).body;
    for (const q of ['19955500001', '19955500002', person.id_number as string, ' s7700001', '示例难寻', ' 示例 难寻']) {
      const found = await search(clerk, q);
      expect(found.body.items).toMatchObject([{ id, name: '示**寻', relation: null, phone_masked: '199****0002' }]);
      expect(JSON.stringify(found.body)).not.toContain(person.id_number);
      expect(JSON.stringify(found.body)).not.toContain('19955500002');
    }
    for (const q of ['示例难', '1995550', '%', "' or 1=1 --"]) expect((await search(clerk, q)).body.items).toEqual([]);
  });

  test('at most twenty of the same name', async () => {
    const clerk = await clinic.staff('desk2', { role: 'clerk', department_id: null });
    for (let kept = 0; kept < 21; kept += 1)
      await clinic.ask(clerk, 'POST', '/api/desk/patients', { ...someone({ name: '示例重名' }), relation: undefined });
    expect((await search(clerk, '示例重名')).body.items).toHaveLength(20);
  });

  test('registering a known person gives the same patient, with the phone given now', async () => {
    const clerk = await clinic.staff('desk3', { role: 'clerk', department_id: null });
    const { relation: _relation, ...person } = someone({ campus_number: 'S9900001' });
    const first = await clinic.ask(clerk, 'POST', '/api/desk/patients', person);
    const later = { ...person, phone: '19900000055', campus_number: undefined };
    const again = await clinic.ask(clerk, 'POST', '/api/desk/patients', later);
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id, phone_masked: '199****0055' } });
    expect(again.body.campus_number_masked).toBe('S9****01');
    const conflict = await clinic.ask(clerk, 'POST', '/api/desk/patients', { ...person, name: '示例别人' });
    expect(conflict.body.code).toBe('patient_identity_conflict');
  });

  test('unmasking tells all and is kept with its reason; without one it is refused', async () => {
    const clerk = await clinic.staff('desk4', { role: 'clerk', department_id: null });
    const person = someone({ campus_number: 'S6600001' });
    const { id } = (await add(await newAccount(), person)).body;
    const unmask = (reason: string) => clinic.ask(clerk, 'POST', `/api/desk/patients/${id}/unmask`, { reason });
    expect((await unmask('   ')).body.code).toBe('input_invalid');
    expect((await unmask('核对身份证原件')).body).toEqual({
      name: '示例甲',
      id_number: person.id_number,
      phone: person.phone,
      campus_number: 'S6600001',
      guardian_name: null,
      guardian_phone: null,
    });
    const trail = await listAudit(clinic.db.kysely, { limit: 5, patient_id: id });
    expect(trail).toMatchObject([{ action: 'patient.unmask', reason: '核对身份证原件', patient_id: id }]);
    expect(await verifyAudit(clinic.db.kysely)).toMatchObject({ whole: true });
  });

  test('staff of one department unmask only who has a booking there', async () => {
    const { id } = (await add(await newAccount(), someone())).body;
    const department_id = newId();
    await sql`
      insert into department (id, name, name_en, intro, pinyin, keywords, location)
      values (${department_id}, '测试科', 'Test', '', '', '{}', '')
    `.execute(clinic.db.kysely);
    const doctor = await clinic.staff('desk5', { role: 'doctor', department_id });
    const unmask = () => clinic.ask(doctor, 'POST', `/api/desk/patients/${id}/unmask`, { reason: '接诊核对' });
    expect((await unmask()).body.code).toBe('not_found');
    clinic.links.seenIn.set(id, department_id);
    expect((await unmask()).status).toBe(200);
  });

  test('a patient may do none of it', async () => {
    const token = await newAccount();
    expect((await search(token, '示例甲')).body.code).toBe('not_allowed');
    expect((await clinic.ask(token, 'POST', `/api/desk/patients/${newId()}/unmask`, { reason: '看看' })).status).toBe(
      403,
    );
  });
});

describe('what is kept', () => {
  test('no row and no fact holds a name, a document, a phone or a campus number in the open', async () => {
    const person = someone({ name: '示例密存', phone: '19944400001', campus_number: 'S4440001' });
    await add(await newAccount(), person);
    const { rows } = await sql<{ row: string }>`
      select row_to_json(p)::text as row from patient p union all select row_to_json(f)::text from fact f
      union all select row_to_json(i)::text from idempotency i
    `.execute(clinic.db.kysely);
    const whole = rows.map((one) => one.row).join('\n');
    for (const secret of ['示例密存', '19944400001', 'S4440001', person.id_number as string])
      for (const form of [secret, Buffer.from(secret).toString('hex')]) expect(whole).not.toContain(form);
  });

  test('cards say what later modules may know, and forget at once what changed', async () => {
    const token = await newAccount();
    const { id } = (await add(token, someone({ name: '示例卡' }))).body;
    const card = async () => (await inTransaction(clinic.db, (tx) => clinic.people.cards(tx, [id, newId()]))).get(id);
    expect(await card()).toMatchObject({ id, name: '示例卡', name_masked: '示*卡', payer_class: 'student' });
    await clinic.ask(token, 'PUT', `/api/patients/${id}`, { payer_class: 'retiree' });
    expect(await card()).toMatchObject({ payer_class: 'retiree' });
    await clinic.ask(token, 'DELETE', `/api/patients/${id}`);
    expect(await card()).toMatchObject({ account_ids: [] });
  });

  test('facts are told of patients', async () => {
    const facts = await listFacts(clinic.db.kysely, { limit: 5000 });
    const added = facts.find((fact) => fact.kind === 'patient.added');
    expect(added?.data).toEqual({
      id_kind: 'resident_id',
      sex: expect.any(String),
      birth_year: 1990,
      payer_class: 'student',
    });
    expect(strangeFacts(facts, peopleFacts)).toEqual([]);
    const kinds = new Set(facts.map((fact) => fact.kind));
    for (const kind of ['patient.bound', 'patient.unbound', 'patient.changed']) expect(kinds).toContain(kind);
  });
});
