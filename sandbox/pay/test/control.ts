import type { Answer } from './outside-client.ts';

/** Calls the stand-in's own API (faults, pay, advance, reset). */
export async function control(standIn: { url: string }, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(standIn.url + path, {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, data: text ? JSON.parse(text) : undefined };
}
