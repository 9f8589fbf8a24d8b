/** Those who want something else of the server while a call is told to thousands: how long they wait for an answer. */
import { Agent, get } from 'node:http';

/** So often somebody asks. */
const ASK_EVERY_MS = 5;

/** Asks on and on while `work` is done, each over a connection of its own that stays open; answers with how long each answer took. */
export async function othersWait(url: string, work: () => Promise<unknown>): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const ask = () =>
    new Promise<number>((done, fail) => {
      const began_ms = performance.now();
      const request = get(url, { agent }, (answer) => {
        answer.resume();
        answer.on('end', () => done(performance.now() - began_ms));
      });
      request.on('error', fail);
    });
  const asked: Promise<number>[] = [];
  const timer = setInterval(() => void asked.push(ask()), ASK_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  try {
    return await Promise.all(asked);
  } finally {
    agent.destroy();
  }
}
