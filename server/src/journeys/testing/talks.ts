/** For tests of the talk before the visit: the patient's own calls, over HTTP. */
import type { Contract, RouteName } from '@menzhen/contract';
import { contract } from '@menzhen/contract';
import { expect } from 'vitest';
import { inTransaction, newId } from '../../kernel/index.ts';
import { type Answer, type Clinic, openClinic } from './clinic.ts';

interface TalkAsk {
  params?: Record<string, string>;
  body?: object;
  query?: Record<string, string>;
  key?: string;
}
type Phone = Awaited<ReturnType<Clinic['phone']>>;

/** A clinic of its own, whose one department sees the diseases of chest and belly. */
export async function openTalks() {
  const clinic = await openClinic();
  const { app, department_id } = clinic;
  const deed = { at: clinic.clock.now(), actor: 'system:test' };
  const departments = { internal: department_id, gi: department_id, resp: department_id };
  await inTransaction(app.db, (tx) => app.preconsult.openDepartments(tx, departments, deed));
  await app.preconsult.warm();
  async function ask(token: string, name: RouteName, { params = {}, body, query, key }: TalkAsk = {}): Promise<Answer> {
    const spec = contract[name] as Contract[RouteName];
    const answer = await clinic.app.http.inject({
      method: spec.method,
      url: spec.path.replace(/:(\w+)/g, (_all, part: string) => params[part] ?? ''),
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': key ?? newId() },
      ...(query ? { query } : {}),
      ...(body ? { payload: body } : {}),
    });
    return { status: answer.statusCode, body: answer.json() };
  }
  async function begin(phone: Phone, more: object = {}): Promise<Answer['body']> {
    const body = { patient_id: phone.patient_id, teller: 'self', ...more };
    const answer = await ask(phone.token, 'talkStart', { body });
    expect(answer).toMatchObject({ status: 201, body: { state: 'open', version: 1, question: null, emergency: null } });
    return answer.body;
  }
  const say = (token: string, talk: { id: string; version: number }, text: string, key?: string) =>
    ask(token, 'talkMessage', {
      params: { id: talk.id },
      body: { text, version: talk.version },
      ...(key ? { key } : {}),
    });

  /** Skips what is asked until the end. */
  async function toTheEnd(token: string, talk: Answer['body']): Promise<Answer['body']> {
    let now = talk;
    while (now.question) {
      const choice = now.question.choices.find(({ id }: { id: string }) => id === 'no' || id === 'none');
      const given = choice ? { choices: [choice.id] } : { skip: true };
      const body = { question_id: now.question.id, ...given, version: now.version };
      const answer = await ask(token, 'talkAnswer', { params: { id: now.id }, body });
      expect(answer.status).toBe(200);
      now = answer.body;
    }
    return now;
  }

  return { clinic, ask, begin, say, toTheEnd };
}
export type Talks = Awaited<ReturnType<typeof openTalks>>;
