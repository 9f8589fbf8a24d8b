/**
 * A hospital to rush at: 200 doctors with a session each on every bench day, and as many people as a slice books, each with
 * an account, a session token and a patient. Sealed by the server's own code, since the server will open it.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../server/src/kernel/migrate.ts';
import { addDays, dayOf, instantOf, newId, secretsOf, tokenHash } from '../../server/src/kernel/index.ts';
import { districtHospital } from '../../server/src/modules/policy/index.ts';

export const SESSIONS = 200;
export const PEOPLE = 12_800;
export const SCARCE_PLACES = 1_600;
/** How many days ago everybody was here. */
const PAST_DAYS = [3, 10, 24];

export interface Person {
  token: string;
  account_id: string;
  patient_id: string;
}
export interface Ground {
  url: string;
  key: Buffer;
  people: Person[];
  /** Slots of each bench day: [spread over all sessions, one hot with room for all, one scarce]. */
  days: { spread: string[]; hot: string; scarce: string }[];
}

type Rows = Record<string, unknown>[];

/** Inserts rows of plain columns; `types` gives each column's SQL type. */
async function insert(client: pg.Client, table: string, types: Record<string, string>, rows: Rows): Promise<void> {
  const names = Object.keys(types);
  const columns = names.map((name) => rows.map((row) => row[name] ?? null));
  const unnest = names.map((name, n) => `$${n + 1}::${types[name]}[]`).join(', ');
  await client.query(`insert into ${table} (${names.join(', ')}) select * from unnest(${unnest})`, columns);
}

export async function seedCatalog(
  client: pg.Client,
): Promise<{ doctors: string[]; department_id: string[]; rooms: string[]; visit_type_id: string }> {
  const campus = newId();
  const visit_type_id = newId();
  const ids = () => Array.from({ length: SESSIONS }, () => newId());
  const [doctors, rooms, department_id] = [ids(), ids(), ids()];
  await client.query(`insert into campus (id, name, name_en, address) values ($1, '主院区', 'Main campus', '-')`, [
    campus,
  ]);
  await client.query(
    `insert into visit_type (id, kind, name, name_en, registration_fen, consultation_fen) values ($1, 'ordinary', '普通号', 'Ordinary', 500, 1000)`,
    [visit_type_id],
  );
  await client.query(
    `insert into department (id, name, name_en, intro, pinyin, location, keywords)
     select d, '第 ' || n || ' 科', 'Department ' || n, '', 'ke', '', '{}' from unnest($1::uuid[]) with ordinality as x (d, n)`,
    [department_id],
  );
  await client.query(
    `insert into room (id, campus_id, department_id, name, floor) select r, $2, d, '诊室 ' || n, '1' from unnest($1::uuid[], $3::uuid[]) with ordinality as x (r, d, n)`,
    [rooms, campus, department_id],
  );
  await client.query(
    `insert into doctor (id, department_id, name, name_en, pinyin, title, speciality, intro) select o, d, '医生' || n, 'Doctor ' || n, 'yisheng', 'attending', '', '' from unnest($1::uuid[], $2::uuid[]) with ordinality as x (o, d, n)`,
    [doctors, department_id],
  );
  return { doctors, department_id, rooms, visit_type_id };
}

async function seedDay(client: pg.Client, catalog: Awaited<ReturnType<typeof seedCatalog>>, date: string) {
  const [starts_at, ends_at] = [instantOf(date, '08:00').toString(), instantOf(date, '08:30').toString()];
  const sessions = catalog.doctors.map(() => newId());
  await client.query(
    `insert into session (id, date, half_day, starts_at, ends_at, starts, ends, department_id, doctor_id, room_id, visit_type_id)
     select s, $5, 'morning', $6, $7, '08:00', '08:30', d, o, r, $8 from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) as x (s, d, o, r)`,
    [sessions, catalog.department_id, catalog.doctors, catalog.rooms, date, starts_at, ends_at, catalog.visit_type_id],
  );
  const spread = sessions.map(() => newId());
  const slot = 'insert into slot (id, session_id, starts_at, ends_at, starts, ends, capacity)';
  await client.query(
    `${slot} select t, s, $3, $4, '08:00', '08:30', $5 from unnest($1::uuid[], $2::uuid[]) as x (t, s)`,
    [spread, sessions, starts_at, ends_at, PEOPLE],
  );
  // hot and scarce are further slots of two of the sessions, later in the morning
  const [hot, scarce] = [newId(), newId()];
  const later = (time: string) => instantOf(date, time).toString();
  await client.query(`${slot} values ($1, $2, $3, $4, '09:00', '09:30', $5)`, [
    hot,
    sessions[0],
    later('09:00'),
    later('09:30'),
    PEOPLE,
  ]);
  await client.query(`${slot} values ($1, $2, $3, $4, '10:00', '10:30', $5)`, [
    scarce,
    sessions[1],
    later('10:00'),
    later('10:30'),
    SCARCE_PLACES,
  ]);
  return { spread, hot, scarce };
}

