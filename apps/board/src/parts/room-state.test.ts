import { expect, test } from 'vitest';
import { en } from '../words/en.ts';
import { zh } from '../words/zh.ts';
import { roomWord } from './room-state.ts';

test('at a window nobody is said to be with a doctor', () => {
  const [window, room] = [
    roomWord({ state: 'in_consultation', doctor_name: '' }),
    roomWord({ state: 'in_consultation', doctor_name: '林知秋' }),
  ];
  expect([zh.rooms[window], zh.rooms[room]]).toEqual(['办理中', '就诊中']);
  expect([en.door[window], en.door[room]]).toEqual([
    'Being served; please wait',
    'With the doctor; please wait outside',
  ]);
  expect(roomWord({ state: 'calling', doctor_name: '' })).toBe('calling');
});
