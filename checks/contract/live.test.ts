/** The live channel over real sockets: who hears what, what is refused, and that a lost connection costs nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LiveFromServer } from '@menzhen/contract';
import { type Doors, openDoors } from './callers.ts';
import { type Line, openLine, putOnLine } from './line.ts';

let doors: Doors;
let stop: () => Promise<void>;
let mine: Awaited<ReturnType<Doors['book']>>;

const lineOf = (token?: string) => openLine(doors.app, token);
const refusal = (line: Line, topic: string | null) =>
  line.hears((all) => all.find((message) => message.type === 'refused' && message.topic === topic)) as Promise<
    Extract<LiveFromServer, { type: 'refused' }>
  >;
const state = (line: Line, nth = 1) => line.hears(() => line.states()[nth - 1]);

/** Of this process's children the one that holds the lines; a test has no other way to its number. */
function linesProcess(): number {
  type Handle = { pid?: number; spawnargs?: string[] };
  const handles = (process as unknown as { _getActiveHandles(): Handle[] })._getActiveHandles();
  return handles.find(({ spawnargs }) => spawnargs?.some((word) => word.endsWith('lines.ts')))!.pid!;
}

describe.each(['here', 'apart'] as const)('lines held %s:', (lines) => {
  beforeAll(async () => {
    doors = await openDoors({ lines });
    doors.moveTo('08:00');
    mine = await doors.book(doors.doctors[0]!.slot_id);
    stop = await putOnLine(doors.app);
  });
  afterAll(async () => {
    await stop();
    await doors.close();
  });

  test('nothing is shown before hello, nor after a hello with a token that is none', async () => {
    const line = await lineOf();
    line.tell({ type: 'watch', topic: 'board' });
    expect(await refusal(line, 'board')).toMatchObject({ code: 'sign_in_required' });
    line.tell({ type: 'hello', token: 'x'.repeat(43) });
    expect(await refusal(line, null)).toMatchObject({
      code: 'sign_in_required',
      detail: expect.stringMatching(/登录/),
    });
    line.tell({ type: 'watch', topic: 'queue' });
    expect(await refusal(line, 'queue')).toMatchObject({ code: 'sign_in_required' });
    expect(line.states()).toEqual([]);
    line.close();
  });

  test.each([
    ['patient', ['board', 'doctor', 'queue', 'today']],
    ['board', ['doctor', 'queue', 'today', 'booking']],
    ['cashier', ['board', 'doctor', 'queue', 'today', 'booking']],
    ['doctor', ['board', 'booking', 'today']],
    ['auditor', ['board', 'doctor', 'queue', 'booking']],
  ] as const)('a %s is refused the topics of others, and the line stays open', async (caller, topics) => {
    const line = await lineOf(doors.tokens[caller]);
    for (const word of topics) {
      const topic = word === 'booking' ? `booking:${mine.id}` : word;
      line.tell({ type: 'watch', topic });
      expect(await refusal(line, topic)).toMatchObject({ code: expect.stringMatching(/^not_(found|allowed)$/) });
    }
    expect(line.states()).toEqual([]);
    line.tell({ type: 'pong' });
    line.tell({ type: 'hello', token: doors.tokens[caller] });
    await line.hears((all) => all.filter((message) => message.type === 'welcome')[1]);
    line.close();
  });

  test.each([
    '{',
    'null',
    '42',
    '[]',
    '""',
    '{}',
    '{"type":"watch"}',
    '{"type":"watch","topic":42}',
    '{"type":"watch","topic":"queue","cursor":{}}',
    '{"type":"hello"}',
    '{"type":"__proto__"}',
    `{"type":"watch","topic":"${'x'.repeat(300)}"}`,
    '['.repeat(8000),
  ])('garbage is refused and the line stays open: %s', async (text) => {
    const line = await lineOf(doors.board.token);
    line.tell(text);
    expect(await refusal(line, null)).toMatchObject({ code: 'body_not_json' });
    line.tell({ type: 'watch', topic: 'board' });
    await state(line);
    line.close();
  });

  test.each([
    'nowhere',
    'booking:',
    'booking:1',
    "booking:' or 1=1 --",
    'booking:\u0000',
    'booking:\ud800',
    '__proto__',
  ])('the topic “%s” is not found', async (topic) => {
    const line = await lineOf(mine.token);
    line.tell({ type: 'watch', topic });
    const { code } = (await line.hears((all) => all.find((message) => message.type === 'refused'))) as { code: string };
    expect(code).toBe('not_found');
    line.close();
  });

  test('the published maps are everybody’s: shown before hello, and to whoever said it', async () => {
    const [stranger, patient] = [await lineOf(), await lineOf(mine.token)];
    for (const line of [stranger, patient]) {
      line.tell({ type: 'watch', topic: 'maps' });
      expect((await state(line)).state).toEqual({ maps: expect.any(Array) });
      line.close();
    }
  });

  test('bytes that are no text are refused; an oversized message ends the line, and no other', async () => {
    const [line, other] = [await lineOf(doors.board.token), await lineOf(doors.board.token)];
    line.tell(Buffer.from([0xff, 0xfe, 0x00]));
    await refusal(line, null);
    line.tell('x'.repeat(20_000));
    expect(await line.over).toBe(1009);
    other.tell({ type: 'watch', topic: 'board' });
    await state(other);
    other.close();
  });

  test('a line that was lost resumes by its cursor: nothing when nothing changed, the whole state when something did', async () => {
    const topic = `booking:${mine.id}`;
    const before = await lineOf(mine.token);
    before.tell({ type: 'watch', topic });
    const { cursor, state: first } = await state(before);
    expect(first).toMatchObject({ booking_state: 'booked' });
    before.close();
    await before.over;

    const unchanged = await lineOf(mine.token);
    unchanged.tell({ type: 'watch', topic, cursor });
    await sleep(400);
    expect(unchanged.states()).toEqual([]);
    unchanged.close();
    await unchanged.over;

    await doors.call(doors.clerk, 'deskBookingCheckIn', { id: mine.id });
    const changed = await lineOf(mine.token);
    changed.tell({ type: 'watch', topic, cursor });
    expect((await state(changed)).state).toMatchObject({ booking_state: 'checked_in', place: { people_ahead: 0 } });
    changed.close();
  });

  test('who resumed is told what comes after; who no longer watches is not', async () => {
    const [room] = doors.doctors as [Doors['doctors'][0]];
    const [board, gone] = [await lineOf(doors.board.token), await lineOf(doors.board.token)];
    for (const line of [board, gone]) {
      line.tell({ type: 'watch', topic: 'board' });
      await state(line);
    }
    gone.tell({ type: 'unwatch', topic: 'board' });
    await sleep(50);
    expect((await doors.call(room.token, 'callNext', { id: room.room_id })).status).toBe(200);
    expect((await state(board, 2)).state).toMatchObject({ calls: [{ room_name: '一诊室' }] });
    expect(gone.states()).toHaveLength(1);
    board.close();
    gone.close();
  });

  test('a board shows no whole name, and a phone nobody else', async () => {
    const board = await lineOf(doors.board.token);
    board.tell({ type: 'watch', topic: 'board' });
    const shown = JSON.stringify(await state(board));
    expect(shown).toContain('李*明');
    expect(shown).not.toContain('李小明');
    expect(shown).not.toContain(mine.patient_id);
    board.close();
  });

  if (lines === 'apart')
    test('the process that holds the lines dies: they end, the server is not ready for a moment, then all comes back', async () => {
      const board = await lineOf(doors.board.token);
      board.tell({ type: 'watch', topic: 'board' });
      const before = await state(board);
      const dead = linesProcess();
      process.kill(dead, 'SIGKILL');
      await board.over;
      await vi.waitFor(() => expect(linesProcess()).not.toBe(dead), { timeout: 20_000 });
      const isReady = async () => (await doors.app.http.inject('/readyz')).statusCode;
      await vi.waitFor(async () => expect(await isReady()).toBe(200), { timeout: 20_000 });
      const again = await lineOf(doors.board.token);
      again.tell({ type: 'watch', topic: 'board', cursor: before.cursor });
      const [room] = doors.doctors as [Doors['doctors'][0]];
      const { body } = await doors.call(room.token, 'doctorDay');
      expect((await doors.call(room.token, 'ticketRecall', { id: body.current.id })).status).toBe(200);
      expect((await state(again)).cursor).not.toBe(before.cursor);
      again.close();
    });
});
