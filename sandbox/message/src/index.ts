import { listen, type Place } from '../../kit/program.ts';
import { buildApp } from './app.ts';
import { type MiniProgram, openKeys, type SmsFile, type WechatFile } from './keys.ts';
import { Store } from './store.ts';
import type { World } from './world.ts';

export interface StandInOptions extends Place {
  /** The mini program it stands for; an invented one if not given. */
  miniProgram?: MiniProgram;
}

export interface StandIn {
  url: string;
  sms: SmsFile;
  wechat: WechatFile;
  close(): Promise<void>;
}

/** Opens the message stand-in: reads or makes its keys, restores what it has sent, listens. */
export async function startMessageStandIn(options: StandInOptions): Promise<StandIn> {
  const store = new Store(options.data);
  const keys = openKeys(options.data, options.miniProgram);
  const world: World = { store, keys, nowMs: () => Date.now() + store.clockOffsetMs };
  const app = await buildApp(world);
  const url = await listen(app, options).catch((error: unknown) => {
    store.close();
    throw error;
  });
  return {
    url,
    sms: keys.sms,
    wechat: keys.wechat,
    async close() {
      await app.close();
      store.close();
    },
  };
}
