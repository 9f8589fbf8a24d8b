import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAudit, listFacts, newId, sql, verifyAudit } from '../../kernel/index.ts';
import { peopleFacts } from './index.ts';
import { openClinic, PASSWORD, strangeFacts } from './testing/clinic.ts';

let clinic: Awaited<ReturnType<typeof openClinic>>;
beforeAll(async () => {
  clinic = await openClinic({
    wechatLogin: {
      async exchange(code) {
        if (code === 'good') return { openid: 'openid-of-somebody' };
        throw Object.assign(new Error(code), { code });
      },
    },
  });
});
afterAll(() => clinic.close());

const codeFor = async (phone: string) => (await clinic.ask(null, 'POST', '/api/sms-codes', { phone })).body.demo_code;
const enter = (phone: string, code: string) => clinic.ask(null, 'POST', '/api/sign-in/phone', { phone, code });
const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('by phone', () => {
  test('a code opens the account the first time and finds it the next', async () => {
    const first = await enter('19900000011', await codeFor('19900000011'));
    expect(first.status).toBe(200);
    expect(first.body.me).toMatchObject({ kind: 'patient', name: null, phone_masked: '199****0011', roles: [] });
    clinic.wait({ seconds: 60 });
    const again = await enter('19900000011', await codeFor('19900000011'));
    expect(again.body.me.id).toBe(first.body.me.id);
    const me = await clinic.ask(again.body.token, 'GET', '/api/me');
    expect(me.body).toEqual(again.body.me);
  });

  test('a code works once', async () => {
    const code = await codeFor('19900000012');
    expect((await enter('19900000012', code)).status).toBe(200);
    expect((await enter('19900000012', code)).body.code).toBe('sms_code_expired');
  });

  test('a code expires after five minutes', async () => {
    const code = await codeFor('19900000013');
    clinic.wait({ minutes: 5 });
    expect((await enter('19900000013', code)).body.code).toBe('sms_code_expired');
  });

  test('five wrong tries, told how many are left, and then not even the right one', async () => {
    const code = await codeFor('19900000014');
    for (const left of [4, 3, 2, 1, 0]) {
      const wrong = await enter('19900000014', otherThan(code));
      expect(wrong).toMatchObject({ status: 422, body: { code: 'sms_code_wrong', params: { left } } });
    }
    expect((await enter('19900000014', code)).body.code).toBe('sms_code_expired');
  });

  test('twenty guesses at once are still five', async () => {
    const code = await codeFor('19900000015');
    const guesses = Array.from({ length: 20 }, () => enter('19900000015', otherThan(code)));
    const codes = (await Promise.all(guesses)).map((answer) => answer.body.code);
    expect(codes.filter((one) => one === 'sms_code_wrong')).toHaveLength(5);
    expect(codes.filter((one) => one === 'sms_code_expired')).toHaveLength(15);
  });

  test('a minute between two codes, also when both are asked for at once', async () => {
    const asks = [1, 2].map(() => clinic.ask(null, 'POST', '/api/sms-codes', { phone: '19900000016' }));
    expect((await Promise.all(asks)).map((answer) => answer.status).sort()).toEqual([200, 429]);
    clinic.wait({ seconds: 20 });
    const soon = await clinic.ask(null, 'POST', '/api/sms-codes', { phone: '19900000016' });
    expect(soon.body).toMatchObject({ code: 'sms_too_soon', params: { seconds: 40 } });
  });

  test('ten codes a day, and ten more the next', async () => {
    for (let sent = 0; sent < 10; sent += 1) {
      expect(await codeFor('19900000017')).toMatch(/^\d{6}$/);
      clinic.wait({ seconds: 60 });
    }
    const more = await clinic.ask(null, 'POST', '/api/sms-codes', { phone: '19900000017' });
    expect(more.body.code).toBe('sms_too_many');
    clinic.wait({ hours: 24 });
    expect(await codeFor('19900000017')).toMatch(/^\d{6}$/);
  });

  test('a provider that fails is a clear problem, and the next code need not wait', async () => {
    let isDown = true;
    const other = await openClinic({
      sms: {
        async send() {
          if (isDown) throw new Error('no route to provider');
          return {};
        },
      },
    });
    const failed = await other.ask(null, 'POST', '/api/sms-codes', { phone: '19900000018' });
    expect(failed).toMatchObject({ status: 503, body: { code: 'sms_unavailable' } });
    isDown = false;
    const sent = await other.ask(null, 'POST', '/api/sms-codes', { phone: '19900000018' });
    expect(sent).toEqual({ status: 200, body: { resend_after_seconds: 60, valid_seconds: 300 } });
    await other.close();
  });

  test('neither phone nor code is written anywhere in the open', async () => {
    const { rows } = await sql<{ row: string }>`
      select row_to_json(a)::text as row from account a union all select row_to_json(c)::text from sms_code c
      union all select row_to_json(f)::text from fact f
    `.execute(clinic.db.kysely);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter((one) => one.row.includes('1990000'))).toEqual([]);
  });
});

