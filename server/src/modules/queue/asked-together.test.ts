import { expect, test } from 'vitest';
import type { Db } from '../../kernel/index.ts';
import { askedTogether } from './asked-together.ts';
import type { QueueNeeds } from './ports.ts';

test('thirty phones that ask at once ask the database once, and each gets its own answer or none', async () => {
  const asked: string[][] = [];
  const needs = {
    async bookingStandings(_tx: unknown, ids: string[]) {
      asked.push(ids);
      return ids.filter((id) => id !== 'gone').map((id) => ({ id, patient_id: `patient of ${id}`, state: 'booked' }));
    },
  } as unknown as QueueNeeds;
  const { standing } = askedTogether({} as Db, needs);
  const ids = [...Array.from({ length: 29 }, (_, n) => `booking ${n}`), 'gone'];
  const answers = await Promise.all(ids.map((id) => standing(id)));
  expect(asked.map((batch) => batch.length)).toEqual([30]);
  expect(answers.slice(0, 29).map((one) => one?.patient_id)).toEqual(ids.slice(0, 29).map((id) => `patient of ${id}`));
  expect(answers[29]).toBeUndefined();
});
