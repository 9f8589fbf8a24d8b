/** A file of a channel, chunk by chunk; it may be read as slowly as the reader likes. */
import { ChannelUnknown } from '../../modules/payment/ports.ts';

/** Nobody waits for a bill: a channel may take its time to find it. */
export const BILL_TIMEOUT_MS = 60_000;
/** A channel that sends nothing for so long has given up. */
const IDLE_MS = 30_000;

export interface Download {
  url: string;
  headers?: Record<string, string>;
}

/** @throws ChannelUnknown */
export async function* download({ url, headers = {} }: Download): AsyncGenerator<Uint8Array> {
  const stop = new AbortController();
  try {
    const begun = fetch(url, {
      headers: { 'User-Agent': 'menzhen', ...headers },
      redirect: 'error',
      signal: stop.signal,
    });
    const answer = await within(BILL_TIMEOUT_MS, begun);
    if (answer.status !== 200 || !answer.body) throw new Error(`answered ${answer.status}`);
    const reader = answer.body.getReader();
    for (;;) {
      const { done, value } = await within(IDLE_MS, reader.read());
      if (done) return;
      yield value;
    }
  } catch (cause) {
    throw new ChannelUnknown(`the bill could not be downloaded: ${(cause as Error).message}`, { cause });
  } finally {
    stop.abort();
  }
}

async function within<T>(most_ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`nothing came for ${most_ms} ms`)), most_ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
