import { describe, expect, test } from 'vitest';
import { FITTED, rowsOf } from '../vignettes/rows.ts';
import { createGravity, fitGravity } from './gravity.ts';
import { createEngine } from './index.ts';
import { readRow } from './row.ts';

const shipped = createEngine();
const texts = FITTED.flatMap(rowsOf).map((row) => ({ ...readRow(JSON.stringify(row)), gold: row.gold }));

/** An engine whose net knows these features only. */
const netOf = (features: Record<string, number>) =>
  createEngine({ ...shipped.data, gravity: { kind: 'gravity-1', texts: 0, features } });
const HARMLESS = '想问一下挂号几点开始';
const net = netOf({ '^': -5, 问一下: 40 });

describe('how gravely words sound', () => {
  test('the shipped weights are what the vignettes teach: npm run triage:gravity writes them anew', () => {
    const fitted = fitGravity(
      texts.map(({ text, profile, gold }) => ({
        reading: shipped.read(text, profile),
        is_emergency: gold === 'emergency',
      })),
    );
    expect(fitted).toEqual(shipped.data.gravity);
  }, 180_000);

  test('raises a flag where no rule knows what it is, and shows the words that weighed', () => {
    const { level, flags, reading } = net.analyse(HARMLESS);
    expect(level).toBe(2);
    expect(flags.map(({ rule, state }) => [rule, state])).toEqual([['words-sound-grave', 'fired']]);
    const words = flags[0]?.because.map(({ turn, start, end }) => reading.turns[turn]?.text.slice(start, end));
    expect(words).toEqual(['问一下']);
    expect(shipped.analyse(HARMLESS).level).toBe(4);
  });

  test('keeps silent beside a rule that knows more', () => {
    const { flags } = net.analyse(`突然胸口压着疼，出冷汗，左胳膊麻，${HARMLESS}`);
    expect(flags.map(({ rule }) => rule)).not.toContain('words-sound-grave');
    expect(flags[0]?.family).toBe('acute-coronary');
  });

  test('what it raised stays, however much harmless is told afterwards', () => {
    const talk = [HARMLESS, '最近睡得好，吃得好，也没有别的不舒服，就是随便看看', '谢谢'];
    const turns = talk.map((text) => ({ from: 'patient' as const, text }));
    expect(net.analyse(turns).level).toBe(2);
  });

  test('lowers nothing: with it no text of the build half stands less grave than without', () => {
    const rules = createEngine({ ...shipped.data, gravity: undefined });
    const lowered = texts
      .slice(0, 400)
      .filter(({ text, profile }) => shipped.analyse(text, profile).level > rules.analyse(text, profile).level);
    expect(lowered.map(({ id }) => id)).toEqual([]);
  });

  test('weighs nothing in no text, and the same text twice the same', () => {
    const weigh = createGravity({ kind: 'gravity-1', texts: 0, features: { '^': -1.5, 喘不: 3 } });
    expect(weigh(shipped.read(''))).toEqual({ log_odds: -1.5, spans: [] });
    const reading = shipped.read('喘不上气');
    expect(weigh(reading)).toEqual(weigh(reading));
    expect(weigh(reading).spans).toEqual([{ turn: 0, start: 0, end: 2 }]);
  });
});
