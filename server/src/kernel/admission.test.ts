import { expect, test } from 'vitest';
import { Admission, type AdmissionAsk } from './admission.ts';

const caps = { per_account_per_minute: 30, per_device_accounts_per_day: 5, per_address_per_minute: 600 };
const HONEST: AdmissionAsk = { account_id: 'one', device: 'phone-one', address: '10.0.0.1', caps };
function open() {
  let at_ms = 1_800_000_000_000;
  const admission = new Admission({ now_ms: () => at_ms });
  const ask = (part: Partial<AdmissionAsk> = {}) => admission.judge({ ...HONEST, ...part }).is;
  const times = (n: number, part: (k: number) => Partial<AdmissionAsk>) =>
    Array.from({ length: n }, (_, k) => ask(part(k)));
  const pass_ms = (ms: number) => {
    at_ms += ms;
  };
  return { admission, ask, times, pass_ms };
}

test('an account that asks too often is suspected, then not heard, and after a minute heard again', () => {
  const { times, ask, pass_ms } = open();
  const said = times(70, () => ({}));
  expect(said.slice(0, 30).every((is) => is === 'heard')).toBe(true);
  expect(said.slice(30, 60).every((is) => is === 'suspected')).toBe(true);
  expect(said.slice(60).every((is) => is === 'unheard')).toBe(true);
  pass_ms(120_000);
  expect(ask()).toBe('heard');
});

test('the minute slides: half of the last one still counts in the middle of this one', () => {
  const { times, ask, pass_ms } = open();
  times(30, () => ({}));
  pass_ms(60_000);
  expect(ask()).toBe('suspected');
  pass_ms(30_000);
  expect(ask()).toBe('heard');
});

test('five thousand students behind one address are all heard', () => {
  const { times } = open();
  const campus = times(5_000, (k) => ({ account_id: `student-${k}`, device: `phone-${k}` }));
  expect(new Set(campus)).toEqual(new Set(['heard']));
});

test('behind such an address, who names no device is suspected', () => {
  const { times, ask } = open();
  times(601, (k) => ({ account_id: `student-${k}`, device: `phone-${k}` }));
  expect(ask({ account_id: 'script', device: null })).toBe('suspected');
  expect(ask({ account_id: 'other', device: null, address: '10.0.0.2' })).toBe('heard');
});

test('a device with many accounts is suspected from the sixth on; the next day it begins anew', () => {
  const { times, ask, pass_ms } = open();
  const farm = times(6, (k) => ({ account_id: `account-${k}`, device: 'farm' }));
  expect(farm).toEqual(['heard', 'heard', 'heard', 'heard', 'heard', 'suspected']);
  pass_ms(86_400_000);
  expect(ask({ account_id: 'account-0', device: 'farm' })).toBe('heard');
});

test('who presses before the release once or twice is heard, who does it again and again is suspected', () => {
  const { admission, ask } = open();
  for (let n = 0; n < 2; n += 1) admission.wasEarly('one');
  expect(ask()).toBe('heard');
  admission.wasEarly('one');
  expect(ask()).toBe('suspected');
  expect(ask({ account_id: 'two' })).toBe('heard');
});

test('a token that is not heard is heard again when its time is over', () => {
  const { admission, pass_ms } = open();
  admission.unhear('Bearer x', 10);
  expect(admission.unheardFor('Bearer x')).toBe(10);
  pass_ms(9_500);
  expect(admission.unheardFor('Bearer x')).toBe(1);
  pass_ms(500);
  expect(admission.unheardFor('Bearer x')).toBe(0);
  expect(admission.unheardFor('Bearer y')).toBe(0);
});

test('what the other nodes counted sharpens the next judgement', async () => {
  const shared = { add: async () => 31, join: async () => 6, close: () => {} };
  const admission = new Admission({ shared, now_ms: () => 1_800_000_000_000 });
  expect(admission.judge(HONEST).is).toBe('heard');
  await new Promise((done) => setTimeout(done));
  expect(admission.judge(HONEST).is).toBe('suspected');
});
