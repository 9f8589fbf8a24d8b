/** The ways to people's phones that the hospital has named in its settings. */
import type { Settings } from '../kernel/index.ts';
import type { MessageChannels } from '../modules/notify/index.ts';
import { aliyunSms, readAliyunSmsFile } from './aliyun-sms.ts';
import { readWechatMessageFile, wechatMessages } from './wechat-message.ts';

/**
 * @param now the outside world's time
 * @throws Error when a file that is named cannot be read, or lacks something
 */
export function messageChannelsOf(settings: Settings, now: () => Temporal.Instant): MessageChannels {
  const channels: MessageChannels = {};
  if (settings.SMS_FILE) {
    const file = readAliyunSmsFile(settings.SMS_FILE);
    channels.sms = aliyunSms({ file, base_url: settings.SMS_BASE }, now).notices;
  }
  const { WECHAT_APP_ID: appid, WECHAT_APP_SECRET: app_secret, WECHAT_MESSAGE_FILE: path } = settings;
  if (path && appid && app_secret)
    channels.wechat = wechatMessages({
      appid,
      app_secret,
      file: readWechatMessageFile(path),
      base_url: settings.WECHAT_MESSAGE_BASE,
    });
  return channels;
}
