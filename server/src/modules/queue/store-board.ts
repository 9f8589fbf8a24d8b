/** SQL of what is estimated: whether a line has begun, and how long visits have lasted. */
import { sql, type Tx } from '../../kernel/index.ts';
import { type Durations, HISTORY_DAYS, type History, NO_VISITS } from './waiting-time.ts';

/** Whether a patient of these sessions was called yet. */
export async function haveCalled(tx: Tx, session_ids: string[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from ticket_call where session_id = any(${session_ids}::uuid[]) limit 1
  `.execute(tx);
  return rows.length > 0;
}

interface LevelRow extends Durations {
  level: keyof History;
}

/** Durations of the finished visits of the last days: this doctor's, the department's, the hospital's. */
export async function historyOf(
  tx: Tx,
  ask: { doctor_id: string; department_id: string; now: Temporal.Instant },
): Promise<History> {
  const since = ask.now.subtract({ hours: 24 * HISTORY_DAYS });
  const { rows } = await sql<LevelRow>`
    with lasted as (
      select doctor_id, department_id, extract(epoch from ended_at - started_at)::float8 / 60 as minutes
      from ticket where state = 'finished' and ended_at >= ${since} and ended_at <= ${ask.now}
    )
    select level, count(*)::int as visits, avg(minutes)::float8 as mean_minutes, var_pop(minutes)::float8 as variance
    from lasted
    join lateral (values ('doctor', doctor_id = ${ask.doctor_id}), ('department', department_id = ${ask.department_id}),
      ('hospital', true)) as of(level, counts) on counts
    group by level
  `.execute(tx);
  const at = (level: keyof History): Durations => rows.find((row) => row.level === level) ?? NO_VISITS;
  return { doctor: at('doctor'), department: at('department'), hospital: at('hospital') };
}
