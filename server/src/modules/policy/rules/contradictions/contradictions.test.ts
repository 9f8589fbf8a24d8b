import { describe, expect, it } from 'vitest';
import { districtHospital, presets } from '../../presets/index.ts';
import type { Override, Policy } from '../policy.ts';
import { contradictionsOf } from './index.ts';

const P1 = districtHospital([]);
const days = (n: number): Policy['horizon']['from'] => ({ days: n, count: 'calendar' });
const paths = (change: Partial<Policy>) => contradictionsOf({ ...P1, ...change }).map((clause) => clause.path);
const percent = (n: number) => ({ percent: n });
const DENTAL = '00000000-0000-7000-8000-000000000001';

it.each(presets.map((preset) => [preset.code, preset.data] as const))('the preset %s stands', (_code, data) =>
  expect(contradictionsOf(data)).toEqual([]),
);

it.each([
  ['from after to', { horizon: { from: days(8), to: days(7) } }, 'horizon.from'],
  ['hours that end before they begin', { booking_hours: { from: '20:00', to: '08:00' } }, 'booking_hours'],
  ['release after booking hours end', { booking_hours: { from: '05:00', to: '06:30' } }, 'release_time'],
  ['a same-day cut-off without same-day booking', { horizon: { from: days(1), to: days(7) } }, 'same_day_cut_off'],
  [
    'a next-day cut-off without next-day booking',
    { horizon: { from: days(2), to: days(7) }, same_day_cut_off: {} },
    'next_day_cut_off',
  ],
  ['collecting after check-in', { collect: { morning: { from: null, until: '11:40' } } }, 'collect.morning'],
  ['collecting backwards', { collect: { morning: { from: '11:00', until: '10:00' } } }, 'collect.morning'],
  ['check-in that closes before it opens', { check_in: { ...P1.check_in, opens: { at: '12:00' } } }, 'check_in.until'],
  [
    'behind the others, but no grace',
    { check_in: { ...P1.check_in, late: 'behind_others' } },
    'check_in.late_grace_minutes',
  ],
  ['cancelling after check-in closed', { cancel: { kind: 'wall', before: days(0), at: '12:00' } }, 'cancel.at'],
  ['cancelling before anything is booked', { cancel: { kind: 'wall', before: days(9), at: '12:00' } }, 'cancel.before'],
  ['a limit of nothing', { limits: [{ max: 0, who: 'phone', of: 'all', within: 'open' }] }, 'limits.0.max'],
  [
    'one limit twice',
    { limits: [1, 2].map((max) => ({ max, who: 'patient', of: 'all', within: 'open' }) as const) },
    'limits.1',
  ],
  ['nobody of that age', { gates: { ...P1.gates, age_from_years: 60, age_to_years: 14 } }, 'gates.age_from_years'],
  [
    'symptoms asked, none named',
    { gates: { ...P1.gates, symptoms: { bars: [], send_to: { zh: '那', en: 'x' } } } },
    'gates.symptoms.bars',
  ],
  ['no time to pay', { pay_within_minutes: 0 }, 'pay_within_minutes'],
  ['a penalty without steps', { penalties: [{ ...P1.penalties[0]!, steps: [] }] }, 'penalties.0.steps'],
  [
    'steps that shrink',
    { penalties: [{ ...P1.penalties[0]!, steps: [{ months: 2 }, { days: 3 }] }] },
    'penalties.0.steps',
  ],
  ['a penalty for nothing', { penalties: [{ ...P1.penalties[0]!, at_least: 0 }] }, 'penalties.0.at_least'],
  [
    'reserves above the whole',
    {
      pool: {
        ...P1.pool,
        reserves: (['on_site', 'senior'] as const).map((reserve) => ({ reserve, share: percent(60), recycles: null })),
      },
    },
    'pool',
  ],
  [
    'one share above the whole',
    { pool: { ...P1.pool, stages: [{ share: percent(120), opens: { days_before: 1, at: '07:00' } }] } },
    'pool.stages.0.share',
  ],
  [
    'a ceiling below its floor',
    {
      pool: {
        ...P1.pool,
        channels: [{ channel: 'phone', floor: { places: 5 }, ceiling: { places: 4 }, recycles: null }],
      },
    },
    'pool.channels.0.ceiling',
  ],
  [
    'no on-site registration',
    { pool: { ...P1.pool, channels: [{ channel: 'counter', floor: null, ceiling: percent(0), recycles: null }] } },
    'pool.channels.0.ceiling',
  ],
  [
    'given back before it is released',
    {
      pool: {
        ...P1.pool,
        reserves: [{ reserve: 'senior', share: percent(5), recycles: { days_before: 9, at: '07:00' } }],
      },
    },
    'pool.reserves.0.recycles',
  ],
  ['an offer that outlives the slot', { waitlist: { ...P1.waitlist, offer_minutes: 90 } }, 'waitlist.offer_minutes'],
  [
    'a freed place that returns before it is freed',
    { freed: { return_after_minutes: { from: 9, to: 3 } } },
    'freed.return_after_minutes',
  ],
  ['no time to choose', { closure: { choose_within_hours: 0 } }, 'closure.choose_within_hours'],
] as [string, Partial<Policy>, string][])('%s', (_name, change, path) => {
  expect(paths(change)).toContain(path);
  for (const { zh, en } of contradictionsOf({ ...P1, ...change })) {
    expect(zh).toMatch(/[一-鿿].*[。]$/);
    expect(en).toMatch(/^[A-Z0-9].*\.$/);
  }
});

describe('exceptions', () => {
  const except = (override: Override, ...more: Override[]) =>
    contradictionsOf({ ...P1, overrides: [override, ...more] }, { department_ids: new Set([DENTAL]) }).map(
      (c) => c.path,
    );
  const fine: Override = { when: { department_ids: [DENTAL] }, set: { release_time: '08:00' } };
  it('a good one stands', () => expect(except(fine)).toEqual([]));
  it('an unknown department', () =>
    expect(except({ ...fine, when: { department_ids: ['x'] } })).toEqual(['overrides.0.when.department_ids']));
  it('no condition, no content', () =>
    expect(except({ when: {}, set: {} })).toEqual(['overrides.0.when', 'overrides.0.set']));
  it('two that say the same thing twice', () => expect(except(fine, fine)).toEqual(['overrides.1.set.release_time']));
  it.each(['refund', 'rush', 'preconsult'] as const)('what binds the whole house: %s', (section) =>
    expect(except({ ...fine, set: { [section]: P1[section] } })).toEqual([`overrides.0.set.${section}`]),
  );
  it('a contradiction that only the exception makes', () =>
    expect(except({ ...fine, set: { cancel: { kind: 'wall', before: days(0), at: '12:00' } } })).toEqual([
      'overrides.0.set.cancel.at',
    ]));
});
