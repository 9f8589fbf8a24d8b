import { ticketStates } from '@menzhen/contract';
import { describe, expect, test } from 'vitest';
import { finishFrom, letterOf, movesInto, numberOf, ticketMoves } from './rules.ts';
import { judgeUndo, undoneMoves, undoUntil } from './rules-undo.ts';
import { byRoomName } from './words.ts';

describe('moves', () => {
  test('every state is reached, and two are final', () => {
    for (const state of ticketStates) expect(state === 'waiting' || movesInto(state).length > 0, state).toBe(true);
    expect(ticketStates.filter((state) => ticketMoves[state].length === 0)).toEqual(['finished', 'left']);
  });

  test('who is being seen cannot be called, passed or sent away', () => {
    expect(ticketMoves.in_consultation).toEqual(['finished', 'away']);
  });

  test('a visit is finished while it runs; of who is back with results also while waiting; a service from the call on', () => {
    expect(finishFrom({ kind: 'visit', round: 1 })).toEqual(['in_consultation', 'away']);
    expect(finishFrom({ kind: 'visit', round: 2 })).toContain('waiting');
    expect(finishFrom({ kind: 'test', round: 1 })).toEqual(['called', 'in_consultation']);
  });
});

describe('undo', () => {
  const at = Temporal.Instant.from('2026-03-02T08:00:00+08:00');
  const last = { act: 'call', actor: 'staff:a', at } as const;
  const ask = { actor: 'staff:a', now: at.add({ minutes: 5 }), undo_minutes: 5 };
  test('who did it may take it back, for a while', () => {
    expect(judgeUndo(last, ask)).toBeNull();
    expect(judgeUndo(last, { ...ask, actor: 'staff:b' })).toBe('not_yours');
    expect(judgeUndo(last, { ...ask, now: at.add({ minutes: 6 }) })).toBe('over');
    expect(judgeUndo({ ...last, act: 'recall' }, ask)).toBe('cannot');
    expect(undoUntil({ ...last, act: 'undo' }, 5)).toBeNull();
  });
  test('it leads back only along a move that was made', () => {
    for (const [act, table] of Object.entries(undoneMoves))
      for (const [to, from] of Object.entries(table))
        for (const state of from) {
          const isMove = (ticketMoves[state] as string[]).includes(to) || state === to;
          const isTransfer = act === 'transfer' && ['passed', 'held'].includes(state);
          expect(isMove || isTransfer, `${act}: ${state} to ${to}`).toBe(true);
        }
  });
});

test('numbers: letters without I and O, three digits, more when the day needs them', () => {
  expect([0, 8, 13, 23, 24, 25].map(letterOf)).toEqual(['A', 'J', 'P', 'Z', 'AA', 'AB']);
  expect([numberOf('A', 12), numberOf('B', 1000)]).toEqual(['A012', 'B1000']);
});

test('rooms stand by the number on the door', () => {
  const sorted = ['十二诊室', '二诊室', '二十诊室', '一诊室', '十诊室', '3 诊室']
    .map((room_name) => ({ room_name }))
    .sort(byRoomName);
  expect(sorted.map((room) => room.room_name)).toEqual([
    '一诊室',
    '二诊室',
    '3 诊室',
    '十诊室',
    '十二诊室',
    '二十诊室',
  ]);
});
