import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StandInProcess, startStandIn } from './stand-in-process.ts';

/** What a phone got, as the stand-in tells it. */
export interface Arrived {
  channel: 'sms' | 'wechat';
  to: string;
  text?: string;
  title?: string;
  page?: string;
  fields?: { label: string; value: string }[];
  out_id?: string;
}

export interface MessageStandIn extends StandInProcess {
  /** Paths of sms.json and wechat.json. */
  smsFile: string;
  wechatFile: string;
  wechat: { appid: string; app_secret: string; templates: Record<string, { template_id: string }> };
  arrived(to?: string): Promise<Arrived[]>;
}

/** Starts the message stand-in. Its controls: `/_faults`, `/_consents`, `/_advance`, `/_reset`. */
export async function startMessageStandIn(): Promise<MessageStandIn> {
  const standIn = await startStandIn('message');
  const wechatFile = join(standIn.folder, 'wechat.json');
  return {
    ...standIn,
    smsFile: join(standIn.folder, 'sms.json'),
    wechatFile,
    wechat: JSON.parse(readFileSync(wechatFile, 'utf8')),
    async arrived(to) {
      const asked = to ? `/_arrived?to=${to}` : '/_arrived';
      return (await standIn.control<{ messages: Arrived[] }>('GET', asked)).messages;
    },
  };
}
