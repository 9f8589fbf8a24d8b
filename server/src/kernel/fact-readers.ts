/**
 * Readers of the record: each has a name and a place in it that is kept in a table, so that every fact acts once on it, on
 * whichever node. Readers that stand at one place read together: after a call in the hall there are four of them with one
 * fact to look at, and most of what a reading costs is the same for one as for all.
 */
import { type Db, sql, type Tx } from './db.ts';
import { type FactCursor, type FactRow, readFacts } from './facts.ts';

export type FactReader = {
  name: string;
  /** The only kinds it looks at; without them it is given every fact. */
  kinds?: readonly string[];
  apply: (tx: Tx, facts: FactRow[]) => Promise<void>;
};
export const FACTS_A_TURN = 500;

interface Place extends FactCursor {
  name: string;
}
const placeOf = ({ tx, seq }: FactCursor): string => `${tx} ${seq}`;
const isAfter = (one: FactCursor, other: FactCursor): boolean =>
  one.tx === other.tx ? one.seq > other.seq : BigInt(one.tx) > BigInt(other.tx);

/**
 * Which of these readers have something new to read, by name, and where they stand; one that never read has. One question for
 * all of them, so that a round that would find nothing costs no transaction. Facts above the horizon count: they may be read a
 * moment later.
 */
export async function readersBehind(tx: Tx, names: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<Place>`
    select want.name, coalesce(r.tx, '0'::xid8)::text as tx, coalesce(r.seq, 0) as seq
    from unnest(${names}::text[]) as want(name) left join fact_reader r on r.name = want.name
    where exists (select 1 from fact f where (f.tx, f.seq) > (coalesce(r.tx, '0'::xid8), coalesce(r.seq, 0)))
  `.execute(tx);
  return new Map(rows.map((row) => [row.name, placeOf(row)]));
}

/** Where these stand; locks their rows, so that two nodes never read for one at once. Who is missing another node reads for. */
async function lockReaders(tx: Tx, names: readonly string[]): Promise<Place[]> {
  const lock = async () =>
    (
      await sql<Place>`
        select name, tx::text as tx, seq from fact_reader where name = any(${names}::text[])
        order by name for update skip locked
      `.execute(tx)
    ).rows;
  const locked = await lock();
  if (locked.length === names.length) return locked;
  // new, or another node's; only new ones are made
  const made = await sql`
    insert into fact_reader (name) select unnest(${names}::text[]) on conflict do nothing
  `.execute(tx);
  return made.numAffectedRows ? lock() : locked;
}

/** How many facts were gone over, and whether there were more after them: of their own answers, above the horizon, or left for the next turn. */
interface Turn {
  read: number;
  more: boolean;
}

/**
 * Lets readers work off what is new after the place of the last of them, in one transaction: facts, the readers' own writes and
 * their new places commit together, so each fact acts once.
 */
async function runTogether(db: Db, readers: readonly FactReader[], limit: number): Promise<Turn> {
  return db.transact(async (tx) => {
    const places = await lockReaders(
      tx,
      readers.map(({ name }) => name),
    );
    const [from] = places.toSorted((a, b) => (isAfter(a, b) ? 1 : -1));
    if (!from) return NOTHING;
    const facts = await readFacts(tx, from, limit);
    const last = facts.at(-1);
    if (!last) return NOTHING;
    for (const reader of readers) {
      const place = places.find(({ name }) => name === reader.name);
      const due = facts.filter((fact) => place && isAfter(fact, place) && (reader.kinds?.includes(fact.kind) ?? true));
      if (due.length > 0) await reader.apply(tx, due);
    }
    const names = places.map(({ name }) => name);
    return { read: facts.length, more: await moveReaders(tx, names, last) };
  });
}
const NOTHING: Turn = { read: 0, more: false };

/** Those that stand behind stand there now. Whether there are facts after it; who commits one later rings again. */
async function moveReaders(tx: Tx, names: readonly string[], to: FactCursor): Promise<boolean> {
  const { rows } = await sql<{ more: boolean }>`
    with moved as (
      update fact_reader set tx = ${to.tx}::xid8, seq = ${to.seq}
      where name = any(${names}::text[]) and (tx, seq) < (${to.tx}::xid8, ${to.seq}::bigint)
    )
    select exists (select 1 from fact where (tx, seq) > (${to.tx}::xid8, ${to.seq}::bigint)) as more
  `.execute(tx);
  return rows[0]!.more;
}

/** Lets one reader work off what is new. Returns how many facts it went over; as many as `limit`: there may be more. */
export const runReader = async (db: Db, reader: FactReader, limit = FACTS_A_TURN): Promise<number> =>
  (await runTogether(db, [reader], limit)).read;

/** A turn for readers that stand at one place. When it fails each goes on by itself, so that one keeps no other from reading. */
async function oneTurn(db: Db, readers: readonly FactReader[]): Promise<Turn> {
  try {
    return await runTogether(db, readers, FACTS_A_TURN);
  } catch (error) {
    if (readers.length === 1) throw error;
    return inTurn(readers, (reader) => runTogether(db, [reader], FACTS_A_TURN));
  }
}

/** Does `work` for each, one after the other. @throws what the first threw, after all have had their turn */
async function inTurn<T>(all: Iterable<T>, work: (one: T) => Promise<Turn>): Promise<Turn> {
  const done: Turn = { read: 0, more: false };
  const errors: unknown[] = [];
  for (const one of all) {
    await work(one).then(
      ({ read, more }) => {
        done.read += read;
        done.more ||= more;
      },
      (error: unknown) => errors.push(error),
    );
  }
  if (errors.length > 0) throw errors[0];
  return done;
}

/**
 * Lets all readers work off what is new, until nothing is: what one read it may have answered with facts of its own. A reader
 * that lags (it is new, or has failed) goes at its own pace beside the others. `onMore` is told each time that there is more.
 * @throws what a reader threw, after the others have had their turn
 */
export async function runReaders(db: Db, readers: readonly FactReader[], onMore: () => void): Promise<void> {
  const names = readers.map(({ name }) => name);
  for (let turn: Turn = { read: 1, more: true }; turn.read > 0 && turn.more; ) {
    const places = await readersBehind(db.kysely, names);
    const behind = readers.filter(({ name }) => places.has(name));
    const groups = Map.groupBy(behind, ({ name }) => places.get(name)!);
    turn = await inTurn(groups.values(), (group) => oneTurn(db, group));
    if (turn.more) onMore();
  }
}
