import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { wakeHere } from './wake.ts';

test('the first announcement rings at once, a burst rings a few times, and its last one is never lost', async () => {
  const wake = wakeHere();
  let rings = 0;
  wake.onWake(() => {
    rings += 1;
  });
  wake.announce();
  expect(rings).toBe(1);
  for (let n = 0; n < 50; n += 1) wake.announce();
  expect(rings).toBe(1);
  await sleep(300);
  expect(rings).toBe(2);
  await sleep(250);
  wake.announce();
  expect(rings).toBe(3);
  await wake.close();
});
