/** Staff sign in by login and password, and by TOTP where it is switched on. Five wrong tries lock for 15 minutes. */
import { audit, inTransaction, openSession, Refusal, type Tx, wallTimeOf } from '../../../kernel/index.ts';
import * as store from '../store/staff.ts';
import type { StaffRow } from '../tables.ts';
import type { PeopleGround } from './ground.ts';
import { isPassword } from './passwords.ts';
import { takeTotp } from './totp.ts';

const MOST_FAILURES = 5;
const LOCK_MINUTES = 15;
const SESSION_HOURS = 24;

interface Ask {
  login: string;
  password: string;
  totp?: string | undefined;
  now: Temporal.Instant;
}
interface Keyed extends Ask {
  attempt_key: string;
}
export interface StaffOpened {
  staff_id: string;
  token: string;
  expires_at: Temporal.Instant;
}
type Judged = StaffOpened | 'credentials_wrong' | 'totp_required' | 'totp_wrong';

/** @throws Refusal login_locked, credentials_wrong, totp_required, totp_wrong */
export async function signInStaff(ground: PeopleGround, typed: Ask): Promise<StaffOpened> {
  const login = typed.login.trim().toLowerCase();
  const ask = { ...typed, login, attempt_key: attemptKey(ground, login) };
  const attempt = await reserve(ground, ask);
  const staff = await store.staffByLogin(ground.db.kysely, ask.login);
  const isRight = await isPassword(staff?.password_hash, ask.password);
  // The tries were counted before; what follows only gives them back, so a refusal may be thrown after the commit.
  const judged = await inTransaction(ground.db, async (tx): Promise<Judged> => {
    const fresh = staff && (await store.staffById(tx, staff.id));
    const isSame = fresh?.state === 'active' && fresh.password_hash === staff?.password_hash;
    const verdict = isRight && isSame ? await judgeSecondFactor(ground, tx, fresh, ask) : 'credentials_wrong';
    const hasFailed = verdict === 'credentials_wrong' || verdict === 'totp_wrong';
    if (hasFailed && attempt.locked_until && fresh)
      await audit(tx, {
        at: ask.now,
        actor: `staff:${fresh.id}`,
        action: 'sign_in.locked',
        patient_id: null,
        reason: null,
      });
    return verdict;
  });
  if (typeof judged === 'string') throw new Refusal(judged);
  return judged;
}

/** What is typed as a login may by mistake be a password, so tries are counted under a keyed hash of it. */
const attemptKey = (ground: PeopleGround, login: string): string =>
  ground.secrets.blindIndex(login, 'sign_in.login').toString('base64url');

async function reserve(ground: PeopleGround, ask: Keyed): Promise<store.AttemptRow> {
  const limits = { key: ask.attempt_key, now: ask.now, most: MOST_FAILURES, lock_minutes: LOCK_MINUTES };
  const attempt = await inTransaction(ground.db, (tx) => store.reserveAttempt(tx, limits));
  if (attempt) return attempt;
  const until = (await store.lockedUntil(ground.db.kysely, ask.attempt_key)) ?? ask.now;
  throw new Refusal('login_locked', { until: wallTimeOf(until.add({ seconds: 59 })) });
}

async function judgeSecondFactor(ground: PeopleGround, tx: Tx, staff: StaffRow, ask: Keyed): Promise<Judged> {
  if (staff.totp_sealed && ask.totp === undefined) {
    await store.giveBackAttempt(tx, ask.attempt_key);
    return 'totp_required';
  }
  if (staff.totp_sealed && !(await takeTotp(ground, tx, staff, ask.totp!))) return 'totp_wrong';
  await store.clearAttempts(tx, ask.attempt_key, ask.now);
  const lasts = Temporal.Duration.from({ hours: SESSION_HOURS });
  const session = await openSession(tx, {
    kind: 'staff',
    holder_id: staff.id,
    now: ask.now,
    lasts,
    idle_minutes: ground.settings.SESSION_IDLE_MINUTES,
  });
  return { staff_id: staff.id, ...session };
}
