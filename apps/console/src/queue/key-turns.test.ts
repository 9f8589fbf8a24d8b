import { expect, test } from 'vitest';
import { effectScope, nextTick, reactive } from 'vue';
import { fateOfPress, fateOfTurn, useKeyTurns } from './key-turns.ts';

test('a key acts at once when nothing is under way, waits when something is, and pressed twice is one wish', () => {
  expect(fateOfPress('S', { under_way: null, settling: false })).toBe('now');
  expect(fateOfPress('S', { under_way: 'R', settling: false })).toBe('waits');
  expect(fateOfPress('S', { under_way: null, settling: true })).toBe('waits');
  expect(fateOfPress('S', { under_way: 'S', settling: false })).toBe('same');
});

test('its turn comes when the act before is done and read; then the screen decides', () => {
  const turn = { under_way: null, settling: false, failed: false, same_person: true, allowed: true };
  expect(fateOfTurn(turn)).toBe('now');
  expect(fateOfTurn({ ...turn, under_way: 'R' })).toBe('waits');
  expect(fateOfTurn({ ...turn, settling: true })).toBe('waits');
  expect(fateOfTurn({ ...turn, allowed: false })).toBe('not_now');
  expect(fateOfTurn({ ...turn, same_person: false })).toBe('not_now');
  expect(fateOfTurn({ ...turn, failed: true })).toBe('failed_before');
});

/** A card on which R and S may be pressed for whoever is inside. */
function card() {
  const at = reactive({ busy: false, settling: false, error: null as unknown, person: 'A1' as string | null });
  const done: string[] = [];
  const allowed = new Set(['R', 'S', 'P']);
  const scope = effectScope();
  const turns = scope.run(() =>
    useKeyTurns({
      busy: () => at.busy,
      settling: () => at.settling,
      error: () => at.error,
      person: () => at.person,
      nameOf: (key) => `the ${key}`,
      run(key) {
        if (!allowed.has(key)) return false;
        turns.begin(key);
        done.push(key);
        at.busy = true;
        return true;
      },
    }),
  )!;
  const end = async (change: Partial<typeof at> = {}) => {
    Object.assign(at, { busy: false, settling: true });
    await nextTick();
    Object.assign(at, { settling: false, ...change });
    await nextTick();
  };
  return { at, done, allowed, end, turns };
}

test('R and at once S: first the one, then the other', async () => {
  const { turns, done, end } = card();
  turns.press('R');
  turns.press('S');
  expect(done).toEqual(['R']);
  expect(turns.news.value).toEqual({ fate: 'waits', name: 'the S' });
  await end();
  expect(done).toEqual(['R', 'S']);
  expect(turns.news.value).toBeNull();
});

test('one waits at most: a further one takes its place', async () => {
  const { turns, done, end } = card();
  for (const key of ['R', 'S', 'P', 'R']) turns.press(key);
  await end();
  await end();
  expect(done).toEqual(['R', 'P']);
});

test('no longer allowed, for somebody else, or after a failure: not done, and said', async () => {
  const { turns, done, end, allowed, at } = card();
  turns.press('R');
  turns.press('S');
  allowed.delete('S');
  await end();
  expect(turns.news.value).toEqual({ fate: 'not_now', name: 'the S' });
  turns.press('R');
  turns.press('P');
  await end({ person: 'A2' });
  expect(turns.news.value).toEqual({ fate: 'not_now', name: 'the P' });
  turns.press('R');
  turns.press('P');
  await end({ error: new Error('no network') });
  expect(turns.news.value).toEqual({ fate: 'failed_before', name: 'the P' });
  expect(done).toEqual(['R', 'R', 'R']);
  // an old error is no failure of the next act
  turns.press('R');
  turns.press('P');
  await end();
  expect(done.slice(3)).toEqual(['R', 'P']);
  expect(at.person).toBe('A2');
});

test('what another list of the page is doing is not the key that was pressed last', async () => {
  const { turns, done, end, at } = card();
  turns.press('R');
  await end();
  at.busy = true;
  turns.press('R');
  await end();
  expect(done).toEqual(['R', 'R']);
});

test('somebody is called and the visit begun before the answer is there', async () => {
  const { turns, done, end, at, allowed } = card();
  allowed.add('Space');
  at.person = null;
  turns.press('Space');
  turns.press('S');
  await end({ person: 'A7' });
  expect(done).toEqual(['Space', 'S']);
});