export async function seedPeople(client: pg.Client, key: Buffer, count = PEOPLE): Promise<Person[]> {
  const secrets = secretsOf(key);
  const people: Person[] = Array.from({ length: count }, () => ({
    token: randomBytes(32).toString('base64url'),
    account_id: newId(),
    patient_id: newId(),
  }));
  const phone = (n: number) => `138${String(n).padStart(8, '0')}`;
  const accounts = people.map(({ account_id }, n) => ({
    id: account_id,
    phone_sealed: secrets.seal(phone(n), `account/phone/${account_id}`),
    phone_index: secrets.blindIndex(phone(n), 'account.phone'),
    opened_at: new Date().toISOString(),
  }));
  await insert(
    client,
    'account',
    { id: 'uuid', phone_sealed: 'bytea', phone_index: 'bytea', opened_at: 'timestamptz' },
    accounts,
  );
  const patients = people.map(({ patient_id }, n) => {
    const sealed = (column: string, text: string) => secrets.seal(text, `patient/${column}/${patient_id}`);
    return {
      id: patient_id,
      id_kind: 'passport',
      id_sealed: sealed('id', `E${n}`),
      id_index: secrets.blindIndex(`passport:E${n}`, 'patient.document'),
      name_sealed: sealed('name', '测试'),
      name_index: secrets.blindIndex('测试', 'patient.name'),
      phone_sealed: sealed('phone', phone(n)),
      phone_index: secrets.blindIndex(phone(n), 'patient.phone'),
      sex: 'male',
      birth_date: '2000-01-01',
      payer_class: 'student',
      registered_at: new Date().toISOString(),
    };
  });
  await insert(
    client,
    'patient',
    {
      id: 'uuid',
      id_kind: 'text',
      id_sealed: 'bytea',
      id_index: 'bytea',
      name_sealed: 'bytea',
      name_index: 'bytea',
      phone_sealed: 'bytea',
      phone_index: 'bytea',
      sex: 'text',
      birth_date: 'date',
      payer_class: 'text',
      registered_at: 'timestamptz',
    },
    patients,
  );
  await insert(
    client,
    'account_patient',
    {
      account_id: 'uuid',
      patient_id: 'uuid',
      place: 'smallint',
      relation: 'text',
      is_default: 'boolean',
      bound_at: 'timestamptz',
    },
    people.map((p) => ({ ...p, place: 1, relation: 'self', is_default: true, bound_at: new Date().toISOString() })),
  );
  const far = new Date(Date.now() + 86_400_000).toISOString();
  await insert(
    client,
    'session_token',
    {
      hash: 'text',
      kind: 'text',
      holder_id: 'uuid',
      created_at: 'timestamptz',
      expires_at: 'timestamptz',
      idle_minutes: 'int',
      idle_until: 'timestamptz',
    },
    people.map((p) => ({
      hash: tokenHash(p.token),
      kind: 'patient',
      holder_id: p.account_id,
      created_at: new Date().toISOString(),
      expires_at: far,
      idle_minutes: 1440,
      idle_until: far,
    })),
  );
  return people;
}

/** P1, with a horizon wide enough that every slice has a day of its own. */
async function seedPolicy(client: pg.Client): Promise<void> {
  // the server's first start would publish rules of its own
  await client.query(`insert into hospital_setting (name, value) values ('hospital.opened', '"bench"')`);
  const p1 = districtHospital([]);
  const policy = {
    ...p1,
    horizon: { ...p1.horizon, to: { days: 60, count: 'calendar' } },
    next_day_cut_off: null,
    // the whole crowd comes from one address
    rush: { ...p1.rush, challenge: 'off' },
  };
  await client.query(
    `insert into policy_version (version, valid_from, data, note, created_by, created_at) values (1, now() - interval '1 day', $1, 'bench', 'bench', now())`,
    [JSON.stringify(policy)],
  );
}

/** A visit of everyone on each past day: rules look at histories, and plans are made for tables that hold something. */
async function seedPast(client: pg.Client, spread: string[], people: Person[]): Promise<void> {
  await client.query(
    `insert into booking (id, session_id, slot_id, patient_id, account_id, state, serial, fee_fen, payer_class, channel, policy_version,
       created_by, idempotency_key, created_at, held_until, state_at, checked_in_at, date, department_id, doctor_id, starts_at, ends_at)
     select gen_random_uuid(), s.id, t.id, p.patient, p.account, 'finished', p.n, 1500, 'student', 'app', 1,
       'account:' || p.account, 'past-' || t.id, t.starts_at - interval '3 days', t.starts_at, t.ends_at, t.starts_at,
       s.date, s.department_id, s.doctor_id, t.starts_at, t.ends_at
     from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as p (slot, patient, account, n)
     join slot t on t.id = p.slot join session s on s.id = t.session_id`,
    [
      people.map((_, n) => spread[n % spread.length]),
      people.map((person) => person.patient_id),
      people.map((person) => person.account_id),
    ],
  );
  await client.query(
    `update slot t set booked = b.n from (select slot_id, count(*) as n from booking group by 1) b where b.slot_id = t.id and t.id = any($1)`,
    [spread],
  );
}

/**
 * @param days how many coming days have sessions
 * @param people how many people may book, each with an account, a session token and three visits in the past month
 */
export async function openGround(url: string, days: number, people_count = PEOPLE): Promise<Ground> {
  await migrate(url);
  const key = randomBytes(32);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const catalog = await seedCatalog(client);
  await seedPolicy(client);
  const people = await seedPeople(client, key, people_count);
  const today = dayOf(Temporal.Now.instant());
  const ground: Ground = { url, key, people, days: [] };
  for (const ago of PAST_DAYS)
    await seedPast(client, (await seedDay(client, catalog, addDays(today, -ago))).spread, people);
  for (let n = 1; n <= days; n += 1) ground.days.push(await seedDay(client, catalog, addDays(today, n)));
  // plans made on empty tables would be kept and halve everything
  await client.query('vacuum analyze');
  await client.end();
  return ground;
}
