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

export function wakeHere(): Wake {
  const bell = new EventEmitter().setMaxListeners(0);
  return {
    announce: () => void bell.emit('wake'),
    onWake(callback) {
      bell.on('wake', callback);
      return () => bell.off('wake', callback);
    },
    close: async () => void bell.removeAllListeners(),
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
  return {
    announce() {
      here.announce();
      publisher.publish(CHANNEL, '1').catch((error: Error) => onTrouble(error.message));
    },
    onWake: here.onWake,
    async close() {
      publisher.disconnect();
      subscriber.disconnect();
      await here.close();
    },
  };
}
