import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { createEngine, loadData } from './index.ts';

const data = loadData();
/** The points alone: what merely sounds grave is another stage. */
const engine = createEngine({ ...data, gravity: undefined });
const file = new URL('../vignettes/desk-surgery.yaml', import.meta.url);
const desk = Object.entries(load(readFileSync(file, 'utf8')) as Record<string, string>).map(
  ([department, texts]) => [department, texts.trim().split('\n')] as const,
);

const ranked = (text: string): string[] => engine.analyse(text).routing.ranked.map((each) => each.department);
const share = (texts: readonly string[], right: (text: string) => boolean): number =>
  texts.filter(right).length / texts.length;

describe('what people say at the desk', () => {
  it.each(desk)('%s is among the first three', (department, texts) => {
    expect(share(texts, (text) => ranked(text).slice(0, 3).includes(department))).toBeGreaterThanOrEqual(0.85);
  });

  it('is shown the right department first, five times in six', () => {
    const all = desk.flatMap(([department, texts]) => texts.map((text) => ({ department, text })));
    const right = all.filter(({ department, text }) => ranked(text)[0] === department);
    expect(right.length / all.length).toBeGreaterThanOrEqual(5 / 6);
  });
});

describe('words that turn the way', () => {
  it.each([
    ['口腔溃疡总犯，想看中医调理一下', 'tcm'],
    ['确诊肺癌晚期，还要化疗吗', 'onco'],
    ['乳房摸到硬块，怕是癌', 'breast'],
    ['失眠，想做心理咨询', 'psych'],
    ['脸上的疤想做医美', 'derm'],
    ['宝宝咳嗽', 'peds'],
    ['怀孕以后痔疮犯了', 'obgyn'],
  ])('%s', (text, department) => {
    expect(ranked(text).slice(0, 2)).toContain(department);
  });
});

describe('one character of a word is not a place of the body', () => {
  it.each([
    ['乳头裂开很痛', 'breast'],
    ['龟头突然剧痛', 'uro'],
    ['手指头突然剧痛', undefined],
    ['屁股眼疼', 'anorectal'],
  ])('%s', (text, department) => {
    const { level, routing } = engine.analyse(text);
    expect(level).toBeGreaterThanOrEqual(3);
    expect(routing.ranked[0]?.because.map((each) => each.words).join()).not.toMatch(/^[头眼]/);
    if (department) expect(routing.ranked[0]?.department).toBe(department);
  });
});
