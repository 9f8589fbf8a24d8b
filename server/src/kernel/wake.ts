/**
 * Wakes whoever waits for new facts. In one process a plain call; between nodes through Redis when REDIS_URL is set.
 * Losing a wake loses nothing: readers also look by themselves every second.
 */
import { EventEmitter } from 'node:events';
import { Redis } from 'ioredis';

export interface Wake {
  /** Says that facts were committed. */
  announce(): void;
  /** Calls back after an announcement, here or on another node; returns how to stop. */
  onWake(callback: () => void): () => void;
  close(): Promise<void>;
}

const CHANNEL = 'menzhen:wake';

/** In a rush thousands of facts a second are announced: who is rung this often reads many of them at a time. */
const RINGS_APART_MS = 200;

/** `ring`, at once for the first call; calls that follow it closely share the next ring. */
function spaced(ring: () => void): { call(): void; stop(): void } {
  let resting: NodeJS.Timeout | undefined;
  let again = false;
  function call(): void {
    again = resting !== undefined;
    if (again) return;
    resting = setTimeout(() => {
      resting = undefined;
      if (again) call();
    }, RINGS_APART_MS).unref();
    ring();
  }
  return { call, stop: () => clearTimeout(resting) };
}

export function wakeHere(): Wake {
  const bell = new EventEmitter().setMaxListeners(0);
  const rings = spaced(() => bell.emit('wake'));
  return {
    announce: rings.call,
    onWake(callback) {
      bell.on('wake', callback);
      return () => bell.off('wake', callback);
    },
    async close() {
      rings.stop();
      bell.removeAllListeners();
    },
  };
}

/** As wakeHere, and rings the bell of every node on the same Redis. */
export function wakeThroughRedis(url: string, onTrouble: (message: string) => void): Wake {
  const here = wakeHere();
  const options = { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: false };
  const publisher = new Redis(url, options);
  const subscriber = new Redis(url, { ...options, enableOfflineQueue: true });
  for (const client of [publisher, subscriber]) client.on('error', (error: Error) => onTrouble(error.message));
  subscriber.subscribe(CHANNEL).catch((error: Error) => onTrouble(error.message));
  subscriber.on('message', () => here.announce());
  const publishes = spaced(() => {
    publisher.publish(CHANNEL, '1').catch((error: Error) => onTrouble(error.message));
  });
  return {
    announce() {
      here.announce();
      publishes.call();
    },
    onWake: here.onWake,
    async close() {
      publishes.stop();
      publisher.disconnect();
      subscriber.disconnect();
      await here.close();
    },
  };
}
