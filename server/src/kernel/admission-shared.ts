/** Counts of admission over all nodes, in Redis. Nobody waits for them: they come in behind the judgement and sharpen the next. */
import { Redis } from 'ioredis';
import type { SharedCounts } from './admission.ts';

const PREFIX = 'menzhen:admission:';

export function countsThroughRedis(url: string): SharedCounts {
  // what is counted together in one turn of the loop goes in one packet
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, enableAutoPipelining: true });
  // said by the wake, which uses the same Redis
  redis.on('error', () => {});
  return {
    async add(key, lasts_ms) {
      const [count] = await Promise.all([redis.incr(PREFIX + key), redis.pexpire(PREFIX + key, lasts_ms)]);
      return count;
    },
    async join(key, member, lasts_ms) {
      await Promise.all([redis.sadd(PREFIX + key, member), redis.pexpire(PREFIX + key, lasts_ms)]);
      return redis.scard(PREFIX + key);
    },
    close: () => redis.disconnect(),
  };
}
