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
}
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

/** A server whose requests pass the doorman first; `headers` are those that every answer bears. */
export function behind(doorman: Doorman, headers: Record<string, string>) {
  const turnAway = turningAway(headers);
  return (handle: Handler, options: { keepAliveTimeout?: number; requestTimeout?: number }): Server => {
    const server = createServer((request, response) => {
      const isHis = request.url === doorman.path && request.method === doorman.method;
      const seconds = isHis ? doorman.unheardFor(request.headers.authorization ?? '') : 0;
      if (seconds > 0) turnAway(response, seconds, localeOf(request.headers['accept-language']));
      else handle(request, response);
    });
    server.keepAliveTimeout = options.keepAliveTimeout ?? server.keepAliveTimeout;
    server.requestTimeout = options.requestTimeout ?? server.requestTimeout;
    return server;
  };
}
