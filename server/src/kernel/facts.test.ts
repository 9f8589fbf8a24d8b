import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../checks/kit/postgres.ts';
import { type Db, openDb, sql } from './db.ts';
import { type FactReader, readersBehind, runReader, runReaders } from './fact-readers.ts';
import { type FactInput, FROM_THE_BEGINNING, readFacts, record } from './facts.ts';
import { settle } from './testing/settle.ts';

let fresh: FreshDatabase;
let db: Db;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.url, { connections: 8 });
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const fact = (subject: string): FactInput => ({
  at: Temporal.Instant.from('2026-03-02T00:00:00Z'),
  kind: 'test.happened',
  subject,
  actor: 'system:test',
  data: {},
});
const write = (subject: string) => db.kysely.transaction().execute((tx) => record(tx, fact(subject)));

const settled = (reader: FactReader) => settle(db, [reader.name], () => runReader(db, reader));

/** A transaction that has written its fact and is still open; `commit` lets it go. */
async function slowWriter(subject: string): Promise<() => Promise<void>> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let written = () => {};
  const wrote = new Promise<void>((resolve) => {
    written = resolve;
  });
  const done = db.kysely.transaction().execute(async (tx) => {
    await record(tx, fact(subject));
    written();
    await held;
  });
  await wrote;
  return async () => {
    release();
    await done;
  };
}

/** A reader that notes what it saw. */
function noting(name: string): { reader: FactReader; seen: string[] } {
  const seen: string[] = [];
  return { seen, reader: { name, apply: async (_tx, facts) => void seen.push(...facts.map((f) => f.subject)) } };
}
/** What most would write: everything above the highest seq seen. */
async function naiveRead(after: number): Promise<{ seen: string[]; after: number }> {
  const { rows } = await sql<{ seq: number; subject: string }>`
    select seq, subject from fact where seq > ${after} order by seq
  `.execute(db.kysely);
  return { seen: rows.map((row) => row.subject), after: rows.at(-1)?.seq ?? after };
}

test('a fact whose transaction commits late is lost to a cursor on seq alone, and not to runReader', async () => {
  const { reader, seen } = noting('late');
  const commit = await slowWriter('late:1');
  await write('quick:1');
  await write('quick:2');

  const naive = await naiveRead(0);
  expect(naive.seen).toEqual(['quick:1', 'quick:2']);
  await runReader(db, reader);
  expect(seen, 'nothing above the oldest open transaction is read yet').toEqual([]);

  await commit();
  expect((await naiveRead(naive.after)).seen, 'the trap: late:1 has a lower seq').toEqual([]);
  await settled(reader);
  expect(seen.toSorted()).toEqual(['late:1', 'quick:1', 'quick:2']);
  expect(await runReader(db, reader), 'each fact once').toBe(0);
});

test('writers of every speed against a reader that never rests: each fact is seen once', async () => {
  const { reader, seen } = noting('restless');
  await settled(reader);
  seen.length = 0;
  let writing = true;
  const reading = (async () => {
    while (writing) await runReader(db, reader, 7);
  })();
  const one = async (n: number) => {
    const commit = await slowWriter(`many:${n}`);
    await new Promise((done) => setTimeout(done, (n * 7) % 23));
    await commit();
  };
  for (let round = 0; round < 12; round += 1) await Promise.all([0, 1, 2, 3, 4].map((n) => one(round * 5 + n)));
  writing = false;
  await reading;
  await settled(reader);
  expect(seen.length).toBe(60);
  expect(new Set(seen).size).toBe(60);
});

test('two nodes with one reader: the facts act once, and a reader that fails reads them again', async () => {
  await write('shared:1');
  const { reader, seen } = noting('shared');
  await Promise.all([runReader(db, reader), runReader(db, reader), runReader(db, reader)]);
  await settled(reader);
  expect(seen.filter((subject) => subject === 'shared:1')).toHaveLength(1);

  await write('shared:2');
  const failing: FactReader = { name: 'shared', apply: () => Promise.reject(new Error('no')) };
  await expect(settled(failing)).rejects.toThrow('no');
  await settled(reader);
  expect(seen.filter((subject) => subject === 'shared:2')).toHaveLength(1);
});

test('a reader is behind until it has read everything, one that never read as well', async () => {
  await write('behind:1');
  const { reader } = noting('reads');
  const behind = async () => [...(await readersBehind(db.kysely, ['reads', 'never read'])).keys()].toSorted();
  expect(await behind()).toEqual(['never read', 'reads']);
  await settled(reader);
  expect(await behind()).toEqual(['never read']);
  await write('behind:2');
  expect(await behind()).toEqual(['never read', 'reads']);
});

test('facts are read in the order of their transactions as numbers: 9 before 10, also when the count gains a digit', async () => {
  const olds = ['100', '9', '99', '10'];
  for (const tx of olds)
    await sql`
      insert into fact (tx, at, kind, subject, actor, data)
      values (${tx}::xid8, now(), 'test.happened', ${`old:${tx}`}, 'system:test', '{}')
    `.execute(db.kysely);
  const first = await readFacts(db.kysely, FROM_THE_BEGINNING, olds.length);
  expect(first.map((row) => row.subject)).toEqual(['old:9', 'old:10', 'old:99', 'old:100']);
  const rest = await readFacts(db.kysely, { tx: first[1]!.tx, seq: first[1]!.seq }, 2);
  expect(rest.map((row) => row.subject)).toEqual(['old:99', 'old:100']);
});

