/** SQL of what accounts have said about being told. */
import { sql, type Tx } from '../../kernel/index.ts';
import { standardSettings } from './rules-delivery.ts';
import type { NoticeSettingRow } from './tables.ts';

/** By account; one that said nothing has the standard. */
export async function settingsOf(tx: Tx, account_ids: string[]): Promise<(account_id: string) => NoticeSettingRow> {
  const { rows } = await sql<NoticeSettingRow & { account_id: string }>`
    select account_id, sms, to_char(quiet_from, 'HH24:MI') as quiet_from, to_char(quiet_until, 'HH24:MI') as quiet_until, language
    from notice_setting where account_id = any(${account_ids}::uuid[])
  `.execute(tx);
  const known = new Map(rows.map(({ account_id, ...row }) => [account_id, row]));
  return (account_id) => known.get(account_id) ?? standardSettings;
}

export async function putSettings(
  tx: Tx,
  account_id: string,
  { sms, quiet_from, quiet_until, language }: NoticeSettingRow,
  now: Temporal.Instant,
): Promise<void> {
  await sql`
    insert into notice_setting (account_id, sms, quiet_from, quiet_until, language, changed_at)
    values (${account_id}, ${sms}, ${quiet_from}, ${quiet_until}, ${language}, ${now})
    on conflict (account_id) do update set sms = excluded.sms, quiet_from = excluded.quiet_from,
      quiet_until = excluded.quiet_until, language = excluded.language, changed_at = excluded.changed_at
  `.execute(tx);
}

/** By `account/template`, how many messages the person still takes. */
export async function consentsOf(
  tx: Tx,
  account_ids: string[],
): Promise<(account: string, template?: string) => number> {
  const { rows } = await sql<{ account_id: string; template_id: string; left_count: number }>`
    select account_id, template_id, left_count from notice_consent where account_id = any(${account_ids}::uuid[])
  `.execute(tx);
  const known = new Map(rows.map((row) => [`${row.account_id}/${row.template_id}`, row.left_count]));
  return (account, template) => known.get(`${account}/${template}`) ?? 0;
}

/** One more message of each template. */
export async function giveConsents(
  tx: Tx,
  account_id: string,
  template_ids: string[],
  now: Temporal.Instant,
): Promise<void> {
  await sql`
    insert into notice_consent (account_id, template_id, left_count, changed_at)
    select ${account_id}, template_id, 1, ${now} from unnest(${template_ids}::text[]) as t(template_id)
    on conflict (account_id, template_id) do update
      set left_count = least(notice_consent.left_count + 1, 1000), changed_at = excluded.changed_at
  `.execute(tx);
}

/** Takes one; false when there is none left. Two at once never take the same. */
export async function takeConsent(tx: Tx, account_id: string, template_id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update notice_consent set left_count = left_count - 1
    where account_id = ${account_id} and template_id = ${template_id} and left_count > 0
  `.execute(tx);
  return numAffectedRows === 1n;
}

/** The person takes none any more. */
export async function withdrawConsents(
  tx: Tx,
  account_id: string,
  template_ids: string[],
  now: Temporal.Instant,
): Promise<void> {
  await sql`
    update notice_consent set left_count = 0, changed_at = ${now}
    where account_id = ${account_id} and template_id = any(${template_ids}::text[])
  `.execute(tx);
}
