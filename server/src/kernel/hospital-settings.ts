/** Small hospital-wide values by name: whether the demo hospital was opened, the demo clock's shift. */
import { first, sql, type Tx } from './db.ts';

export async function readHospitalSetting<T>(tx: Tx, name: string): Promise<T | undefined> {
  return first(await sql<{ value: T }>`select value from hospital_setting where name = ${name}`.execute(tx))?.value;
}

export async function writeHospitalSetting(tx: Tx, name: string, value: unknown): Promise<void> {
  await sql`
    insert into hospital_setting (name, value) values (${name}, ${JSON.stringify(value)}::jsonb)
    on conflict (name) do update set value = excluded.value
  `.execute(tx);
}
