/**
 * The doorman: stands before routing, hooks and bodies, and answers those who hammer. In a rush nine of ten requests are
 * theirs; what each costs decides how soon everybody else is read.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { problemBody } from './edge.ts';
import { type Locale, localeOf } from './http.ts';
import { newId } from './id.ts';
import { Refusal } from './problem.ts';

export interface Doorman {
  /** The one route at which he stands. */
  method: string;
  path: string;
  /** Seconds for which whoever comes with this `Authorization` is not listened to; 0: come in. */
  unheardFor: (authorization: string) => number;
  /** Whoever waits for so many answers already is not let in with another request. */
  most_at_once: number;
}
/** After how long to come again who waits for too many answers. */
const AT_ONCE_SECONDS = 5;
type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** As the edge answers `too_many_requests`, with what is the same for everybody made once. */
function turningAway(headers: Record<string, string>) {
  const refusals = new Map<number, Refusal>();
  const always = Object.entries({
    ...headers,
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  }).flat();
  function refusalFor(seconds: number): Refusal {
    const known = refusals.get(seconds);
    if (known) return known;
    const made = new Refusal('too_many_requests', { seconds });
    refusals.set(seconds, made);
    return made;
  }
  return (response: ServerResponse, seconds: number, locale: Locale): void => {
    const refusal = refusalFor(seconds);
    const id = newId();
    const body = Buffer.from(JSON.stringify(problemBody(refusal, locale, id)));
    const own = ['x-request-id', id, 'retry-after', String(seconds), 'content-length', String(body.length)];
    response.writeHead(refusal.status, [...always, ...own]).end(body);
  };
}

/** How many requests of each are inside; a person has one or two there, even while a draw lets everybody wait. */
function insiders() {
  const inside = new Map<string, number>();
  return {
    of: (who: string): number => inside.get(who) ?? 0,
    add(who: string, response: ServerResponse): void {
      inside.set(who, this.of(who) + 1);
      response.once('close', () => {
        if (this.of(who) > 1) inside.set(who, this.of(who) - 1);
        else inside.delete(who);
      });
    },
  };
}

/** A server whose requests pass the doorman first; `headers` are those that every answer bears. */
export function behind(doorman: Doorman, headers: Record<string, string>) {
  const turnAway = turningAway(headers);
  const inside = insiders();
  /** Seconds until the caller may come again; 0: now. */
  function barred(who: string): number {
    return inside.of(who) >= doorman.most_at_once ? AT_ONCE_SECONDS : doorman.unheardFor(who);
  }
  return (handle: Handler, options: { keepAliveTimeout?: number; requestTimeout?: number }): Server => {
    const server = createServer((request, response) => {
      if (request.url !== doorman.path || request.method !== doorman.method) return handle(request, response);
      const who = request.headers.authorization ?? '';
      const seconds = barred(who);
      if (seconds > 0) return turnAway(response, seconds, localeOf(request.headers['accept-language']));
      inside.add(who, response);
      handle(request, response);
    });
    server.keepAliveTimeout = options.keepAliveTimeout ?? server.keepAliveTimeout;
    server.requestTimeout = options.requestTimeout ?? server.requestTimeout;
    return server;
  };
}
