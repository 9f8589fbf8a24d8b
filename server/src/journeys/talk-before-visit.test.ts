/** The talk before the visit, over HTTP: told, asked, stopped, proposed, joined to a booking, read and signed by the doctor. */
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFacts, newId, sql } from '../kernel/index.ts';
import { preconsultFacts, talkMoves } from '../modules/preconsult/index.ts';
import type { Clinic } from './testing/clinic.ts';
import { openTalks, type Talks } from './testing/talks.ts';

let clinic: Clinic;
let ask: Talks['ask'];
let begin: Talks['begin'];
let say: Talks['say'];
let toTheEnd: Talks['toTheEnd'];
beforeAll(async () => {
  ({ clinic, ask, begin, say, toTheEnd } = await openTalks());
}, 60_000);
afterAll(() => clinic.close());

const factsOf = async (talk_id: string): Promise<string[]> => {
  const { rows } = await sql<{
    kind: string;
  }>`select kind from fact where subject = ${`talk:${talk_id}`} order by seq`.execute(clinic.app.db.kysely);
  return rows.map(({ kind }) => kind);
};

describe('a talk', () => {
  test('is told, asked, proposed, confirmed, joined to a booking, read, corrected and signed', async () => {
    const doctor = clinic.doctors[0]!;
    const booked = await clinic.book(doctor.slot_id);
    const phone = { token: booked.token, patient_id: booked.patient_id, account_id: '' };
    const talk = await begin(phone);
    const told = await say(booked.token, talk, '咳嗽三天，有黄痰，没有发烧。');
    expect(told).toMatchObject({ status: 200, body: { state: 'open', level: 4, emergency: null } });
    expect(told.body.question.text).toBeTypeOf('string');
    expect(told.body.messages[0].spans.map(({ kind }: { kind: string }) => kind)).toContain('absent');
    const ready = await toTheEnd(booked.token, told.body);
    expect(ready).toMatchObject({ state: 'ready', question: null });
    expect(ready.proposal.departments[0]).toMatchObject({ department_id: clinic.department_id });
    expect(ready.draft.mark).toMatchObject({ text: 'AI 生成，待医生确认', generated: true });
    const chief = ready.draft.sections.find(({ key }: { key: string }) => key === 'chief_complaint');
    expect(chief.sentences[0].text).toContain('咳嗽');
    expect(chief.sentences[0].evidence[0]).toMatchObject({ message_id: ready.messages[0].id });

    const confirm = { params: { id: ready.id }, body: { version: ready.version } };
    expect(await ask(booked.token, 'talkConfirm', confirm)).toMatchObject({
      status: 200,
      body: { state: 'confirmed' },
    });
    expect(await ask(booked.token, 'talkConfirm', confirm)).toMatchObject({
      status: 409,
      body: { code: 'talk_state' },
    });
    const params = { booking_id: booked.id };
    expect(await ask(doctor.token, 'preconsultSummary', { params })).toMatchObject({ status: 404 });
    const join = { params: { id: ready.id }, body: { booking_id: booked.id } };
    expect(await ask(booked.token, 'talkBooking', join)).toMatchObject({
      status: 200,
      body: { booking_id: booked.id },
    });
    expect(await ask(booked.token, 'talkBooking', join)).toMatchObject({ status: 200 });

    expect(await ask(clinic.doctors[1]!.token, 'preconsultSummary', { params })).toMatchObject({ status: 404 });
    const read = await ask(doctor.token, 'preconsultSummary', { params });
    expect(read).toMatchObject({
      status: 200,
      body: { state: 'draft', version: 1, stopped: false, mark: { generated: true } },
    });
    const edit = { params, body: { version: 1, sections: [{ key: 'allergy', text: '青霉素过敏。' }] } };
    const edited = await ask(doctor.token, 'preconsultSummaryEdit', edit);
    expect(edited).toMatchObject({ status: 200, body: { state: 'edited', version: 2 } });
    expect(edited.body.text.find(({ key }: { key: string }) => key === 'allergy')).toMatchObject({
      text: '青霉素过敏。',
      edited: true,
    });
    expect(await ask(doctor.token, 'preconsultSummaryEdit', edit)).toMatchObject({
      status: 409,
      body: { code: 'version_conflict' },
    });
    const sign = (version: number) => ask(doctor.token, 'preconsultSummarySign', { params, body: { version } });
    expect(await sign(1)).toMatchObject({ status: 409, body: { code: 'version_conflict' } });
    expect(await sign(2)).toMatchObject({
      status: 200,
      body: { state: 'signed', version: 3, mark: null, signed_by: '张三' },
    });
    expect(await sign(3)).toMatchObject({ status: 409, body: { code: 'summary_signed' } });
    const again = { params, body: { version: 3, sections: [{ key: 'allergy', text: '青霉素、头孢过敏。' }] } };
    expect(await ask(doctor.token, 'preconsultSummaryEdit', again)).toMatchObject({
      status: 200,
      body: { state: 'edited', version: 4, versions: [{}, {}, { signed: true }, { number: 4, signed: false }] },
    });
    const response = await ask(doctor.token, 'preconsultQuestionnaire', { params });
    expect(response).toMatchObject({
      status: 200,
      body: { resourceType: 'QuestionnaireResponse', item: expect.any(Array) },
    });
    expect((await factsOf(talk.id)).filter((kind) => /proposed|confirmed|booked|corrected|signed/.test(kind))).toEqual([
      'preconsult.proposed',
      'preconsult.confirmed',
      'preconsult.booked',
      'preconsult.corrected',
      'preconsult.signed',
      'preconsult.corrected',
    ]);
    const kept = await sql<{
      all: string;
    }>`select jsonb_agg(data)::text as "all" from fact where kind like 'preconsult.%'`.execute(clinic.app.db.kysely);
    expect(kept.rows[0]!.all).not.toMatch(/咳|青霉素|痰/);
  });

  test('that meets an emergency stops, alerts the staff, and proposes no booking', async () => {
    const phone = await clinic.phone();
    const talk = await begin(phone);
    const told = await say(phone.token, talk, '我胸口压着疼，出冷汗，左胳膊也疼，半小时了');
    expect(told).toMatchObject({
      status: 200,
      body: { state: 'stopped', question: null, proposal: null, can_go_back: false },
    });
    expect(told.body.level).toBeLessThanOrEqual(2);
    expect(told.body.emergency.phones[0]).toEqual({ name: '急救电话', number: '120' });
    expect(told.body.emergency).toMatchObject({ to_confirm: false, alert: { state: 'open' } });
    const late = await say(phone.token, told.body, '我没事了');
    expect(late).toMatchObject({ status: 409, body: { code: 'talk_state' } });

    const { items, open } = (await ask(clinic.nurse, 'preconsultAlerts')).body;
    expect(open).toBeGreaterThan(0);
    const alert = items.find(({ talk_id }: { talk_id: string }) => talk_id === talk.id);
    expect(alert).toMatchObject({ kind: 'flag', state: 'open', overdue: false });
    expect(alert.patient_name).toContain('*');
    const params = { id: alert.id };
    clinic.moveTo('06:30');
    expect(await clinic.app.rounds.alerts()).toBeGreaterThan(0);
    expect(await clinic.app.rounds.alerts()).toBe(0);
    expect((await ask(clinic.nurse, 'preconsultAlert', { params })).body).toMatchObject({
      alert: { overdue: true, patient_name: expect.not.stringContaining('*') },
      messages: [{ from: 'patient' }],
    });
    expect(await ask(clinic.nurse, 'preconsultAlertAcknowledge', { params })).toMatchObject({
      status: 200,
      body: { state: 'acknowledged' },
    });
    expect(await ask(clinic.clerk, 'preconsultAlertAcknowledge', { params })).toMatchObject({
      status: 409,
      body: { code: 'alert_state' },
    });
    const close = (outcome: string, note: string) =>
      ask(clinic.nurse, 'preconsultAlertClose', { params, body: { outcome, note } });
    expect(await close('not_reached', ' ')).toMatchObject({ status: 422, body: { code: 'alert_needs_note' } });
    expect(await close('came_to_emergency', '')).toMatchObject({
      status: 200,
      body: { state: 'closed', outcome: 'came_to_emergency' },
    });
    expect(await close('guided', '')).toMatchObject({ status: 409, body: { code: 'alert_state' } });
    const shown = await ask(phone.token, 'talkShow', { params: { id: talk.id } });
    expect(shown.body).toMatchObject({ state: 'stopped', emergency: { alert: { state: 'closed' } } });
  });

  test('of thoughts of suicide shows the crisis text and line', async () => {
    const phone = await clinic.phone();
    const told = await say(phone.token, await begin(phone), '我不想活了，想从楼上跳下去');
    expect(told.body).toMatchObject({ state: 'stopped', emergency: { crisis: { phones: [{ number: '12356' }] } } });
    // said once: by the crisis text, and beside it only what it does not say
    expect(told.body.emergency.tell[0]).toMatch(/离开危险的地方/);
    expect(told.body.emergency.tell.join('')).not.toMatch(/谢谢您|12356/);
    const { items } = (await ask(clinic.nurse, 'preconsultAlerts')).body;
    expect(items.find(({ talk_id }: { talk_id: string }) => talk_id === told.body.id)).toMatchObject({ crisis: true });
  });
});

