import { listen, type Place } from '../../kit/program.ts';
import { Agenda } from './agenda.ts';
import { buildApp } from './app.ts';
import { type AlipayFile, type MerchantFile, type MiniProgramFile, openKeys } from './keys.ts';
import { Store } from './store.ts';
import type { World } from './world.ts';

export interface StandInOptions extends Place {
  /** Retry waits, delays and refund times are divided by this; 1 is the real pace. */
  speedUp?: number;
  /** Address under which people's browsers reach this program; its own address if not given. */
  publicUrl?: string;
}

export interface StandIn {
  url: string;
  merchant: MerchantFile;
  miniProgram: MiniProgramFile;
  alipay: AlipayFile;
  close(): Promise<void>;
}

/** Opens the payment stand-in: reads or makes its keys, restores its orders, listens. */
export async function startPayStandIn(options: StandInOptions): Promise<StandIn> {
  const store = new Store(options.data);
  const keys = openKeys(options.data);
  let url = '';
  const world: World = {
    store,
    keys,
    clock: { nowMs: () => Date.now() + store.clockOffsetMs },
    speedUp: options.speedUp ?? 1,
    publicUrl: () => options.publicUrl ?? url,
  };
  const agenda = new Agenda(world);
  const app = await buildApp(world, agenda);
  try {
    url = await listen(app, options);
  } catch (error) {
    store.close();
    throw error;
  }
  agenda.wake();
  return {
    url,
    merchant: keys.merchant,
    miniProgram: keys.miniProgram,
    alipay: keys.alipay,
    async close() {
      await app.close();
      await agenda.close();
      store.close();
    },
  };
}