describe('by WeChat', () => {
  const enterWechat = (code: string) => clinic.ask(null, 'POST', '/api/sign-in/wechat', { code });

  test('the same openid is the same account', async () => {
    const [one, two] = await Promise.all([enterWechat('good'), enterWechat('good')]);
    expect(one.body.me).toMatchObject({ kind: 'patient', phone_masked: null });
    expect(one.body.me.id).toBe(two.body.me.id);
    const account_id = one.body.me.id;
    expect(await clinic.people.openidOf(clinic.db.kysely, account_id)).toBe('openid-of-somebody');
  });
  test.each([
    ['bad_code', 422, 'wechat_code_refused'],
    ['blocked', 422, 'wechat_code_refused'],
    ['too_often', 429, 'too_many_requests'],
    ['unavailable', 503, 'wechat_unavailable'],
  ])('%s -> %i %s', async (why, status, code) => {
    expect(await enterWechat(why)).toMatchObject({ status, body: { code } });
  });
});

describe('staff', () => {
  const enterStaff = (login: string, password: string, totp?: string) =>
    clinic.ask(null, 'POST', '/api/sign-in/staff', { login, password, ...(totp ? { totp } : {}) });

  test('login and password open a session that says the roles', async () => {
    await clinic.staff('clerk1', { role: 'clerk', department_id: null });
    const opened = await enterStaff('Clerk1 ', PASSWORD);
    expect(opened.body.me).toMatchObject({ kind: 'staff', name: '示例员工', roles: [{ role: 'clerk' }] });
    const out = await clinic.ask(opened.body.token, 'POST', '/api/sign-out');
    expect(out.body).toEqual({ done: true });
    const after = await clinic.ask(opened.body.token, 'GET', '/api/me');
    expect(after.body.code).toBe('session_expired');
  });

  test('an unknown login answers as a wrong password does, and locks as one does', async () => {
    for (let tries = 0; tries < 5; tries += 1)
      expect(await enterStaff('nobody1', 'wrong wrong wrong')).toMatchObject({ body: { code: 'credentials_wrong' } });
    expect((await enterStaff('nobody1', 'wrong wrong wrong')).body.code).toBe('login_locked');
    const { rows } = await sql<{ login: string }>`select login from sign_in_attempt`.execute(clinic.db.kysely);
    expect(rows.map((row) => row.login).filter((login) => login.includes('nobody'))).toEqual([]);
  });

  test('five wrong tries lock for 15 minutes, the right password too; the lock is in the audit trail', async () => {
    await clinic.staff('clerk2', { role: 'clerk', department_id: null });
    for (let tries = 0; tries < 5; tries += 1)
      expect((await enterStaff('clerk2', 'wrong wrong wrong')).body.code).toBe('credentials_wrong');
    const locked = await enterStaff('clerk2', PASSWORD);
    expect(locked).toMatchObject({ status: 423, body: { code: 'login_locked' } });
    const [newest] = await listAudit(clinic.db.kysely, { limit: 1 });
    expect(newest).toMatchObject({ action: 'sign_in.locked' });
    clinic.wait({ minutes: 15 });
    expect((await enterStaff('clerk2', PASSWORD)).status).toBe(200);
    expect((await enterStaff('clerk2', 'wrong wrong wrong')).body.code).toBe('credentials_wrong');
  });

  test('thirty guesses at once are still five', async () => {
    await clinic.staff('clerk3', { role: 'clerk', department_id: null });
    const guesses = Array.from({ length: 30 }, () => enterStaff('clerk3', 'wrong wrong wrong'));
    const codes = (await Promise.all(guesses)).map((answer) => answer.body.code);
    expect(codes.filter((code) => code === 'credentials_wrong')).toHaveLength(5);
  });

  test('a good sign-in forgets the wrong ones before it', async () => {
    await clinic.staff('clerk4', { role: 'clerk', department_id: null });
    for (let tries = 0; tries < 12; tries += 1) {
      const password = tries % 4 === 3 ? PASSWORD : 'wrong wrong wrong';
      expect((await enterStaff('clerk4', password)).status).toBe(tries % 4 === 3 ? 200 : 401);
    }
  });

  test('TOTP: enrolled by a code, asked for from then on, and each code is taken once', async () => {
    const token = await clinic.staff('doctor1', { role: 'doctor', department_id: null });
    const begun = await clinic.ask(token, 'POST', '/api/me/totp');
    const secret = begun.body.secret;
    expect(begun.body.otpauth_uri).toContain('otpauth://totp/');
    const codeNow = () => generateSync({ secret, epoch: Math.floor(clinic.clock.now().epochMilliseconds / 1000) });
    const confirm = (totp: string) => clinic.ask(token, 'POST', '/api/me/totp/confirm', { totp });
    expect((await confirm(otherThan(codeNow()))).body.code).toBe('totp_wrong');
    expect((await confirm(codeNow())).body).toEqual({ done: true });

    expect((await enterStaff('doctor1', PASSWORD)).body.code).toBe('totp_required');
    expect((await enterStaff('doctor1', PASSWORD, codeNow())).body.code).toBe('totp_wrong');
    clinic.wait({ seconds: 30 });
    const twice = await Promise.all([1, 2].map(() => enterStaff('doctor1', PASSWORD, codeNow())));
    expect(twice.map((answer) => answer.status).sort()).toEqual([200, 401]);
    clinic.wait({ seconds: 90 });
    const past = codeNow();
    clinic.wait({ minutes: 2 });
    expect((await enterStaff('doctor1', PASSWORD, past)).body.code).toBe('totp_wrong');
  });

  test('wrong TOTP codes lock as wrong passwords do, and asking for the code in between does not help', async () => {
    const token = await clinic.staff('doctor2', { role: 'doctor', department_id: null });
    const begun = await clinic.ask(token, 'POST', '/api/me/totp');
    const secret = begun.body.secret;
    const codeNow = () => generateSync({ secret, epoch: Math.floor(clinic.clock.now().epochMilliseconds / 1000) });
    await clinic.ask(token, 'POST', '/api/me/totp/confirm', { totp: codeNow() });
    clinic.wait({ minutes: 5 });
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await enterStaff('doctor2', PASSWORD)).body.code).toBe('totp_required');
      expect((await enterStaff('doctor2', PASSWORD, otherThan(codeNow()))).body.code).toBe('totp_wrong');
    }
    expect((await enterStaff('doctor2', PASSWORD, codeNow())).body.code).toBe('login_locked');
  });

  test('a new password ends the other sessions and not this one', async () => {
    const token = await clinic.staff('nurse1', { role: 'nurse', department_id: null });
    const other = (await enterStaff('nurse1', PASSWORD)).body.token;
    const change = (current: string, next: string) => clinic.ask(token, 'POST', '/api/me/password', { current, next });
    expect((await change('not my password', 'a longer better one 7')).body.code).toBe('credentials_wrong');
    expect((await change(PASSWORD, 'password2026')).body.code).toBe('password_weak');
    expect((await change(PASSWORD, 'a longer better one 7')).body).toEqual({ done: true });
    expect((await clinic.ask(token, 'GET', '/api/me')).status).toBe(200);
    expect((await clinic.ask(other, 'GET', '/api/me')).body.code).toBe('session_expired');
    expect((await enterStaff('nurse1', 'a longer better one 7')).status).toBe(200);
  });
});

