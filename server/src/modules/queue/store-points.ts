/** SQL of service points and their kinds. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { KindRow, PointRow } from './tables.ts';

export async function kinds(tx: Tx): Promise<KindRow[]> {
  const { rows } = await sql<KindRow>`
    select code, name, name_en, position from service_kind order by position, code
  `.execute(tx);
  return rows;
}

/** Undefined when there is one of this code. */
export async function insertKind(tx: Tx, kind: KindRow): Promise<KindRow | undefined> {
  return first(
    await sql<KindRow>`
      insert into service_kind (code, name, name_en, position)
      values (${kind.code}, ${kind.name}, ${kind.name_en}, ${kind.position})
      on conflict (code) do nothing returning code, name, name_en, position
    `.execute(tx),
  );
}

export async function updateKind(tx: Tx, kind: KindRow): Promise<KindRow | undefined> {
  return first(
    await sql<KindRow>`
      update service_kind set name = ${kind.name}, name_en = ${kind.name_en}, position = ${kind.position}
      where code = ${kind.code} returning code, name, name_en, position
    `.execute(tx),
  );
}

const columns = sql.raw(
  `p.id, p.kind, p.department_id, p.name, p.name_en, p.is_open, p.mean_minutes, p.version,
   array(select r.room_id::text from service_point_room r where r.service_point_id = p.id order by r.position) as room_ids`,
);

export async function points(tx: Tx, department_ids: string[] | null): Promise<PointRow[]> {
  const { rows } = await sql<PointRow>`
    select ${columns} from service_point p
    where ${department_ids}::uuid[] is null or p.department_id = any(${department_ids}::uuid[])
    order by p.kind, p.name
  `.execute(tx);
  return rows;
}

export async function pointsByIds(tx: Tx, ids: string[]): Promise<PointRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<PointRow>`
    select ${columns} from service_point p where p.id = any(${ids}::uuid[]) order by p.id
  `.execute(tx);
  return rows;
}

export async function insertPoint(tx: Tx, p: PointRow): Promise<void> {
  await sql`
    insert into service_point (id, kind, department_id, name, name_en, is_open, mean_minutes)
    values (${p.id}, ${p.kind}, ${p.department_id}, ${p.name}, ${p.name_en}, ${p.is_open}, ${p.mean_minutes})
  `.execute(tx);
  await setRooms(tx, p.id, p.room_ids);
}

/** False when somebody changed it since the version that was seen. */
export async function updatePoint(tx: Tx, p: PointRow): Promise<boolean> {
  const row = first(
    await sql<{ id: string }>`
      update service_point set kind = ${p.kind}, department_id = ${p.department_id}, name = ${p.name},
        name_en = ${p.name_en}, is_open = ${p.is_open}, mean_minutes = ${p.mean_minutes}, version = version + 1
      where id = ${p.id} and version = ${p.version} returning id
    `.execute(tx),
  );
  if (row) await setRooms(tx, p.id, p.room_ids);
  return row !== undefined;
}

async function setRooms(tx: Tx, id: string, room_ids: string[]): Promise<void> {
  await sql`delete from service_point_room where service_point_id = ${id}`.execute(tx);
  await sql`
    insert into service_point_room (service_point_id, room_id, position)
    select ${id}, room_id, position from unnest(${room_ids}::uuid[]) with ordinality as r(room_id, position)
  `.execute(tx);
}

/** How many stand at each point today and are not done. */
export async function openCounts(tx: Tx, date: string): Promise<Map<string, { waiting: number; open: number }>> {
  const { rows } = await sql<{ id: string; waiting: number; open: number }>`
    select service_point_id as id, (count(*) filter (where state = 'waiting'))::int as waiting, count(*)::int as open
    from ticket where service_point_id is not null and date = ${date} and state not in ('finished', 'left')
    group by service_point_id
  `.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}
