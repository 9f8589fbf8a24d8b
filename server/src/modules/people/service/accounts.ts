/** Signing in by phone and by WeChat; an account opens by itself the first time. */
import { randomInt, timingSafeEqual } from 'node:crypto';
import { dayOf, inTransaction, openSession, Refusal, record, type Tx } from '../../../kernel/index.ts';
import { factOfAccount } from '../facts.ts';
import * as store from '../store/accounts.ts';
import type { PeopleGround } from './ground.ts';

export const CODE_VALID_SECONDS = 300;
export const CODE_PAUSE_SECONDS = 60;
const CODE_ATTEMPTS = 5;
const CODES_A_DAY = 10;

export interface Opened {
  account_id: string;
  token: string;
  expires_at: Temporal.Instant;
}

const phoneIndex = (ground: PeopleGround, phone: string) => ground.secrets.blindIndex(phone, 'sms.phone');
const codeHash = (ground: PeopleGround, phone: string, code: string) =>
  ground.secrets.blindIndex(`${phone}:${code}`, 'sms.code');

/** @throws Refusal sms_too_soon, sms_too_many, sms_unavailable (the provider did not take it) */
export async function requestCode(
  ground: PeopleGround,
  ask: { phone: string; now: Temporal.Instant },
): Promise<{ demo_code?: string }> {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const phone_index = phoneIndex(ground, ask.phone);
  const code_hash = codeHash(ground, ask.phone, code);
  await inTransaction(ground.db, (tx) => putCode(tx, { phone_index, code_hash, now: ask.now }));
  try {
    return await ground.sms.send({ phone: ask.phone, code, valid_minutes: CODE_VALID_SECONDS / 60 });
  } catch {
    // The provider's error may quote the number, so it is not passed on; adapters report their own trouble.
    await store.voidCode(ground.db.kysely, phone_index, code_hash);
    throw new Refusal('sms_unavailable');
  }
}

async function putCode(tx: Tx, ask: { phone_index: Buffer; code_hash: Buffer; now: Temporal.Instant }): Promise<void> {
  const today = dayOf(ask.now);
  const isPut = await store.putCode(tx, {
    ...ask,
    today,
    valid_seconds: CODE_VALID_SECONDS,
    pause_seconds: CODE_PAUSE_SECONDS,
    attempts: CODE_ATTEMPTS,
    most_a_day: CODES_A_DAY,
  });
  if (isPut) return;
  const before = await store.loadCode(tx, ask.phone_index);
  const wait_seconds = before
    ? CODE_PAUSE_SECONDS - Math.floor(ask.now.since(before.sent_at).total('seconds'))
    : CODE_PAUSE_SECONDS;
  const isDayFull = before && before.sent_on === today && before.sent_count >= CODES_A_DAY;
  if (isDayFull) throw new Refusal('sms_too_many');
  throw new Refusal('sms_too_soon', { seconds: Math.max(wait_seconds, 1) });
}

/** @throws Refusal sms_code_wrong, sms_code_expired */
export async function signInPhone(
  ground: PeopleGround,
  ask: { phone: string; code: string; now: Temporal.Instant },
): Promise<Opened> {
  const judged = await inTransaction(ground.db, (tx) => judgeCode(ground, tx, ask));
  // Thrown after the commit: a wrong try must stay counted.
  if (judged === 'expired') throw new Refusal('sms_code_expired');
  if ('left' in judged) throw new Refusal('sms_code_wrong', { left: judged.left });
  return judged;
}

/** Takes one try at the code last sent to this phone; a right code is used up. */
async function tryCode(
  ground: PeopleGround,
  tx: Tx,
  ask: { phone: string; code: string; now: Temporal.Instant },
): Promise<'right' | 'expired' | { left: number }> {
  const index = phoneIndex(ground, ask.phone);
  const live = await store.takeAttempt(tx, index, ask.now);
  if (!live) return 'expired';
  if (!timingSafeEqual(live.code_hash, codeHash(ground, ask.phone, ask.code))) return { left: live.attempts_left };
  await store.useCode(tx, index, ask.now);
  return 'right';
}

/** That who holds this phone is there, without signing in. @throws Refusal sms_code_wrong, sms_code_expired */
export async function proveCode(
  ground: PeopleGround,
  ask: { phone: string; code: string; now: Temporal.Instant },
): Promise<void> {
  const judged = await inTransaction(ground.db, (tx) => tryCode(ground, tx, ask));
  // Thrown after the commit: a wrong try must stay counted.
  if (judged === 'expired') throw new Refusal('sms_code_expired');
  if (judged !== 'right') throw new Refusal('sms_code_wrong', { left: judged.left });
}

async function judgeCode(
  ground: PeopleGround,
  tx: Tx,
  ask: { phone: string; code: string; now: Temporal.Instant },
): Promise<Opened | 'expired' | { left: number }> {
  const judged = await tryCode(ground, tx, ask);
  if (judged !== 'right') return judged;
  const account_id = await openAccount(ground, tx, { by: 'phone', value: ask.phone, now: ask.now });
  return { account_id, ...(await openPatientSession(ground, tx, account_id, ask.now)) };
}

/** @throws Refusal wechat_code_refused, wechat_unavailable, too_many_requests */
export async function signInWechat(
  ground: PeopleGround,
  ask: { code: string; now: Temporal.Instant },
): Promise<Opened> {
  const openid = await exchange(ground, ask.code);
  return inTransaction(ground.db, async (tx) => {
    const account_id = await openAccount(ground, tx, { by: 'wechat', value: openid, now: ask.now });
    return { account_id, ...(await openPatientSession(ground, tx, account_id, ask.now)) };
  });
}

async function exchange(ground: PeopleGround, code: string): Promise<string> {
  if (!ground.wechatLogin) throw new Refusal('wechat_unavailable');
  try {
    return (await ground.wechatLogin.exchange(code)).openid;
  } catch (error) {
    const why = (error as { code?: string }).code;
    if (why === 'bad_code' || why === 'blocked') throw new Refusal('wechat_code_refused');
    if (why === 'too_often') throw new Refusal('too_many_requests', { seconds: 60 });
    throw new Refusal('wechat_unavailable');
  }
}

/** Finds the account or opens it; also for the demo hospital and the simulated day. */
export async function openAccount(
  ground: PeopleGround,
  tx: Tx,
  ask: { by: 'phone' | 'wechat'; value: string; now: Temporal.Instant },
): Promise<string> {
  const { id, isNew } = await store.findOrOpenAccount(tx, ground.secrets, ask);
  if (isNew) await record(tx, factOfAccount({ at: ask.now, actor: `account:${id}` }, id, ask.by));
  return id;
}

function openPatientSession(ground: PeopleGround, tx: Tx, account_id: string, now: Temporal.Instant) {
  const lasts = Temporal.Duration.from({ hours: ground.settings.SESSION_DAYS * 24 });
  return openSession(tx, { kind: 'patient', holder_id: account_id, now, lasts, idle_minutes: lasts.total('minutes') });
}
