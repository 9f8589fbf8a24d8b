/** A hall to call in: the demo hospital, a line of patients with a doctor, and accounts and boards enough for the crowd. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { checkedIn } from '../../checks/journeys/desk-acts.ts';
import { newId, tokenHash } from '../../server/src/kernel/index.ts';
import { type Client, createClient } from '../../ui/src/client/index.ts';
import { addDays, hospitalTime, instantAt } from '../../ui/src/format/index.ts';

/** So many of the phones stand in the line themselves, and are told their own places beside the calls. */
const WAITING = 30;
const BOARD_KEY = 'demo-board-hall-1';
const DOCTOR = { login: 'doctor1', name: '林知秋' };

export interface Hall {
  /** Called, and called again and again. */
  ticket_id: string;
  /** What each connection of the crowd watches, and as whom. */
  watchers: { token: string; topics: string[] }[];
}

const clientAs = (url: string, token: string | null): Client =>
  createClient({ base: url, token: () => token, locale: () => 'zh-CN' });

async function signIn(url: string, login: string): Promise<Client> {
  const anyone = clientAs(url, null);
  const { accounts } = await anyone.call('demo');
  const { password } = accounts.find((account) => account.login === login)!;
  return clientAs(url, (await anyone.call('signInStaff', { body: { login, password } })).token);
}

export const doctorAt = (url: string): Promise<Client> => signIn(url, DOCTOR.login);

/** Sessions that last the bench, of accounts that are made here or of the board. */
async function letIn(client: pg.Client, kind: 'patient' | 'board', holders: string[]): Promise<string[]> {
  const tokens = holders.map(() => randomBytes(32).toString('base64url'));
  await client.query(
    `insert into session_token (hash, kind, holder_id, created_at, expires_at, idle_minutes, idle_until)
     select hash, $1, holder, now(), '2100-01-01', 40000, '2100-01-01'
     from unnest($2::text[], $3::uuid[]) as of(hash, holder)`,
    [kind, tokens.map(tokenHash), holders],
  );
  return tokens;
}

async function openAccounts(client: pg.Client, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  // nobody signs in by these phones: what is sealed need never be opened
  await client.query(
    `insert into account (id, phone_sealed, phone_index, opened_at)
     select id, decode(md5(id::text), 'hex'), decode(md5(id::text), 'hex'), now() from unnest($1::uuid[]) as of(id)`,
    [ids],
  );
  return ids;
}

/** When the doors of the demo hospital open. */
const MORNING = '08:20';
const DAYS_AHEAD = 7;

/** Moves the hospital's clock to the next morning from which the doctor has places for the whole line; answers with the day. */
async function inTheMorning(url: string): Promise<string> {
  const anyone = clientAs(url, null);
  const today = hospitalTime((await anyone.call('demo')).now);
  for (let n = today.time <= MORNING ? 0 : 1; n <= DAYS_AHEAD; n += 1) {
    const day = addDays(today.day, n);
    const { items } = await anyone.call('sessionList', { query: { date: day } });
    const own = items.filter((one) => one.doctor_name === DOCTOR.name);
    if (own.reduce((places, one) => places + one.places_left, 0) <= WAITING) continue;
    if (n > 0) await (await signIn(url, 'admin')).call('demoClock', { body: { to: instantAt(day, MORNING) } });
    return day;
  }
  throw new Error(`${DOCTOR.name} has not places enough on any of the next ${DAYS_AHEAD} days`);
}

/** Checked in and called: the doctor's first patient, and a line behind. */
async function fillLine(url: string) {
  const day = await inTheMorning(url);
  const [clerk, doctor] = [await signIn(url, 'clerk'), await doctorAt(url)];
  const bookings = [];
  for (let n = 0; n <= WAITING; n += 1)
    bookings.push(await checkedIn(clerk, { day, doctor_name: DOCTOR.name, order: 500 + n }));
  const { sessions } = await doctor.call('doctorDay');
  const ticket = await doctor.call('callNext', { params: { id: sessions[0]!.room_id } });
  return { ticket, waiting: bookings.filter((booking) => booking.id !== ticket.booking_id) };
}

export async function openHall(url: string, client: pg.Client, ask: { phones: number; boards: number }): Promise<Hall> {
  const { ticket, waiting } = await fillLine(url);
  const accounts = await openAccounts(client, ask.phones);
  await client.query(
    `insert into account_patient (account_id, patient_id, place, relation, is_default, bound_at)
     select account, patient, 1, 'self', true, now() from unnest($1::uuid[], $2::uuid[]) as of(account, patient)`,
    [accounts.slice(0, waiting.length), waiting.map((booking) => booking.patient_id)],
  );
  const phones = await letIn(client, 'patient', accounts);
  const board = await clientAs(url, null).call('signInBoard', { body: { key: BOARD_KEY } });
  const boards = await letIn(client, 'board', new Array(ask.boards).fill(board.me.id));
  const calls = `calls:${ticket.department_id}`;
  return {
    ticket_id: ticket.id,
    watchers: [
      ...phones.map((token, n) => ({ token, topics: waiting[n] ? [calls, `booking:${waiting[n].id}`] : [calls] })),
      ...boards.map((token) => ({ token, topics: ['board'] })),
    ],
  };
}
