import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Actor, LiveHub, Switchboard } from '../kernel/index.ts';
import { messageIn } from '../kernel/testing/frame.ts';
import { at, type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let hub: LiveHub;
let board: Switchboard;
beforeAll(async () => {
  clinic = await openClinic();
  clinic.moveTo('08:00');
  const { app } = clinic;
  hub = new LiveHub(
    {
      db: app.db,
      wake: app.wake,
      now: () => at('08:00'),
      actorOf: async (token) => (await app.people.sessions.find(token, at('08:00'))) as Actor,
      overAmong: async () => new Set(),
      log: (message, error) => expect.fail(`${message}: ${error}`),
    },
    app.queue.liveViews,
  );
  board = new Switchboard((message) => hub.take(message));
  hub.join((message) => board.take(message));
  await hub.start();
});
afterAll(async () => {
  hub.stop();
  await clinic.close();
});

const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });

/** A phone or screen on the line: what it was sent, by topic. */
async function watcher(token: string, topic: string) {
  // biome-ignore lint/suspicious/noExplicitAny: states are looked into freely
  const heard: any[] = [];
  const listeners = new Map<string, (data?: unknown) => void>();
  board.connect({
    isFull: false,
    sent: 0,
    send: (frame) => void heard.push(messageIn(frame)),
    close: () => {},
    on: (event: string, listener: (data?: unknown) => void) => void listeners.set(event, listener),
  });
  const tell = (message: object) => listeners.get('message')!(JSON.stringify(message));
  tell({ type: 'hello', token });
  await soon(() => expect(heard).toContainEqual({ type: 'welcome' }));
  tell({ type: 'watch', topic });
  await soon(() => expect(heard.length).toBeGreaterThan(1));
  const states = () => heard.filter((message) => message.type === 'state').map((message) => message.state);
  return { heard, states };
}

test('a call reaches the board, the phone, the doctor and the desk; a stranger’s phone hears nothing', async () => {
  const [doctor] = clinic.doctors as [Clinic['doctors'][0]];
  const [mine, other] = [await clinic.book(doctor.slot_id), await clinic.book(doctor.slot_id)];
  const phone = await watcher(mine.token, `booking:${mine.id}`);
  const stranger = await watcher(other.token, `booking:${mine.id}`);
  expect(phone.states()).toMatchObject([{ place: null, booking_state: 'booked' }]);
  expect(stranger.heard.at(-1)).toMatchObject({ type: 'refused', code: 'not_found' });

  await clinic.call(clinic.clerk, 'deskBookingCheckIn', { id: mine.id });
  const board = await watcher(clinic.board.token, 'board');
  const console_ = await watcher(doctor.token, 'doctor');
  const desk = await watcher(clinic.nurse, 'queue');
  await soon(() => expect(phone.states().at(-1)).toMatchObject({ place: { ticket: { state: 'waiting' } } }));

  const hall = await watcher(other.token, `calls:${clinic.department_id}`);
  expect(hall.states()).toEqual([{ calls: [] }]);
  await clinic.call(doctor.token, 'callNext', { id: doctor.room_id });
  await soon(() => {
    expect(phone.states().at(-1)).toMatchObject({ place: { ticket: { state: 'called' } }, booking_state: 'called' });
    expect(board.states().at(-1).calls).toHaveLength(1);
    expect(hall.states().at(-1)).toMatchObject({ calls: [{ ticket_number: 'A001', room_name: '一诊室' }] });
    expect(console_.states().at(-1)).toMatchObject({ current: { booking_id: mine.id } });
    expect(desk.states().at(-1).items).toMatchObject([{ state: 'called' }]);
  });
  expect(stranger.states()).toEqual([]);
  expect(JSON.stringify(hall.heard)).not.toContain('李');
});

test('a watcher that still has the true state is sent nothing', async () => {
  const before = await watcher(clinic.board.token, 'board');
  const { cursor } = before.heard.at(-1);
  const again = await watcher(clinic.board.token, 'board');
  expect(again.heard.at(-1).cursor).toBe(cursor);
  expect(again.states()).toHaveLength(1);
  clinic.app.wake.announce();
  await new Promise((done) => setTimeout(done, 100));
  expect(again.states()).toHaveLength(1);
});
