/**
 * The demo hospital's helps: its accounts, and a clock that can be moved on, so that a whole clinic day can be tried at any
 * hour. Answers `not_found` in a real hospital.
 */
import {
  type Db,
  type Handlers,
  instantOf,
  type MovableClock,
  dayOf,
  wallTimeOf,
  addDays,
  readHospitalSetting,
  Refusal,
  type Tx,
  type Wake,
  writeHospitalSetting,
} from '../kernel/index.ts';
import type { Policies } from '../modules/policy/index.ts';

const SHIFT = 'demo.clock_shift_ms';
/** A demo day starts here: numbers are out, doors are open, patients check in. */
const OPENING = '08:20';
/** A stranger who comes later finds half of the doctors gone, and the one of the walk through the README among them. */
const LATEST = '09:30';
/** A clock never goes back; a slip of the finger must not strand the demo. */
const MOST_AT_ONCE = Temporal.Duration.from({ hours: 14 * 24 });
const TOO_FAR = { field: 'to', message: '一次最多拨快 14 天 / at most 14 days at once' };

export interface DemoAccounts {
  accounts: { role: string; login: string; password: string; note: string }[];
  boards: { name: string; key: string }[];
  patients: { phone: string; note: string }[];
}

export interface DemoGround {
  db: Db;
  clock: MovableClock;
  wake: Wake;
  accounts: DemoAccounts;
}

export const readClockShift = async (tx: Tx): Promise<Temporal.Duration> =>
  Temporal.Duration.from({ milliseconds: (await readHospitalSetting<number>(tx, SHIFT)) ?? 0 });

export const keepClockShift = (tx: Tx, shift: Temporal.Duration): Promise<void> =>
  writeHospitalSetting(tx, SHIFT, Math.round(shift.total('milliseconds')));

/** The time a demo hospital opens at: now while a morning is young, else the next working morning. */
export async function demoOpening(tx: Tx, policy: Policies, now: Temporal.Instant): Promise<Temporal.Instant> {
  const today = dayOf(now);
  const days = await policy.days(tx, today, addDays(today, 14));
  const works = [...days]
    .filter(([, day]) => day.kind === 'workday' || day.kind === 'make_up_workday')
    .map(([date]) => date);
  const time = wallTimeOf(now);
  if (works[0] === today && time >= OPENING && time < LATEST) return now;
  const next = works.find((date) => date > today || time < OPENING) ?? today;
  return instantOf(next, OPENING);
}

export function demoHandlers(ground: DemoGround | undefined): Handlers<'demo' | 'demoClock'> {
  const open = (): DemoGround => {
    if (!ground) throw new Refusal('not_found');
    return ground;
  };
  return {
    demo: () => ({ now: open().clock.now().toString(), ...open().accounts }),
    async demoClock({ body }) {
      const { clock, db, wake } = open();
      const ahead = Temporal.Instant.from(body.to).since(clock.now());
      if (Temporal.Duration.compare(ahead, MOST_AT_ONCE) > 0) throw new Refusal('input_invalid', {}, [TOO_FAR]);
      const now = clock.moveTo(Temporal.Instant.from(body.to));
      await keepClockShift(db.kysely, now.since(Temporal.Now.instant()));
      wake.announce();
      return { now: now.toString() };
    },
  };
}