describe('twice, late, in between', () => {
  test('the same key is one message; an older version is refused; two phones do not talk at once', async () => {
    const phone = await clinic.phone();
    const talk = await begin(phone);
    const key = newId();
    const [one, two] = await Promise.all([
      say(phone.token, talk, '嗓子疼两天', key),
      say(phone.token, talk, '嗓子疼两天', key),
    ]);
    expect(one.status).toBe(200);
    expect(two.body.messages).toEqual(one.body.messages);
    expect(await say(phone.token, talk, '还有点咳嗽')).toMatchObject({
      status: 409,
      body: { code: 'version_conflict' },
    });
    const both = await Promise.all([say(phone.token, one.body, '没有发烧'), say(phone.token, one.body, '有点累')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  test('an answer to a question no longer asked, a choice that is none, an empty message', async () => {
    const phone = await clinic.phone();
    const told = (await say(phone.token, await begin(phone), '肚子疼一天')).body;
    const params = { id: told.id };
    const answer = (body: object) =>
      ask(phone.token, 'talkAnswer', { params, body: { version: told.version, ...body } });
    expect(await answer({ question_id: 'gone', skip: true })).toMatchObject({
      status: 409,
      body: { code: 'talk_question_gone' },
    });
    expect(await answer({ question_id: told.question.id, choices: ['none of yours'] })).toMatchObject({
      status: 400,
      body: { code: 'input_invalid' },
    });
    expect(await answer({ question_id: told.question.id, choices: [] })).toMatchObject({
      status: 422,
      body: { code: 'talk_nothing_said' },
    });
    expect(await say(phone.token, told, '  ')).toMatchObject({ status: 422, body: { code: 'talk_nothing_said' } });
  });

  test('what was not understood, or is of two patients, is asked and not noted as well', async () => {
    const phone = await clinic.phone();
    const unclear = await say(phone.token, await begin(phone), '呃呃呃那个');
    expect(unclear.body).toMatchObject({ question: { id: 'what' }, notes: [] });
    const both = await say(phone.token, await begin(phone), '我和我孩子都发烧了');
    expect(both.body).toMatchObject({ question: { id: 'whom' }, notes: [] });
  });

  test('back takes the last answer away, and there is no way back beyond the first words', async () => {
    const phone = await clinic.phone();
    const told = (await say(phone.token, await begin(phone), '头疼两天')).body;
    const params = { id: told.id };
    const back = (version: number) => ask(phone.token, 'talkBack', { params, body: { version } });
    expect(await back(told.version)).toMatchObject({ status: 409, body: { code: 'talk_no_way_back' } });
    const answered = await ask(phone.token, 'talkAnswer', {
      params,
      body: { question_id: told.question.id, skip: true, version: told.version },
    });
    expect(answered.body.can_go_back).toBe(true);
    const again = await back(answered.body.version);
    expect(again.body).toMatchObject({
      question: { id: told.question.id },
      messages: [{ text: '头疼两天' }],
      progress: { asked: 1 },
    });
  });

  test('a second talk ends the first; another’s talk and booking are not found', async () => {
    const [phone, stranger] = [await clinic.phone(), await clinic.phone()];
    const first = await begin(phone);
    const second = await begin(phone);
    expect(await say(phone.token, first, '咳嗽')).toMatchObject({ status: 409, body: { code: 'talk_state' } });
    expect(await say(stranger.token, second, '咳嗽')).toMatchObject({ status: 404 });
    const body = { patient_id: phone.patient_id, teller: 'self' };
    expect(await ask(stranger.token, 'talkStart', { body })).toMatchObject({ status: 404 });
    const theirs = await clinic.book(clinic.doctors[1]!.slot_id);
    expect(
      await ask(phone.token, 'talkBooking', { params: { id: second.id }, body: { booking_id: theirs.id } }),
    ).toMatchObject({ status: 404 });
    const mine = { token: theirs.token, patient_id: theirs.patient_id, account_id: '' };
    const joined = await begin(mine, { booking_id: theirs.id });
    expect(joined.booking_id).toBe(theirs.id);
    await begin(mine);
    expect((await ask(theirs.token, 'talkShow', { params: { id: joined.id } })).body.state).toBe('abandoned');
  });

  test('help is asked once, and waits for the guide desk', async () => {
    const phone = await clinic.phone();
    const talk = await begin(phone);
    const params = { id: talk.id };
    const helped = await ask(phone.token, 'talkHelp', { params });
    expect(helped.body.help).toMatchObject({ name: '导诊台', asked_at: expect.any(String), seen_at: null });
    await ask(phone.token, 'talkHelp', { params });
    const { items } = (await ask(clinic.clerk, 'preconsultAlerts')).body;
    expect(items.filter(({ talk_id }: { talk_id: string }) => talk_id === talk.id)).toMatchObject([
      { kind: 'help', level: null },
    ]);
  });
});

test('the administrator tries a sentence, reads lexicon and rules, sets departments and sees the quality', async () => {
  const { administrator } = clinic;
  const tried = await ask(administrator, 'preconsultTry', { body: { text: '没有发烧，就是咳嗽', sex: 'male' } });
  expect(tried).toMatchObject({ status: 200, body: { level: 4, flags: [] } });
  expect(tried.body.mentions).toContainEqual(expect.objectContaining({ concept: 'fever', assertion: 'absent' }));
  const found = await ask(administrator, 'preconsultConcepts', { query: { search: '咳嗽' } });
  expect(found.body.items.map(({ id }: { id: string }) => id)).toContain('cough');
  expect((await ask(administrator, 'preconsultRules')).body.items.length).toBeGreaterThan(50);
  const { version } = (await ask(administrator, 'preconsultDepartments')).body;
  const set = (body: object) => ask(administrator, 'preconsultDepartmentsSet', { body });
  const items = [{ code: 'ent', department_id: clinic.other_department_id }];
  expect(await set({ version: version + 1, items })).toMatchObject({ status: 409, body: { code: 'version_conflict' } });
  expect(await set({ version, items: [...items, ...items] })).toMatchObject({
    status: 422,
    body: { code: 'triage_code_unknown' },
  });
  expect((await set({ version, items })).body.version).toBe(version + 1);
  const quality = await ask(administrator, 'preconsultQuality');
  expect(quality).toMatchObject({
    status: 200,
    body: { corrections: { signed: 1, unchanged: 0 }, alerts: { acknowledged_late: 1 } },
  });
});

test('words that are too old are taken away, and the talk stays countable', async () => {
  const phone = await clinic.phone();
  const told = (await say(phone.token, await begin(phone), '牙疼')).body;
  const later = clinic.clock.now().add({ hours: 24 * 1100 });
  expect(await clinic.app.preconsult.keepNoLonger(later)).toBeGreaterThan(0);
  const shown = await ask(phone.token, 'talkShow', { params: { id: told.id } });
  expect(shown).toMatchObject({ status: 200, body: { messages: [], question: null, draft: null } });
});

test('every fact is of a kind that the room declares and of that shape; the table of moves is the database’s', async () => {
  const ajv = new Ajv({ strict: false });
  const facts = (await listFacts(clinic.app.db.kysely, { limit: 100_000 })).filter(({ kind }) =>
    kind.startsWith('preconsult.'),
  );
  const declared = preconsultFacts as Record<string, object>;
  const strange = facts.filter(({ kind, data }) => !declared[kind] || !ajv.validate(declared[kind], data));
  expect(strange.map(({ kind, data }) => [kind, data])).toEqual([]);
  expect(new Set(facts.map(({ kind }) => kind)).size).toBeGreaterThan(12);
  const { rows } = await sql<{
    from_state: string;
    to_state: string;
  }>`select from_state, to_state from talk_move`.execute(clinic.app.db.kysely);
  const moves = Object.entries(talkMoves).flatMap(([from, all]) => all.map((to) => `${from} ${to}`));
  expect(rows.map(({ from_state, to_state }) => `${from_state} ${to_state}`).toSorted()).toEqual(moves.toSorted());
});
