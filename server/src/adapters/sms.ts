/** Senders of sign-in codes. A provider's adapter implements `SmsSender` and is added to `smsSender` below. */
import type { SmsSender } from '../modules/people/index.ts';

/** The demo hospital: nothing is sent; the page itself shows the code. */
export const demoSms: SmsSender = { send: async ({ code }) => ({ demo_code: code }) };

/** Notes that a code was made, without number or code; for trying a real setup before a provider is chosen. */
export const logSms = (log: { info(message: string): void }): SmsSender => ({
  async send({ valid_minutes }) {
    log.info(`an SMS code was made, valid for ${valid_minutes} minutes; no provider is set up, so nothing was sent`);
    return {};
  },
});

/** @throws Error when the provider named in SMS_PROVIDER is unknown, or is the demo's outside the demo hospital */
export function smsSender(
  settings: { SMS_PROVIDER: string; DEMO: boolean },
  log: { info(message: string): void },
): SmsSender {
  if (settings.SMS_PROVIDER === 'demo' && !settings.DEMO)
    throw new Error('SMS_PROVIDER=demo shows codes on the page and is for the demo hospital only');
  if (settings.SMS_PROVIDER === 'demo') return demoSms;
  if (settings.SMS_PROVIDER === 'log') return logSms(log);
  throw new Error(`SMS_PROVIDER "${settings.SMS_PROVIDER}" is unknown; known are: demo, log`);
}
