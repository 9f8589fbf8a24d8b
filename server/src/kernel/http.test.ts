import { contract, type RouteName, type RouteSpec } from '@menzhen/contract';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stillClock } from './clock.ts';
import { guardEdge } from './edge.ts';
import { type Handlers, registerRoutes } from './http.ts';
import type { Actor } from './session.ts';

const clerk = { kind: 'staff', id: '1', roles: [{ role: 'clerk', department_id: null }] } as unknown as Actor;
const known = new Map<string, Actor | 'expired'>([
  ['clerk-token-of-20-letters', clerk],
  ['older-token-of-20-letters', 'expired'],
]);
let app: FastifyInstance;
const called: string[] = [];
beforeAll(async () => {
  app = fastify();
  guardEdge(app);
  const handlers = Object.fromEntries(
    Object.keys(contract).map((name) => [
      name,
      () => {
        called.push(name);
        return { items: [], done: true, undeclared: '李小明' };
      },
    ]),
  );
  const sessions = { find: async (token: string) => known.get(token) };
  const ground = { db: {}, secrets: {}, sessions, clock: stillClock('2026-03-02T00:00:00Z') };
  registerRoutes(app, ground as never, handlers as unknown as Handlers, () => true);
  await app.ready();
});
afterAll(() => app.close());

const ask = (url: string, authorization?: string) =>
  app.inject({ url, ...(authorization === undefined ? {} : { headers: { authorization } }) });

test.each([
  [undefined, 'sign_in_required'],
  ['', 'sign_in_required'],
  ['Bearer', 'sign_in_required'],
  ['Bearer short', 'sign_in_required'],
  ['Basic clerk-token-of-20-letters', 'sign_in_required'],
  ['Bearer clerk-token-of-20-letters, Bearer x', 'sign_in_required'],
  ['Bearer nobody-token-of-20-letters', 'sign_in_required'],
  ['Bearer older-token-of-20-letters', 'session_expired'],
])('“%s” comes no further than the door', async (authorization, code) => {
  called.length = 0;
  expect((await ask('/api/desk/queue', authorization)).json()).toMatchObject({ status: 401, code });
  expect(called).toEqual([]);
});

test('a role that is not listed is refused before its handler runs', async () => {
  called.length = 0;
  const answer = await ask('/api/admin/audit', 'Bearer clerk-token-of-20-letters');
  expect(answer.json()).toMatchObject({ status: 403, code: 'not_allowed' });
  expect(called).toEqual([]);
});

test.each([
  [undefined, 'sign_in_required'],
  ['Bearer older-token-of-20-letters', 'session_expired'],
  ['Bearer clerk-token-of-20-letters', 'not_allowed'],
])('where a body may be large, “%s” is refused before it is read', async (authorization, code) => {
  const [, large] = Object.entries(contract as Record<string, RouteSpec>).find(([, spec]) => spec.body_limit_bytes)!;
  const answer = await app.inject({
    method: large.method as 'POST',
    url: large.path,
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    // once read, this would be too large, and no JSON
    payload: 'x'.repeat(large.body_limit_bytes! + 1),
  });
  expect(answer.json()).toMatchObject({ code });
});

test('a field that the contract does not declare never leaves', async () => {
  const answer = await ask('/api/desk/queue', 'Bearer clerk-token-of-20-letters');
  expect(answer.json()).toEqual({ items: [] });
});

test('every route of the contract is there', () => {
  const missing = (Object.entries(contract) as [RouteName, RouteSpec][]).filter(
    ([, spec]) => !app.hasRoute({ method: spec.method, url: spec.path }),
  );
  expect(missing).toEqual([]);
});

test('what may be kept is asked about; what is personal is kept by nobody', async () => {
  expect((await ask('/api/departments')).headers['cache-control']).toBe('no-cache');
  expect((await ask('/api/desk/patients?q=x', 'Bearer clerk-token-of-20-letters')).headers['cache-control']).toBe(
    'no-store',
  );
});