test('while two transactions write, the horizon stays below the elder', async () => {
  const elder = await slowWriter('elder');
  const younger = await slowWriter('younger');
  const { rows } = await sql<{ horizon: number; oldest: number }>`
    select fact_horizon()::text::numeric as horizon,
      (select min(backend_xid::text::numeric) from pg_stat_activity where datname = current_database()) as oldest
  `.execute(db.kysely);
  await Promise.all([elder(), younger()]);
  expect(rows[0]!.horizon).toBeGreaterThan(0);
  expect(rows[0]!.horizon).toBeLessThanOrEqual(rows[0]!.oldest);
});

test('facts are never changed or removed', async () => {
  await expect(sql`delete from fact`.execute(db.kysely)).rejects.toThrow('append-only');
  await expect(sql`update fact set kind = 'x'`.execute(db.kysely)).rejects.toThrow('append-only');
  expect((await readFacts(db.kysely, FROM_THE_BEGINNING, 1000)).length).toBeGreaterThan(60);
});

test('a reader of some kinds is given these alone, steps over the others, and says of how many', async () => {
  const given: string[][] = [];
  const reader: FactReader = {
    name: 'choosy',
    kinds: ['test.chosen'],
    apply: async (_tx, facts) => void given.push(facts.map((f) => f.subject)),
  };
  await settled(reader);
  given.length = 0;
  const kinds = ['chosen', 'happened', 'chosen', 'happened', 'happened', 'happened', 'chosen'];
  await db.kysely
    .transaction()
    .execute((tx) => record(tx, ...kinds.map((kind, n) => ({ ...fact(`choosy:${n}`), kind: `test.${kind}` }))));
  await settle(db, [reader.name], () => runReader(db, reader, 3));
  expect(given).toEqual([['choosy:0', 'choosy:2'], ['choosy:6']]);
  await write('choosy:7');
  expect(await runReader(db, reader), 'it goes over what it is not given').toBe(1);
  expect(await runReader(db, reader)).toBe(0);
  expect(given).toHaveLength(2);
});

/** All of them have read everything: the horizon of the whole server may hold them back for a moment. */
async function allSettled(...readers: FactReader[]): Promise<void> {
  const names = readers.map(({ name }) => name);
  await settle(db, names, () => runReaders(db, readers, () => {}));
}

test('readers at one place read together, and each is given its kinds', async () => {
  const [all, some] = [noting('together:all'), noting('together:some')];
  some.reader.kinds = ['test.rare'];
  await allSettled(all.reader, some.reader);
  for (const { seen } of [all, some]) seen.length = 0;
  await write('together:1');
  await db.kysely.transaction().execute((tx) => record(tx, { ...fact('together:2'), kind: 'test.rare' }));
  await allSettled(all.reader, some.reader);
  expect(all.seen).toEqual(['together:1', 'together:2']);
  expect(some.seen).toEqual(['together:2']);
});

test('one that fails keeps no other from reading, and reads the same again', async () => {
  const [good, bad] = [noting('good'), noting('bad')];
  await allSettled(good.reader, bad.reader);
  good.seen.length = 0;
  await write('half:1');
  const failing: FactReader = { name: 'bad', apply: () => Promise.reject(new Error('no')) };
  const both = () => runReaders(db, [failing, good.reader], () => {});
  await expect(settle(db, ['bad'], both)).rejects.toThrow('no');
  expect(good.seen).toEqual(['half:1']);
  bad.seen.length = 0;
  await allSettled(good.reader, bad.reader);
  expect(bad.seen).toEqual(['half:1']);
  expect(good.seen, 'each fact once').toEqual(['half:1']);
});

test('what a reader answers with is read by the others in the same round, and it is said that there is more', async () => {
  const { reader, seen } = noting('hears');
  const answers: FactReader = {
    name: 'answers',
    kinds: ['test.asked'],
    apply: async (tx, facts) => record(tx, ...facts.map(({ subject }) => fact(`answer to ${subject}`))),
  };
  await allSettled(reader, answers);
  seen.length = 0;
  await db.kysely.transaction().execute((tx) => record(tx, { ...fact('question'), kind: 'test.asked' }));
  let more = 0;
  await settle(db, ['hears', 'answers'], () =>
    runReaders(db, [answers, reader], () => {
      more += 1;
    }),
  );
  expect(seen).toEqual(['question', 'answer to question']);
  expect(more).toBeGreaterThan(0);
});

test('a reader that is new goes through the past in turns, and does not keep the others waiting', async () => {
  const front = noting('front');
  await allSettled(front.reader);
  front.seen.length = 0;
  const subjects = Array.from({ length: 1_100 }, (_, n) => `past:${n}`);
  await db.kysely.transaction().execute((tx) => record(tx, ...subjects.map(fact)));
  await allSettled(front.reader);
  await write('present:1');
  const order: string[] = [];
  const late: FactReader = { name: 'newcomer', apply: async (_tx, facts) => void order.push(`past ${facts.length}`) };
  const now: FactReader = { name: 'front', apply: async () => void order.push('present') };
  await allSettled(late, now);
  expect(order.indexOf('present')).toBeLessThanOrEqual(1);
  expect(order.length).toBeGreaterThan(3);
});
