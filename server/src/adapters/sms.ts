/** Senders of sign-in codes. A provider's adapter implements `SmsSender` and is added to `smsSender` below. */
import type { SmsSender } from '../modules/people/index.ts';
import { aliyunSms, readAliyunSmsFile } from './aliyun-sms.ts';

/** The demo hospital: nothing is sent; the page itself shows the code. */
export const demoSms: SmsSender = { send: async ({ code }) => ({ demo_code: code }) };

/** The page shows the code, and the message stand-in gets it too; a stand-in that is away does no harm. */
const shownAndSent = (through: SmsSender): SmsSender => ({
  async send(message) {
    await through.send(message).catch(() => undefined);
    return { demo_code: message.code };
  },
});

/** Notes that a code was made, without number or code; for trying a real setup before a provider is chosen. */
export const logSms = (log: { info(message: string): void }): SmsSender => ({
  async send({ valid_minutes }) {
    log.info(`an SMS code was made, valid for ${valid_minutes} minutes; no provider is set up, so nothing was sent`);
    return {};
  },
});

/** @throws Error when SMS_PROVIDER is unknown, is the demo's outside the demo hospital, or lacks its file */
export function smsSender(
  settings: { SMS_PROVIDER: string; SMS_FILE: string | undefined; SMS_BASE: string; DEMO: boolean },
  given: { log: { info(message: string): void }; now: () => Temporal.Instant },
): SmsSender {
  const { SMS_PROVIDER, SMS_FILE, SMS_BASE, DEMO } = settings;
  const aliyun = (path: string): SmsSender =>
    aliyunSms({ file: readAliyunSmsFile(path), base_url: SMS_BASE }, given.now).codes;
  if (SMS_PROVIDER === 'demo' && !DEMO)
    throw new Error('SMS_PROVIDER=demo shows codes on the page and is for the demo hospital only');
  if (SMS_PROVIDER === 'demo') return SMS_FILE ? shownAndSent(aliyun(SMS_FILE)) : demoSms;
  if (SMS_PROVIDER === 'log') return logSms(given.log);
  if (SMS_PROVIDER === 'aliyun' && SMS_FILE) return aliyun(SMS_FILE);
  if (SMS_PROVIDER === 'aliyun') throw new Error('SMS_PROVIDER=aliyun needs SMS_FILE');
  throw new Error(`SMS_PROVIDER "${SMS_PROVIDER}" is unknown; known are: aliyun, demo, log`);
}
