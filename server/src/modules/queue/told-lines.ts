/** The lines that ticket facts tell of, for the readers of the record that look at them after each act. */
import { dayOf, type FactRow, type Tx } from '../../kernel/index.ts';
import type { QueueNeeds } from './ports.ts';
import { type Standing, standingOf } from './standing.ts';

const textsOf = (facts: FactRow[], name: string): string[] => [
  ...new Set(facts.flatMap((fact) => (typeof fact.data[name] === 'string' ? [fact.data[name]] : []))),
];

/** Readers that read together ask for the same lines in the same transaction. */
const standings = new WeakMap<Tx, { name: string; standing: Promise<Standing> }>();

/** How the lines of today's facts among these stand now; undefined: there is none. */
export async function toldLines(
  tx: Tx,
  needs: QueueNeeds,
  { facts, now }: { facts: FactRow[]; now: Temporal.Instant },
): Promise<Standing | undefined> {
  const date = dayOf(now);
  const today = facts.filter((fact) => dayOf(fact.at) === date);
  if (today.length === 0) return undefined;
  const session_ids = textsOf(today, 'session_id');
  const point_ids = textsOf(today, 'service_point_id');
  const name = [date, ...session_ids, ...point_ids].join(' ');
  const known = standings.get(tx);
  if (known?.name === name) return known.standing;
  const read = async () => {
    const department_ids = textsOf(today, 'department_id');
    const all = await needs.dutyOf(tx, { date, department_ids });
    const duties = all.filter(({ id }) => session_ids.includes(id));
    return standingOf(tx, needs, { duties, point_ids, now });
  };
  const standing = read();
  standings.set(tx, { name, standing });
  return standing;
}
