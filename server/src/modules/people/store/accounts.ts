/** SQL of accounts and their one-time SMS codes. */
import { first, newId, type Secrets, sql, type Tx } from '../../../kernel/index.ts';
import type { AccountRow, SmsCodeRow } from '../tables.ts';

type By = 'phone' | 'wechat';
const columns = {
  phone: { sealed: sql.ref('phone_sealed'), index: sql.ref('phone_index') },
  wechat: { sealed: sql.ref('wechat_sealed'), index: sql.ref('wechat_index') },
};
const place = (by: By, id: string): string => `account/${by}/${id}`;

/** The account reached by this phone or openid, opened if there is none; two at once get the same one. */
export async function findOrOpenAccount(
  tx: Tx,
  secrets: Secrets,
  ask: { by: By; value: string; now: Temporal.Instant },
): Promise<{ id: string; isNew: boolean }> {
  const { sealed, index } = columns[ask.by];
  const key = secrets.blindIndex(ask.value, `account.${ask.by}`);
  const id = newId();
  const opened = await sql`
    insert into account (id, ${sealed}, ${index}, opened_at)
    values (${id}, ${secrets.seal(ask.value, place(ask.by, id))}, ${key}, ${ask.now})
    on conflict (${index}) do nothing returning id
  `.execute(tx);
  if (opened.rows.length > 0) return { id, isNew: true };
  const there = first(await sql<{ id: string }>`select id from account where ${index} = ${key}`.execute(tx));
  return { id: there!.id, isNew: false };
}

export async function existingAccounts(tx: Tx, ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from account where id = any(${ids}::uuid[])`.execute(tx);
  return rows.map((row) => row.id);
}

export async function loadAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  return first(await sql<AccountRow>`select id, phone_sealed, wechat_sealed from account where id = ${id}`.execute(tx));
}

/** Serialises what one account does to its list of patients. */
export async function lockAccount(tx: Tx, id: string): Promise<void> {
  await sql`select 1 from account where id = ${id} for update`.execute(tx);
}

export function openPhone(secrets: Secrets, row: AccountRow | undefined): string | undefined {
  return row?.phone_sealed ? secrets.open(row.phone_sealed, place('phone', row.id)) : undefined;
}
export function openOpenid(secrets: Secrets, row: AccountRow | undefined): string | undefined {
  return row?.wechat_sealed ? secrets.open(row.wechat_sealed, place('wechat', row.id)) : undefined;
}

export interface NewCode {
  phone_index: Buffer;
  code_hash: Buffer;
  now: Temporal.Instant;
  today: string;
  valid_seconds: number;
  pause_seconds: number;
  attempts: number;
  most_a_day: number;
}

/** Puts a new code in place of the old one if the pause and the day's number allow it; false if not. */
export async function putCode(tx: Tx, code: NewCode): Promise<boolean> {
  const expires_at = code.now.add({ seconds: code.valid_seconds });
  const { rows } = await sql`
    insert into sms_code as old (phone_index, code_hash, sent_at, expires_at, attempts_left, sent_on, sent_count)
    values (${code.phone_index}, ${code.code_hash}, ${code.now}, ${expires_at}, ${code.attempts}, ${code.today}, 1)
    on conflict (phone_index) do update set
      code_hash = excluded.code_hash, sent_at = excluded.sent_at, expires_at = excluded.expires_at,
      attempts_left = excluded.attempts_left, used_at = null, sent_on = excluded.sent_on,
      sent_count = case when old.sent_on = excluded.sent_on then old.sent_count + 1 else 1 end
    where old.sent_at <= ${code.now.subtract({ seconds: code.pause_seconds })}
      and (old.sent_on <> excluded.sent_on or old.sent_count < ${code.most_a_day})
    returning 1
  `.execute(tx);
  return rows.length > 0;
}

export async function loadCode(tx: Tx, phone_index: Buffer): Promise<SmsCodeRow | undefined> {
  return first(
    await sql<SmsCodeRow>`
      select code_hash, sent_at, sent_on, sent_count, attempts_left from sms_code where phone_index = ${phone_index}
    `.execute(tx),
  );
}

/** A code the provider did not take: it is void, and the next one need not wait. */
export async function voidCode(tx: Tx, phone_index: Buffer, code_hash: Buffer): Promise<void> {
  await sql`
    update sms_code set expires_at = sent_at, sent_at = sent_at - interval '1 hour'
    where phone_index = ${phone_index} and code_hash = ${code_hash}
  `.execute(tx);
}

/** Takes one attempt at the live code; undefined: there is none (never sent, used, expired, out of attempts). */
export async function takeAttempt(tx: Tx, phone_index: Buffer, now: Temporal.Instant): Promise<SmsCodeRow | undefined> {
  return first(
    await sql<SmsCodeRow>`
      update sms_code set attempts_left = attempts_left - 1
      where phone_index = ${phone_index} and used_at is null and attempts_left > 0 and expires_at > ${now}
      returning code_hash, sent_at, sent_on, sent_count, attempts_left
    `.execute(tx),
  );
}

export async function useCode(tx: Tx, phone_index: Buffer, now: Temporal.Instant): Promise<void> {
  await sql`update sms_code set used_at = ${now} where phone_index = ${phone_index}`.execute(tx);
}
