import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAutosave, type SaveState } from './autosave.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Conflict extends Error {}

function autosaveWith(save: (text: string, version: number) => Promise<number>) {
  const states: SaveState[] = [];
  const autosave = createAutosave<string>({
    version: 1,
    save,
    isConflict: (error) => error instanceof Conflict,
    onState: (state) => states.push(state),
    wait_ms: 1000,
  });
  return { autosave, states };
}

test('saves once, a moment after typing stops, with the newest text', async () => {
  const save = vi.fn(async (_text: string, version: number) => version + 1);
  const { autosave, states } = autosaveWith(save);
  for (const text of ['头', '头痛', '头痛 3 天']) autosave.change(text);
  await vi.advanceTimersByTimeAsync(999);
  expect(save).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(save.mock.calls).toEqual([['头痛 3 天', 1]]);
  expect(states.at(-1)).toBe('saved');
});

test('what is typed during a save is saved after it, from the new version', async () => {
  const saved: [string, number][] = [];
  let free = () => {};
  const { autosave } = autosaveWith(async (text, version) => {
    saved.push([text, version]);
    if (saved.length === 1) await new Promise<void>((done) => (free = done));
    return version + 1;
  });
  autosave.change('a');
  const first = autosave.flush();
  autosave.change('b');
  free();
  expect(await first).toBe(true);
  expect(saved).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});

test('a failure keeps the text and the next flush tries again', async () => {
  let down = true;
  const { autosave, states } = autosaveWith(async (_text, version) => {
    if (down) throw new Error('offline');
    return version + 1;
  });
  autosave.change('a');
  expect(await autosave.flush()).toBe(false);
  expect(states.at(-1)).toBe('failed');
  down = false;
  expect(await autosave.flush()).toBe(true);
});

test('a conflict stops saving until a person chose', async () => {
  const save = vi.fn(async (_text: string, version: number) => {
    if (version < 5) throw new Conflict();
    return version + 1;
  });
  const { autosave, states } = autosaveWith(save);
  autosave.change('mine');
  expect(await autosave.flush()).toBe(false);
  autosave.change('mine too');
  await vi.advanceTimersByTimeAsync(5000);
  expect(save).toHaveBeenCalledTimes(1);
  expect(states.at(-1)).toBe('conflict');
  autosave.goOn(5, 'mine too');
  await vi.advanceTimersByTimeAsync(0);
  expect(save).toHaveBeenLastCalledWith('mine too', 5);
});

test('nothing typed, nothing to save', async () => {
  const save = vi.fn(async () => 2);
  expect(await autosaveWith(save).autosave.flush()).toBe(true);
  expect(save).not.toHaveBeenCalled();
});
