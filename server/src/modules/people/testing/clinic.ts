/** A small hospital for tests: people over HTTP on a real database, with a clock that stands still until moved. */
import type { Role } from '@menzhen/contract';
import { Ajv } from 'ajv';
import Fastify from 'fastify';
import { freshDatabase } from '../../../../../checks/kit/postgres.ts';
import { demoSms } from '../../../adapters/sms.ts';
import { guardEdge } from '../../../kernel/edge.ts';
import {
  type FactRow,
  type Handlers,
  inTransaction,
  newId,
  openDb,
  readSettings,
  registerRoutes,
  secretsOf,
  stillClock,
  wakeHere,
} from '../../../kernel/index.ts';
import { openPeople, type PeopleArguments } from '../index.ts';
import { checkDigit } from '../rules/documents.ts';

export const PASSWORD = 'the quick brown gate 42';
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
export type Answer = { status: number; body: any };

export async function openClinic(more: Partial<PeopleArguments> = {}) {
  const database = await freshDatabase();
  const db = openDb(database.url);
  const clock = stillClock('2026-11-23T01:00:00Z');
  const secrets = secretsOf(Buffer.alloc(32, 7));
  const links = { openBookings: new Set<string>(), seenIn: new Map<string, string>() };
  const people = openPeople({
    db,
    clock,
    secrets,
    wake: wakeHere(),
    settings: readSettings({}),
    sms: demoSms,
    boards: { byKey: async (_tx, key) => (key === 'right' ? HALL : undefined), byId: async () => HALL },
    hasOpenBookings: async (_tx, patient_id) => links.openBookings.has(patient_id),
    hasBookingIn: async (_tx, patient_id, departments) => departments.includes(links.seenIn.get(patient_id) ?? ''),
    outside_clock: clock,
    ...more,
  });
  const app = Fastify({ ajv: { customOptions: { removeAdditional: false } } });
  guardEdge(app);
  const ground = { db, clock, secrets, sessions: people.sessions };
  registerRoutes(app, ground, people.handlers as unknown as Handlers, (spec) => spec.tag === 'people');
  await app.ready();

  /** One request; a POST gets a key of its own unless one is given. */
  async function ask(
    token: string | null,
    method: string,
    url: string,
    body?: unknown,
    key = newId(),
  ): Promise<Answer> {
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: { 'idempotency-key': key, ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    return { status: answer.statusCode, body: answer.json() };
  }

  /** Signs a phone in; returns its token. */
  async function phone(number: string): Promise<string> {
    const sent = await ask(null, 'POST', '/api/sms-codes', { phone: number });
    const opened = await ask(null, 'POST', '/api/sign-in/phone', { phone: number, code: sent.body.demo_code });
    return opened.body.token;
  }

  /** Adds a member of staff and signs them in; returns the token. */
  async function staff(login: string, ...roles: { role: Role; department_id: string | null }[]): Promise<string> {
    await inTransaction(db, (tx) =>
      people.addStaff(tx, {
        now: clock.now(),
        actor: 'system:test',
        login,
        name: '示例员工',
        password: PASSWORD,
        roles,
      }),
    );
    const opened = await ask(null, 'POST', '/api/sign-in/staff', { login, password: PASSWORD });
    return opened.body.token;
  }

  const wait = (duration: Temporal.DurationLike) => clock.moveTo(clock.now().add(duration));
  const close = async () => {
    await app.close();
    await db.close();
    await database.drop();
  };
  return { ask, phone, staff, wait, close, people, db, clock, links };
}
const HALL = { id: '01900000-0000-7000-8000-000000000001', name: '一楼大厅' };

/** Facts whose data is not as the module's schema says, or that no schema knows. */
export function strangeFacts(facts: FactRow[], schemas: Record<string, object>): FactRow[] {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  return facts.filter((fact) => !schemas[fact.kind] || !ajv.validate(schemas[fact.kind]!, fact.data));
}

let order = 0;
/** A person whose number no card carries; each one another. */
export function someone(more: Record<string, unknown> = {}, born = '19900101'): Record<string, unknown> {
  order += 1;
  const first17 = `110000${born}${String(order).padStart(3, '0')}`;
  return {
    name: '示例甲',
    relation: 'other',
    id_kind: 'resident_id',
    id_number: `${first17}${checkDigit(first17)}`,
    phone: '19900000088',
    payer_class: 'student',
    ...more,
  };
}
