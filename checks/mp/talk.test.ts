// @vitest-environment jsdom
/** Telling before the visit, in the mini program: asked, answered, stopped, led on. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { booking, hospitalAnswers, signedIn } from './hospital.ts';
import { ensureOutput } from './output.ts';
import { Phone, tap, writeWords } from './phone.ts';
import { consentAnswers, crisis, question, ready, stopped, talk, talkAnswers } from './talk.ts';

let phone: Phone;
beforeAll(() => void ensureOutput(), 300_000);
afterEach(() => {
  phone.turnOff();
  expect(phone.errors).toEqual([]);
});

const asSomebody = { 'menzhen.session': signedIn };
const phoneWith = (...states: Parameters<typeof talkAnswers>) =>
  new Phone({ ...hospitalAnswers(), ...talkAnswers(...states) }, asSomebody);
const sent = (act: string) => phone.asked.filter(({ path }) => path === `/api/preconsult/talks/talk/${act}`);

test('a talk begins for a patient of the account; the model stays off unless it is turned on', async () => {
  phone = phoneWith();
  const page = await phone.open('preconsult/start-page');
  expect(page.textContent).toContain('不下诊断，不开药');
  expect(page.textContent).toContain('“昨晚起嗓子疼”');
  await tap(page, 'begin');
  const begun = phone.asked.find(({ method, path }) => method === 'POST' && path === '/api/preconsult/talks');
  expect(begun?.body).toEqual({ patient_id: 'patient', teller: 'self' });
  expect(sent('consent')).toEqual([]);
  expect(phone.opened.at(-1)).toBe('redirectTo /preconsult/talk-page?id=talk');
});

test('own words show what was understood; a large button answers and leads on to the result', async () => {
  phone = phoneWith();
  const page = await phone.open('preconsult/talk-page', { id: 'talk' });
  expect(page.textContent).toContain('第 2 / 最多 12 问');
  expect(page.textContent).toContain('“嗓子疼” → 咽痛');
  expect(page.textContent).toContain('“没发烧” → 没有发热');
  await tap(page, 'choice', 1);
  expect(sent('answers').map(({ body }) => body)).toEqual([{ question_id: 'swallow', choices: ['some'], version: 3 }]);
  expect(phone.opened.at(-1)).toBe('redirectTo /preconsult/result-page?id=talk');
});

test('some of many: none of these takes the others away', async () => {
  const choices = ['cough', 'fever', 'none'].map((id) => ({ id, text: id, alone: id === 'none' }));
  phone = phoneWith(talk({ question: question({ kind: 'many', choices }) }));
  const page = await phone.open('preconsult/talk-page', { id: 'talk' });
  for (const at of [0, 1, 2, 1]) await tap(page, 'option', at);
  await tap(page, 'many-done');
  expect(sent('answers')[0]?.body).toMatchObject({ choices: ['fever'] });
});

test('what could not be sent is still there, also after the page was closed, and is sent once', async () => {
  const answers = { ...hospitalAnswers(), ...talkAnswers(talk({ question: null }), talk({ version: 4 })) };
  let lost = true;
  const messages = 'POST /api/preconsult/talks/talk/messages';
  const said = answers[messages];
  answers[messages] = () => {
    if (lost) throw new Error('no network');
    return said;
  };
  phone = new Phone(answers, asSomebody);
  const page = await phone.open('preconsult/talk-page', { id: 'talk' });
  await writeWords(page, '喝水都疼');
  await tap(page, 'send');
  await new Promise((resolve) => setTimeout(resolve, 1600));
  expect(page.textContent).toContain('这句话还没有送到');
  expect(page.textContent).toContain('拨打 120');
  lost = false;
  const again = await phone.open('preconsult/talk-page', { id: 'talk' });
  await tap(again, 'send');
  expect(sent('messages').at(-1)?.body).toEqual({ text: '喝水都疼', version: 3 });
  expect([...phone.storage.keys()].filter((key) => key.includes('unsent'))).toEqual([]);
});

test('an emergency has one thing to do: it rings 120; then the way there and who was told', async () => {
  phone = phoneWith(stopped());
  await phone.open('preconsult/talk-page', { id: 'talk' });
  expect(phone.opened.at(-1)).toBe('redirectTo /preconsult/emergency-page?id=talk');
  const page = await phone.open('preconsult/emergency-page', { id: 'talk' });
  await tap(page, 'call-first');
  expect(phone.called).toEqual(['120']);
  expect(page.textContent).toContain('还没有人接手');
  expect(page.textContent).not.toContain('预约');
  await tap(page, 'emergency-way');
  expect(phone.opened.at(-1)).toBe('navigateTo /navigation/map-page?place=room&kind=room');
});

test('who does not want to live meets warm words and the line that listens first', async () => {
  phone = phoneWith(stopped(crisis));
  const page = await phone.open('preconsult/emergency-page', { id: 'talk' });
  expect(page.textContent).toContain('您不必一个人扛着');
  await tap(page, 'call-first');
  expect(phone.called).toEqual(['12356']);
});

test('the result leads to a time in one tap, and the talk goes with the booking', async () => {
  phone = phoneWith(ready());
  const page = await phone.open('preconsult/result-page', { id: 'talk' });
  expect(page.textContent).toContain('耳鼻咽喉科');
  await tap(page, 'place');
  expect(phone.opened.at(-1)).toBe('navigateTo /scheduling/slots-page?session=session');
  const confirm = await phone.open('booking/confirm-page', { session: 'session', slot: 'slot-available' });
  await tap(confirm, 'hold');
  expect(sent('booking').map(({ body }) => body)).toEqual([{ booking_id: 'booking' }]);
});

test('every sentence of the summary leads to the person’s own words; what was not told says so', async () => {
  phone = phoneWith(ready(), ready({ state: 'confirmed', version: 4 }));
  const page = await phone.open('preconsult/summary-page', { id: 'talk' });
  expect(page.textContent).toContain('AI 生成，待医生确认');
  expect(page.textContent).toContain('未提供');
  await tap(page, 'sentence', 2);
  expect(page.textContent).toContain('您的原话');
  await tap(page, 'confirm-summary');
  expect(sent('confirm').map(({ body }) => body)).toEqual([{ version: 3 }]);
  expect(page.textContent).toContain('预约之后，接诊医生就能看到');
});

test('for a booking it is about the booking’s patient; what the doctor is told stands on the booking', async () => {
  phone = new Phone({ ...hospitalAnswers([booking()]), ...talkAnswers(ready({ booking_id: 'booking' })) }, asSomebody);
  const page = await phone.open('booking/booking-page', { id: 'booking' });
  expect(page.textContent).toContain('给医生的小结已备好');
  await tap(page, 'booking-talk');
  expect(phone.opened.at(-1)).toBe('navigateTo /preconsult/summary-page?id=talk');
  await tap(await phone.open('preconsult/start-page', { booking: 'booking' }), 'begin');
  const begun = phone.asked.find(({ method, path }) => method === 'POST' && path === '/api/preconsult/talks');
  expect(begun?.body).toEqual({ patient_id: 'patient', teller: 'self', booking_id: 'booking' });
});

test('what was agreed to for a model can be read again and taken back', async () => {
  phone = new Phone({ ...hospitalAnswers(), ...talkAnswers(ready()), ...consentAnswers() }, asSomebody);
  const page = await phone.open('preconsult/talks-page');
  expect(page.textContent).toContain('昨晚起嗓子疼');
  await tap(page, 'consent-withdraw');
  await tap(page, 'consent-withdraw-yes');
  expect(phone.asked.map(({ method, path }) => `${method} ${path}`)).toContain(
    'POST /api/preconsult/consents/patient/withdraw',
  );
});