describe('boards and administration', () => {
  test('a board signs in by its key only', async () => {
    const right = await clinic.ask(null, 'POST', '/api/sign-in/board', { key: 'right' });
    expect(right.body.me).toMatchObject({ kind: 'board', name: '一楼大厅' });
    const wrong = await clinic.ask(null, 'POST', '/api/sign-in/board', { key: 'wrong' });
    expect(wrong.body.code).toBe('credentials_wrong');
  });

  test('an administrator adds and changes staff; roles are audited; a disabled one is out at once', async () => {
    const admin = await clinic.staff('admin1', { role: 'administrator', department_id: null });
    const body = {
      login: 'new.one',
      name: '示例新人',
      password: PASSWORD,
      roles: [{ role: 'clerk', department_id: null }],
    };
    const key = 'same-key-twice';
    const added = await clinic.ask(admin, 'POST', '/api/admin/staff', body, key);
    expect(added).toMatchObject({ status: 201, body: { login: 'new.one', state: 'active', totp_enabled: false } });
    expect((await clinic.ask(admin, 'POST', '/api/admin/staff', body, key)).body).toEqual(added.body);
    expect((await clinic.ask(admin, 'POST', '/api/admin/staff', body)).body.code).toBe('login_taken');
    const weak = { ...body, login: 'new.two', password: 'password123' };
    expect((await clinic.ask(admin, 'POST', '/api/admin/staff', weak)).body.code).toBe('password_weak');
    const nowhere = { ...body, login: 'new.two', roles: [{ role: 'nurse', department_id: newId() }] };
    expect((await clinic.ask(admin, 'POST', '/api/admin/staff', nowhere)).body.code).toBe('not_found');

    const theirs = (await enterAs('new.one')).body.token;
    const path = `/api/admin/staff/${added.body.id}`;
    const changed = await clinic.ask(admin, 'PATCH', path, { version: 1, state: 'disabled' });
    expect(changed.body).toMatchObject({ state: 'disabled', version: 2 });
    expect((await clinic.ask(theirs, 'GET', '/api/me')).body.code).toBe('session_expired');
    expect((await enterAs('new.one')).body.code).toBe('credentials_wrong');
    expect((await clinic.ask(admin, 'PATCH', path, { version: 1, name: '又' })).body.code).toBe('version_conflict');

    const trail = await clinic.ask(admin, 'GET', '/api/admin/audit?limit=2');
    expect(trail.body.items).toMatchObject([
      { action: 'staff.roles', actor_name: '示例员工', reason: 'new.one disabled: clerk' },
      { action: 'staff.roles', actor_name: '示例员工', reason: 'new.one active: clerk' },
    ]);
    expect(trail.body.next_cursor).toBeTypeOf('string');
    const older = await clinic.ask(admin, 'GET', `/api/admin/audit?limit=2&cursor=${trail.body.next_cursor}`);
    expect(older.body.items.length).toBe(2);
    expect(await verifyAudit(clinic.db.kysely)).toMatchObject({ whole: true });
  });

  test('the last administrator cannot be taken away', async () => {
    const admin = await clinic.staff('admin2', { role: 'administrator', department_id: null });
    const list = await clinic.ask(admin, 'GET', '/api/admin/staff');
    const admins = (list.body.items as unknown as { id: string; login: string; version: number }[]).filter((one) =>
      one.login.startsWith('admin'),
    );
    const disable = (one: { id: string; version: number }) =>
      clinic.ask(admin, 'PATCH', `/api/admin/staff/${one.id}`, { version: one.version, state: 'disabled' });
    const answers = await Promise.all(admins.map(disable));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400]);
  });

  test('the record of facts knows who was added, and no name', async () => {
    const facts = await listFacts(clinic.db.kysely, { limit: 500 });
    expect(new Set(facts.map((fact) => fact.kind))).toEqual(
      new Set(['account.opened', 'staff.added', 'staff.changed']),
    );
    expect(JSON.stringify(facts)).not.toContain('示例');
    expect(strangeFacts(facts, peopleFacts)).toEqual([]);
  });

  const enterAs = (login: string) => clinic.ask(null, 'POST', '/api/sign-in/staff', { login, password: PASSWORD });
});
