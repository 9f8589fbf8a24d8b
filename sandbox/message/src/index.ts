import type { AddressInfo } from 'node:net';
import { buildApp } from './app.ts';
import { type MiniProgram, openKeys, type SmsFile, type WechatFile } from './keys.ts';
import { Store } from './store.ts';
import type { World } from './world.ts';

export interface StandInOptions {
  /** Folder of the keys and the store. */
  data: string;
  /** 0 takes any free port. */
  port: number;
  host?: string;
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
  const host = options.host ?? '127.0.0.1';
  try {
    await app.listen({ port: options.port, host });
  } catch (error) {
    store.close();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`,
    sms: keys.sms,
    wechat: keys.wechat,
    async close() {
      await app.close();
      store.close();
    },
  };
}
