import { expect, it } from 'vitest';
import { Lane } from './lane.ts';

const pause = () => new Promise((done) => setTimeout(done, 1));

function recordingLane(most = 64, fail: (ask: string) => boolean = () => false) {
  const batches: string[][] = [];
  const lane = new Lane<string, string>({
    most,
    onlyOncePer: (ask) => ask.split(':')[0]!,
    async work(asks) {
      batches.push(asks);
      await pause();
      if (asks.some(fail)) throw new Error('bad batch');
      return asks.map((ask) => ask.toUpperCase());
    },
  });
  return { lane, batches };
}

it('a lone ask goes at once and alone; those that arrive meanwhile share the next batch', async () => {
  const { lane, batches } = recordingLane();
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((ask) => lane.ask(ask)));
  expect(answers).toEqual(['A', 'B', 'C', 'D']);
  expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
});

it('a patient stands at most once in a batch, and in order', async () => {
  const { lane, batches } = recordingLane();
  await Promise.all(['x', 'p:1', 'p:2', 'q'].map((ask) => lane.ask(ask)));
  expect(batches).toEqual([['x'], ['p:1', 'q'], ['p:2']]);
});

it('no batch is larger than allowed', async () => {
  const { lane, batches } = recordingLane(2);
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((ask) => lane.ask(ask)));
  expect(batches.map((batch) => batch.length)).toEqual([1, 2, 2]);
});

it('one bad ask harms nobody else', async () => {
  const { lane } = recordingLane(64, (ask) => ask === 'bad');
  const settled = await Promise.allSettled(['a', 'b', 'bad', 'c'].map((ask) => lane.ask(ask)));
  expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
});

it('an ask may stand for two, a patient and an account, and waits for either', async () => {
  const batches: string[][] = [];
  const lane = new Lane<string, string>({
    most: 64,
    onlyOncePer: (ask) => ask.split('+'),
    async work(asks) {
      batches.push(asks);
      await pause();
      return asks;
    },
  });
  await Promise.all(['begin', 'p+a', 'q+a', 'p+b', 'r+c'].map((ask) => lane.ask(ask)));
  expect(batches).toEqual([['begin'], ['p+a', 'r+c'], ['q+a', 'p+b']]);
});
