import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StandInProcess, startStandIn } from './stand-in-process.ts';

export interface PayStandIn extends StandInProcess {
  /** Path of merchant.json. */
  merchantFile: string;
  /** Path of alipay.json. */
  alipayFile: string;
  miniProgram: { appid: string; app_secret: string };
  /** Its store, to be read once the process has ended (it holds the file while it lives). */
  storeFile: string;
}

/** Starts the payment stand-in. Its controls: `/_faults`, `/_pay/…`, `/_advance`, `/_bill_rows`, `/_reset`. */
export async function startPayStandIn(): Promise<PayStandIn> {
  const standIn = await startStandIn('pay');
  const { folder } = standIn;
  return {
    ...standIn,
    merchantFile: join(folder, 'merchant.json'),
    alipayFile: join(folder, 'alipay.json'),
    miniProgram: JSON.parse(readFileSync(join(folder, 'mini-program.json'), 'utf8')),
    storeFile: join(folder, 'store.sqlite'),
  };
}
