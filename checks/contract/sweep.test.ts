/** Every route of the contract against what broken and hostile clients send: a clear problem, and nothing is changed. */
import type { RouteName, RouteSpec } from '@menzhen/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Doors, openDoors, routes, send } from './callers.ts';
import { addressOf, type Nasty, oddBodiesOf, oddWords, queryFieldsOf, queryOf, wrongBodiesOf } from './nasty.ts';
import { faultOf } from './problem-answer.ts';
import { digestOfTables } from './tables-digest.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors({ env: { DEMO: 'true', SMS_PROVIDER: 'demo' } });
  await doors.book(doors.doctors[0]!.slot_id);
});
afterAll(() => doors.close());

const writing = routes.filter(([, spec]) => spec.method !== 'GET');

/** Sends each in turn; returns what was wrong with the answers. */
async function faultsOf(
  spec: RouteSpec,
  all: { what: string; url: string; ask?: Parameters<typeof send>[3] }[],
  mustRefuse: boolean,
): Promise<string[]> {
  const faults: string[] = [];
  for (const { what, url, ask } of all) {
    const answer = await send(doors, spec.method, url, { token: doors.welcome(spec), ...ask });
    const fault =
      mustRefuse && answer.statusCode < 400 ? `taken: ${answer.statusCode} ${answer.body}` : faultOf(answer, spec);
    if (fault) faults.push(`${what}: ${fault}`);
  }
  return faults;
}

const asBodies = (spec: RouteSpec, bodies: Nasty[]) =>
  bodies.map(({ what, text }) => ({ what, url: addressOf(spec), ask: { text } }));

describe('a body that is wrong is refused and changes nothing', () => {
  test.each(writing)('%s', async (_name: RouteName, spec: RouteSpec) => {
    const before = await digestOfTables(doors);
    expect(await faultsOf(spec, asBodies(spec, wrongBodiesOf(spec)), true)).toEqual([]);
    expect(await digestOfTables(doors)).toEqual(before);
  });
});

describe('an address that is odd is answered, and never by falling over', () => {
  test.each(routes)('%s', async (_name: RouteName, spec: RouteSpec) => {
    const query = queryOf(spec);
    const ids = spec.params ? oddWords.map((id) => ({ what: `id ${id}`, url: addressOf(spec, { id, query }) })) : [];
    const words = queryFieldsOf(spec).flatMap((field) =>
      [...oddWords, ...oddWords.slice(0, 2).map((word) => `${word}&${field}=${word}`)].map((word) => ({
        what: `${field}=${word}`,
        url: addressOf(spec, { query: { ...query, [field]: word } }),
      })),
    );
    expect(await faultsOf(spec, [...ids, ...(spec.method === 'GET' ? words : [])], false)).toEqual([]);
  });
});

describe('a field that is odd is answered, and never by falling over', () => {
  const withBody = writing.filter(([name, spec]) => spec.body && name !== 'demoClock');
  test.each(withBody)('%s', async (_name: RouteName, spec: RouteSpec) => {
    expect(await faultsOf(spec, asBodies(spec, oddBodiesOf(spec)), false)).toEqual([]);
  });
});
