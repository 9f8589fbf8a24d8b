/** When somebody came to the door, as far as a server that is busy with others can know it. */
import { expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { Doorway } from './doorway.ts';

const door = () => new Doorway(() => Temporal.Instant.from('2026-03-02T07:00:00+08:00'));

/** Nothing else runs meanwhile, and nothing is read. */
function beBusy(ms: number): void {
  const until_ms = performance.now() + ms;
  while (performance.now() < until_ms);
}

test('whom a busy server reads late may have come when it last looked up', () => {
  const doorway = door();
  const first = doorway.came();
  expect(first.read_after_ms).toBe(0);
  beBusy(120);
  const second = doorway.came();
  expect(second.read_after_ms).toBeGreaterThanOrEqual(120);
  expect(second.arrived_ms).toBe(first.arrived_ms);
  expect(second.read_at.toString()).toBe('2026-03-01T23:00:00Z');
});

test('who comes to a door that has been quiet is read at once', async () => {
  const doorway = door();
  doorway.came();
  await sleep(300);
  expect(doorway.came().read_after_ms).toBe(0);
});
