/** SQL of alerts. Writes are compare-and-set; no row back means that somebody else was first. */
import type { AlertOutcome } from '@menzhen/contract';
import type { Level } from '@menzhen/triage';
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { AlertRow } from './tables.ts';

const columns = sql.raw(
  'id, talk_id, kind, state, version, level, families, to_confirm, raised_at, acknowledge_by, overdue_at, acknowledged_at, acknowledged_by, closed_at, closed_by, outcome, note',
);

export async function alertById(tx: Tx, id: string): Promise<AlertRow | undefined> {
  return first(await sql<AlertRow>`select ${columns} from preconsult_alert where id = ${id}`.execute(tx));
}

/** The alert of a kind that waits, or is being taken care of. */
export async function waitingAlert(tx: Tx, talk_id: string, kind: AlertRow['kind']): Promise<AlertRow | undefined> {
  return first(
    await sql<AlertRow>`
      select ${columns} from preconsult_alert where talk_id = ${talk_id} and kind = ${kind} and state <> 'closed' for no key update
    `.execute(tx),
  );
}

/** Newest first. */
export async function alertsOfTalk(tx: Tx, talk_id: string): Promise<AlertRow[]> {
  const { rows } = await sql<AlertRow>`
    select ${columns} from preconsult_alert where talk_id = ${talk_id} order by raised_at desc, id desc
  `.execute(tx);
  return rows;
}

export type NewAlert = Pick<
  AlertRow,
  'id' | 'talk_id' | 'kind' | 'level' | 'families' | 'to_confirm' | 'raised_at' | 'acknowledge_by'
>;
export async function insertAlert(tx: Tx, alert: NewAlert): Promise<AlertRow> {
  const row = first(
    await sql<AlertRow>`
      insert into preconsult_alert (id, talk_id, kind, level, families, to_confirm, raised_at, acknowledge_by)
      values (${alert.id}, ${alert.talk_id}, ${alert.kind}, ${alert.level}, ${alert.families}::text[], ${alert.to_confirm},
        ${alert.raised_at}, ${alert.acknowledge_by})
      returning ${columns}
    `.execute(tx),
  );
  return row!;
}

export async function changeAlert(
  tx: Tx,
  id: string,
  change: { level: Level; families: string[]; to_confirm: boolean; acknowledge_by: Temporal.Instant },
): Promise<AlertRow> {
  const row = first(
    await sql<AlertRow>`
      update preconsult_alert set level = ${change.level}, families = ${change.families}::text[],
        to_confirm = ${change.to_confirm}, acknowledge_by = least(acknowledge_by, ${change.acknowledge_by}), version = version + 1
      where id = ${id} returning ${columns}
    `.execute(tx),
  );
  return row!;
}

export async function acknowledge(
  tx: Tx,
  ask: { id: string; staff_id: string; at: Temporal.Instant },
): Promise<AlertRow | undefined> {
  return first(
    await sql<AlertRow>`
      update preconsult_alert set state = 'acknowledged', acknowledged_at = ${ask.at}, acknowledged_by = ${ask.staff_id}, version = version + 1
      where id = ${ask.id} and state = 'open' returning ${columns}
    `.execute(tx),
  );
}

export async function close(
  tx: Tx,
  ask: { id: string; staff_id: string | null; outcome: AlertOutcome; note: Buffer | null; at: Temporal.Instant },
): Promise<AlertRow | undefined> {
  return first(
    await sql<AlertRow>`
      update preconsult_alert set state = 'closed', closed_at = ${ask.at}, closed_by = ${ask.staff_id}, outcome = ${ask.outcome},
        note = ${ask.note}, version = version + 1
      where id = ${ask.id} and state = ${ask.staff_id === null ? sql`any(array['open', 'acknowledged'])` : sql`'acknowledged'`}
      returning ${columns}
    `.execute(tx),
  );
}

/** Alerts that nobody acknowledged in time and of which that has not been told. */
export async function markOverdue(tx: Tx, now: Temporal.Instant): Promise<AlertRow[]> {
  const { rows } = await sql<AlertRow>`
    update preconsult_alert set overdue_at = ${now}
    where id in (
      select id from preconsult_alert where state = 'open' and overdue_at is null and acknowledge_by < ${now}
      for no key update skip locked
    )
    returning ${columns}
  `.execute(tx);
  return rows;
}

/** Those that wait, most pressing first and then oldest; or those that were closed, newest first. */
export async function listAlerts(tx: Tx, which: 'waiting' | 'closed', limit: number): Promise<AlertRow[]> {
  const waiting = which === 'waiting';
  const { rows } = await sql<AlertRow>`
    select ${columns} from preconsult_alert where (state <> 'closed') = ${waiting}
    order by ${waiting ? sql`(state = 'acknowledged'), coalesce(level, 5), raised_at, id` : sql`closed_at desc, id desc`}
    limit ${limit}
  `.execute(tx);
  return rows;
}
