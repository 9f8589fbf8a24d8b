import type { PublishedMapView } from './maps.ts';

/**
 * Live views over WebSocket at /api/live. A client sends `hello` once with its session token, then `watch` a topic with
 * the cursor it saw last; the server answers with `state` (whole, so a lost message never matters) whenever it changed.
 * Topics: `calls:<department>` (its newest calls, `HallCalls`; any account), `board` (a board's own), `booking:<id>` (the account's own), `doctor` (the doctor's own day), `queue`,
 * `lines` and `today` (staff), `tickets` (all the account's tickets of the day), `waitlist` (what the account waits for), `preconsult_alerts` (staff who take care of alerts; `PreconsultAlertsNews`: codes and counts, no words),
 * `maps` (the published maps and what is closed on them, `MapsNews`; anybody, also without `hello`). `ping` after at most 20 s of silence keeps proxies from closing; no `state` is sent when the cursor is still true.
 */
export type LiveTopic =
  | 'board'
  | 'doctor'
  | 'queue'
  | 'lines'
  | 'tickets'
  | 'today'
  | 'waitlist'
  | 'maps'
  | 'preconsult_alerts'
  | `booking:${string}`
  | `calls:${string}`;
/** What `calls:<department>` tells: newest first, without names. */
export interface HallCalls {
  calls: { call_id: string; ticket_number: string; room_name: string; called_at: string }[];
}
/** A published map without its features, with what is closed on it now; when its number is another, the map is read anew. */
export type MapNews = Omit<PublishedMapView, 'features'>;
/** What `maps` tells. */
export interface MapsNews {
  maps: MapNews[];
}
export type LiveFromClient =
  | { type: 'hello'; token: string }
  | { type: 'watch'; topic: LiveTopic; cursor?: string }
  | { type: 'unwatch'; topic: LiveTopic }
  | { type: 'pong' };
export type LiveFromServer =
  | { type: 'welcome' }
  | { type: 'state'; topic: LiveTopic; cursor: string; at: string; state: unknown }
  | { type: 'refused'; topic: LiveTopic | null; code: string; detail: string }
  | { type: 'ping'; at: string };
export const LIVE_PATH = '/api/live';
