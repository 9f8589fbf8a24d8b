/** Two nodes on one database and one Redis: what is done at one is heard at the other, also while Redis is away. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, openApp } from '../../server/src/app.ts';
import { type Clinic, openClinic } from '../../server/src/journeys/testing/clinic.ts';
import { startRedis } from '../kit/redis.ts';
import { type Line, openLine, putOnLine } from './line.ts';

type Redis = NonNullable<Awaited<ReturnType<typeof startRedis>>>;

const isThere = Boolean(process.env.TEST_REDIS_URL);
const why = isThere ? '' : ' — skipped: TEST_REDIS_URL names no Redis, and this machine has none';
/** A node looks by itself every second; the rest is for a busy machine to send it. */
const OWN_LOOK_WITHIN_MS = 2_500;

describe.skipIf(!isThere)(`two nodes and one Redis${why}`, () => {
  let redis: Redis;
  let clinic: Clinic;
  let other: App;
  let board: Line;
  let stops: (() => Promise<void>)[];
  const room = () => clinic.doctors[0]!;
  const shownTicket = () => {
    const { calls } = board.states().at(-1)!.state as { calls: { ticket_number: string }[] };
    return calls[0]?.ticket_number;
  };

  beforeAll(async () => {
    redis = (await startRedis())!;
    clinic = await openClinic({ env: { REDIS_URL: redis.url } });
    clinic.moveTo('08:00');
    const { settings } = clinic.app;
    other = await openApp({ settings, clock: clinic.clock, databaseUrl: clinic.database_url });
    stops = [await putOnLine(clinic.app), await putOnLine(other)];
    board = await openLine(other, clinic.board.token);
    board.tell({ type: 'watch', topic: 'board' });
    await board.hears(() => board.states()[0]);
  });
  afterAll(async () => {
    board.close();
    for (const stop of stops) await stop();
    await other.close();
    await clinic.close();
    redis.process.kill();
  });

  /** A patient is checked in and called at the first node; returns the ticket's number. */
  async function callAtFirstNode(): Promise<string> {
    const { id } = await clinic.book(room().slot_id);
    await clinic.call(clinic.clerk, 'deskBookingCheckIn', { id });
    const answer = await clinic.call(room().token, 'callNext', { id: room().room_id });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    await clinic.call(room().token, 'ticketStart', { id: answer.body.id });
    const visit = (await clinic.call(room().token, 'doctorDay')).body.visit;
    await clinic.call(room().token, 'visitFinish', { id: visit.id });
    return answer.body.number;
  }
  const isShown = (number: string) => (shownTicket() === number ? true : undefined);

  test('the bell of one node rings at the other, and the call is shown there', async () => {
    const rung = new Promise<void>((resolve) => other.wake.onWake(resolve));
    clinic.app.wake.announce(); // with nothing new in the record, nobody else rings
    await rung;
    const number = await callAtFirstNode();
    await board.hears(() => isShown(number));
  });

  test('a place taken at one node shows at the other within a second', async () => {
    const url = `/api/departments/${clinic.department_id}/availability`;
    const left = async () =>
      (await other.http.inject({ url })).json().days[0].sessions[1].slots[0].places_left as number;
    const before = await left();
    await clinic.book(clinic.doctors[1]!.slot_id, { paid: false });
    await expect.poll(left, { timeout: 1_000, interval: 20 }).toBe(before - 1);
  });

  test('a session ended at one node is ended at the other within the life of its cache', async () => {
    const { token } = await clinic.phone();
    const me = () => other.http.inject({ url: '/api/me', headers: { authorization: `Bearer ${token}` } });
    expect((await me()).statusCode).toBe(200);
    await clinic.call(token, 'signOut');
    await expect.poll(async () => (await me()).json().code, { timeout: 5_000 }).toBe('session_expired');
  });

  test('with Redis away nothing is lost: the other node sees it by its own look', async () => {
    redis.process.kill('SIGKILL');
    await once(redis.process, 'exit');
    const number = await callAtFirstNode();
    await board.hears(() => isShown(number), OWN_LOOK_WITHIN_MS);
    expect((await clinic.app.http.inject('/readyz')).statusCode).toBe(200);
  });

  test('and when Redis is back, its bell rings again', async () => {
    redis = (await startRedis(Number(new URL(redis.url).port)))!;
    const rung = new Promise<void>((resolve) => other.wake.onWake(resolve));
    await expect
      .poll(
        () => {
          clinic.app.wake.announce();
          return Promise.race([rung.then(() => 'rung'), new Promise((resolve) => setTimeout(resolve, 100, 'silent'))]);
        },
        { timeout: 15_000 },
      )
      .toBe('rung');
  });
});
