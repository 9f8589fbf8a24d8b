import { describe, expect, test } from 'vitest';
import { createAnnouncer, type Said } from './announcer.ts';
import type { HallCall } from './calls.ts';

const call = (ticket_number: string, called_ms: number, n = 1): HallCall => ({
  call_id: `${ticket_number}:${n}`,
  call_no: n,
  ticket_number,
  patient_name_masked: '王*',
  room_name: '1 诊室',
  department_name: '内科',
  called_at: new Date(called_ms).toISOString(),
  speak: `请 ${ticket_number}`,
  speak_prepare: null,
});

/** A hall whose voice finishes only when the test lets it. */
function hall(options: { outcome?: Said } = {}) {
  const heard = new Set<string>();
  const log: string[] = [];
  const state = { calls: [] as HallCall[], now_ms: 0, allowed: true, overlapping: 0, most_overlapping: 0 };
  const announcer = createAnnouncer({
    calls: () => state.calls,
    hospital_ms: () => state.now_ms,
    may_speak: () => state.allowed,
    heard: { all: () => heard, add: (id) => heard.add(id), forget: (id) => heard.delete(id) },
    chime: async () => void log.push('chime'),
    say: async (words) => {
      state.overlapping += 1;
      state.most_overlapping = Math.max(state.most_overlapping, state.overlapping);
      log.push(words);
      await new Promise((resolve) => setTimeout(resolve, 1));
      state.overlapping -= 1;
      if (options.outcome === 'not_allowed') state.allowed = false;
      return options.outcome ?? 'said';
    },
    speaking: (now) => log.push(now ? `> ${now.call_id}` : '.'),
  });
  return { announcer, state, heard, log };
}

describe('the announcer', () => {
  test('chime, then twice, one call after the other', async () => {
    const { announcer, state, log } = hall();
    state.calls = [call('A002', 2), call('A001', 1)];
    await announcer.wake();
    expect(log).toEqual([
      '> A001:1',
      'chime',
      '请 A 零 零 一',
      '请 A 零 零 一',
      '> A002:1',
      'chime',
      '请 A 零 零 二',
      '请 A 零 零 二',
      '.',
    ]);
  });

  test('who comes next is asked to get ready, once, after the call; the newest state says who', async () => {
    const { announcer, state, log } = hall();
    state.calls = [{ ...call('A001', 1), speak_prepare: '请 A002 准备' }];
    const speaking = announcer.wake();
    state.calls = [{ ...call('A001', 1), speak_prepare: '请 A003 准备' }];
    await speaking;
    expect(log.filter((line) => line.includes('准备'))).toEqual(['请 A 零 零 三 准备']);
  });

  test('nobody is asked to get ready while others wait to be called', async () => {
    const { announcer, state, log } = hall();
    state.calls = [3, 2, 1].map((n) => ({ ...call(`A00${n}`, n), speak_prepare: `请 B00${n} 准备` }));
    await announcer.wake();
    expect(log.filter((line) => line.includes('准备'))).toEqual(['请 B 零 零 二 准备', '请 B 零 零 三 准备']);
  });

  test('woken many times while speaking: no overlap, nothing twice, the late one follows', async () => {
    const { announcer, state, log } = hall();
    state.calls = [call('A001', 1)];
    const speaking = announcer.wake();
    state.calls = [call('A002', 2), call('A001', 1)];
    await Promise.all([speaking, announcer.wake(), announcer.wake()]);
    expect(state.most_overlapping).toBe(1);
    expect(log.filter((line) => line.startsWith('>'))).toEqual(['> A001:1', '> A002:1']);
  });

  test('a call that grew stale behind the others stays silent', async () => {
    const { announcer, state, log } = hall();
    state.calls = [call('A001', 1)];
    state.now_ms = 62_000;
    await announcer.wake();
    expect(log).toEqual(['.']);
  });

  test('refused by the browser: not counted as heard, spoken after the gesture', async () => {
    const { announcer, state, heard } = hall({ outcome: 'not_allowed' });
    state.calls = [call('A001', 1)];
    await announcer.wake();
    expect(heard.size).toBe(0);
  });

  test('nothing is spoken, and nothing counts as heard, before it may speak', async () => {
    const { announcer, state, heard, log } = hall();
    state.allowed = false;
    state.calls = [call('A001', 1)];
    await announcer.wake();
    expect([heard.size, log]).toEqual([0, ['.']]);
    state.allowed = true;
    await announcer.wake();
    expect(heard).toEqual(new Set(['A001:1']));
  });
});
