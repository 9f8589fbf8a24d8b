import { expect, test } from 'vitest';
import type { Ask } from './clinic-day/client.ts';
import type { Person } from './clinic-day/people.ts';
import { tellsBeforeVisits } from './talks.ts';

test('who comes twice tells beforehand once: a second telling under the first one’s key would end the opening of the hospital', async () => {
  const begun: unknown[] = [];
  const ask = (async (name: string, { key, body }: { key: string; body: { booking_id?: string } }) => {
    if (name === 'talkStart') begun.push([key, body.booking_id]);
    return { ok: true, status: 200, body: { id: 't', version: 1, state: 'ready', question: null } };
  }) as unknown as Ask;
  const tell = tellsBeforeVisits({ ask }, '2026-03-10');
  const visit = (id: string, patient_id: string, department_name: string, date = '2026-03-02') =>
    tell(
      { age_years: 30, input: { id_number: patient_id } } as Person,
      { id, date, department_name, patient_id } as never,
    );
  await visit('b1', 'p1', '全科门诊');
  await visit('b2', 'p1', '骨科');
  await visit('b3', 'p2', '全科门诊');
  await visit('b4', 'p2', '骨科', '2026-03-10');
  await visit('b5', 'p2', '骨科');
  expect(begun).toEqual([
    ['talk-p1-b1', 'b1'],
    ['talk-p2-b5', 'b5'],
  ]);
});
