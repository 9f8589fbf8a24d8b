/**
 * The published maps live: topic `maps`, for everybody who may open a map, which is everybody. Whoever is walking hears of a
 * closed lift at once; one state for all, so small that no phone has to ask for its map again.
 */
import { createHash } from 'node:crypto';
import type { MapsNews } from '@menzhen/contract';
import type { Clock, LiveView } from '../../kernel/index.ts';
import { newsOf, type PublishedMaps } from './published.ts';

const TOPIC = 'maps';
/** What changes what patients see; drafts do not. */
const TOLD = new Set(['map.closed', 'map.reopened', 'map.published', 'map.changed']);

export function mapsView(published: PublishedMaps, clock: Clock): LiveView {
  const openKeyOf = (topic: string) => (topic === TOPIC ? TOPIC : undefined);
  return {
    keyOf: (_actor, topic) => openKeyOf(topic),
    openKeyOf,
    async read() {
      const state: MapsNews = { maps: (await published.all(clock.now())).map(newsOf) };
      return { cursor: createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 22), state };
    },
    touchedBy: (_key, facts) => facts.some(({ kind }) => TOLD.has(kind)),
  };
}
