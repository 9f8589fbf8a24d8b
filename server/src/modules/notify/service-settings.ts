/** What an account says about being told, and what is possible for it. */
import type { NoticeSettingsView } from '@menzhen/contract';
import { record, Refusal, type Tx } from '../../kernel/index.ts';
import { factOfConsent, factOfSettings, noticeKinds } from './facts.ts';
import type { MessageChannels, NotifyNeeds } from './ports.ts';
import * as store from './store-settings.ts';
import type { NoticeSettingRow } from './tables.ts';

export interface SettingsGround {
  needs: NotifyNeeds;
  channels: MessageChannels;
}

export async function showSettings(tx: Tx, ground: SettingsGround, account_id: string): Promise<NoticeSettingsView> {
  const { needs, channels } = ground;
  const settings = (await store.settingsOf(tx, [account_id]))(account_id);
  const phone = await needs.phoneOf(tx, account_id);
  const { wechat } = channels;
  const isKnownToWechat = wechat !== undefined && (await needs.openidOf(tx, account_id)) !== undefined;
  const left = await store.consentsOf(tx, [account_id]);
  const subscriptions = isKnownToWechat
    ? noticeKinds.flatMap((kind) => {
        const template_id = wechat.templateOf(kind);
        return template_id ? [{ kind, template_id, left: left(account_id, template_id) }] : [];
      })
    : [];
  return {
    ...settings,
    sms_possible: channels.sms !== undefined && phone !== undefined,
    phone_masked: phone ? needs.maskPhone(phone) : null,
    subscriptions,
  };
}

/** @throws Refusal input_invalid when one end of the quiet hours is missing */
export async function changeSettings(
  tx: Tx,
  account_id: string,
  change: Partial<NoticeSettingRow>,
  now: Temporal.Instant,
): Promise<void> {
  const before = (await store.settingsOf(tx, [account_id]))(account_id);
  const settings = { ...before, ...change };
  if ((settings.quiet_from === null) !== (settings.quiet_until === null))
    throw new Refusal('input_invalid', {}, [
      {
        field: settings.quiet_from === null ? 'quiet_from' : 'quiet_until',
        message: '免打扰时段要有开始和结束 / quiet hours need a beginning and an end',
      },
    ]);
  await store.putSettings(tx, account_id, settings, now);
  await record(tx, factOfSettings(account_id, settings, now));
}

/** Templates that are not the hospital's are left out: nothing could be sent for them. */
export async function noteConsents(
  tx: Tx,
  { channels }: SettingsGround,
  ask: { account_id: string; accepted: string[]; refused: string[]; now: Temporal.Instant },
): Promise<void> {
  const ours = new Set(noticeKinds.map((kind) => channels.wechat?.templateOf(kind)));
  const accepted = ask.accepted.filter((id) => ours.has(id));
  const refused = ask.refused.filter((id) => ours.has(id) && !accepted.includes(id));
  if (accepted.length + refused.length === 0) return;
  await store.giveConsents(tx, ask.account_id, accepted, ask.now);
  await store.withdrawConsents(tx, ask.account_id, refused, ask.now);
  await record(tx, factOfConsent(ask.account_id, { accepted, refused }, ask.now));
}
