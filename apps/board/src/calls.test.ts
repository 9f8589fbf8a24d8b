import { describe, expect, test } from 'vitest';
import {
  callInFront,
  callsBehind,
  callsToSpeak,
  type HallCall,
  isStale,
  remember,
  spokenWords,
  timesToSay,
} from './calls.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23, 1, 0, seconds)).toISOString();
const ms = (seconds: number) => Date.parse(at(seconds));
const call = (ticket_number: string, seconds: number, n = 1): HallCall => ({
  call_id: `${ticket_number}:${n}`,
  call_no: n,
  ticket_number,
  patient_name_masked: '李*明',
  room_name: '203 诊室',
  department_name: '内科',
  called_at: at(seconds),
  speak: `请 ${ticket_number} 号李*明到 203 诊室就诊`,
  speak_prepare: null,
});
const ids = (calls: HallCall[]) => calls.map((one) => one.call_id);

describe('calls to speak', () => {
  test('oldest first', () => {
    const calls = [call('A003', 9), call('A002', 5), call('A001', 0)];
    expect(ids(callsToSpeak(calls, new Set(), ms(10)))).toEqual(['A001:1', 'A002:1', 'A003:1']);
  });

  test('a call that was heard is not spoken again; its recall, with a new id, is', () => {
    const calls = [call('A001', 30, 2), call('A001', 0, 1)];
    expect(ids(callsToSpeak(calls, new Set(['A001:1']), ms(31)))).toEqual(['A001:2']);
    expect(ids(callsToSpeak(calls, new Set(['A001:1', 'A001:2']), ms(31)))).toEqual([]);
  });

  test('called twice before the first was heard: said once, by the newest', () => {
    expect(ids(callsToSpeak([call('A001', 8, 2), call('A001', 0, 1)], new Set(), ms(9)))).toEqual(['A001:2']);
    expect(ids(callsToSpeak([call('A001', 8, 2), call('A001', 0, 1)], new Set(['A001:2']), ms(9)))).toEqual([]);
  });

  test('a minute old by hospital time is still spoken, a second more is not', () => {
    const calls = [call('A001', 0)];
    expect(isStale(calls[0]!, ms(60))).toBe(false);
    expect(ids(callsToSpeak(calls, new Set(), ms(60)))).toEqual(['A001:1']);
    expect(ids(callsToSpeak(calls, new Set(), ms(61)))).toEqual([]);
  });

  test('after the clock was set back an hour, what was called before is not said, and the new call is', () => {
    const calls = [call('A002', 10), call('A001', 3600)];
    expect(ids(callsToSpeak(calls, new Set(), ms(12)))).toEqual(['A002:1']);
    expect(callInFront(calls, null)?.call_id).toBe('A002:1');
  });

  test('the same number in two departments is two tickets', () => {
    const surgery = { ...call('A001', 1), call_id: 'other:1', department_name: '外科' };
    expect(callsToSpeak([surgery, call('A001', 0)], new Set(), ms(2))).toHaveLength(2);
  });

  test('twice each, once when four wait', () => {
    expect([0, 1, 3, 4, 9].map(timesToSay)).toEqual([2, 2, 2, 1, 1]);
  });
});

describe('what stands on the board', () => {
  const calls = [call('A001', 8, 2), call('A002', 5), call('A001', 0, 1)];

  test('the newest stands in front, and the spoken one while it is spoken', () => {
    expect(callInFront(calls, null)?.call_id).toBe('A001:2');
    expect(callInFront(calls, 'A002:1')?.call_id).toBe('A002:1');
    expect(callInFront([], null)).toBeNull();
  });

  test('each other ticket once behind it', () => {
    expect(ids(callsBehind(calls, callInFront(calls, null)))).toEqual(['A002:1']);
    expect(ids(callsBehind(calls, callInFront(calls, 'A002:1')))).toEqual(['A001:2']);
  });
});

describe('words for the voice', () => {
  test.each([
    ['请 A012 号到 3 号诊室', '请 A 零 一 二 号到 3 号诊室'],
    ['请A012号李*明到203诊室就诊', '请 A 零 一 二 号李某明到 二 零 三 诊室就诊'],
    ['请 07 号王**到 12 诊室', '请 零 七 号王某到 12 诊室'],
    ['请 B-101 号', '请 B 一 零 一 号'],
  ])('%s', (written, spoken) => expect(spokenWords(written)).toBe(spoken));
});

test('the memory of heard calls keeps the newest and stays small', () => {
  expect(remember(['a', 'b'], 'c', 2)).toEqual(['b', 'c']);
  expect(remember(['a', 'b'], 'a')).toEqual(['b', 'a']);
});
