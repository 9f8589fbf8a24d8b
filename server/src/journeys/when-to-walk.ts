/** The queue and the map together: how long still, how far to walk, and so when to start. */
import type { AnswerOf, Contract } from '@menzhen/contract';
import { type Clock, type Db, found, type Handlers, type Locale, wallTimeOf } from '../kernel/index.ts';
import type { Catalog } from '../modules/catalog/index.ts';
import type { Navigation, WalkAsk } from '../modules/navigation/index.ts';
import type { Queue } from '../modules/queue/index.ts';

export interface WalkGround {
  db: Db;
  clock: Clock;
  catalog: Pick<Catalog, 'view'>;
  navigation: Pick<Navigation, 'way'>;
  queue: Pick<Queue, 'placesOf' | 'points'>;
}
type WalkView = AnswerOf<Contract['whenToWalk']>;
type Place = Awaited<ReturnType<Queue['placesOf']>>[number];

/** To be there before one is called, not just when: to sit down, to find the door. */
const EARLY_MINUTES = 2;

interface Figures {
  now: Temporal.Instant;
  p50: number | null;
  p90: number | null;
  walk_minutes: number;
  is_called: boolean;
}

/**
 * Start so early that one is there when the turn comes as soon as half of such waits: later, and every second one is passed. It is
 * kept to the whole minute.
 */
export function startOf({ now, p50, walk_minutes, is_called }: Figures): Temporal.Instant | null {
  if (is_called || p50 === null) return null;
  const minutes = p50 - walk_minutes - EARLY_MINUTES;
  return minutes > 0
    ? now.add({ seconds: minutes * 60 }).round({ smallestUnit: 'minute', roundingMode: 'floor' })
    : null;
}

const rangeWords = ({ p50, p90 }: Figures, locale: Locale): string => {
  const range = p50 === p90 || p90 === null ? `${p50}` : `${p50}–${p90}`;
  return locale === 'zh' ? `预计 ${range} 分钟后轮到您` : `Your turn in about ${range} min`;
};

export function sentenceOf(figures: Figures, start_at: Temporal.Instant | null, locale: Locale): string {
  const { walk_minutes: minutes, is_called, p50 } = figures;
  if (is_called)
    return locale === 'zh'
      ? `已叫到您，请现在过去，步行约 ${minutes} 分钟。`
      : `You have been called: please go now, the walk takes ${minutes} min.`;
  if (p50 === null)
    return locale === 'zh'
      ? `步行约 ${minutes} 分钟；现在还估不出要等多久。`
      : `The walk takes ${minutes} min; how long you will wait cannot be told yet.`;
  const range = rangeWords(figures, locale);
  const walk = locale === 'zh' ? `步行约 ${minutes} 分钟` : `the walk takes ${minutes}`;
  if (!start_at) return locale === 'zh' ? `${range}，${walk}：请现在动身。` : `${range}, ${walk}: please start now.`;
  const time = wallTimeOf(start_at);
  return locale === 'zh' ? `${range}，${walk}：请在 ${time} 动身。` : `${range}, ${walk}: start at ${time}.`;
}

/** The room of the ticket, else the service point; and the campus on which that is. */
async function goalOf(
  { catalog, queue, db }: WalkGround,
  { ticket }: Place,
): Promise<Pick<WalkAsk, 'goal' | 'campus_id'>> {
  const { room } = await catalog.view();
  const { room_id, service_point_id } = ticket;
  const campusOf = (id: string | null | undefined) => room(id ?? '')?.campus_id ?? '';
  if (room_id) return { goal: { to: 'room', id: room_id }, campus_id: campusOf(room_id) };
  const point = found((await queue.points(db.kysely, null)).find(({ id }) => id === service_point_id));
  return { goal: { to: 'service_point', id: point.id }, campus_id: campusOf(point.room_ids[0]) };
}

export function walkHandlers(ground: WalkGround): Handlers<'whenToWalk'> {
  return {
    async whenToWalk({ params, query, actor, now, locale }): Promise<WalkView> {
      const places = await ground.queue.placesOf(ground.db.kysely, { account_id: actor.id, now, locale });
      const place = found(places.find(({ ticket }) => ticket.id === params.id));
      const { step_free = false, slow = false } = query;
      const walk = { from: query.from?.toLowerCase(), step_free, slow, locale, now };
      const way = await ground.navigation.way({ ...walk, ...(await goalOf(ground, place)) });
      const { wait_minutes_p50: p50, wait_minutes_p90: p90, ticket } = place;
      const figures = { now, p50, p90, walk_minutes: way.minutes, is_called: ticket.state === 'called' };
      const start_at = startOf(figures);
      return {
        ticket_id: ticket.id,
        ticket_number: ticket.number,
        way,
        turn_minutes_p50: p50,
        turn_minutes_p90: p90,
        walk_minutes: way.minutes,
        start_at: start_at?.toString() ?? null,
        start_now: start_at === null && (figures.is_called || p50 !== null),
        sentence: sentenceOf(figures, start_at, locale),
        computed_at: now.toString(),
      };
    },
  };
}
