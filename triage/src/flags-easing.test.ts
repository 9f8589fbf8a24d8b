// Old, coming and going, looked after: the same day. Anything of now, and whatever was said before: at its own level.
import { expect, test } from 'vitest';
import { createEngine } from './engine.ts';
import type { Turn } from './types.ts';

const engine = createEngine();
const level = (text: string) => engine.analyse(text).level;
const said = (text: string): Turn => ({ from: 'patient', text });

test.each([
  ['胸闷，喘不上气', 2],
  ['胸闷，喘不上气，有三年了', 3],
  ['有时候胸闷，喘不上气', 3],
  ['胸闷，喘不上气，医生说是早搏，吃什么药', 3],
  ['胸闷有三年了，今天喘不上气', 2],
  ['胃病多年，突然大口吐血', 1],
  ['去年做过支架，胸痛大汗，去哪个医院', 1],
  ['肝硬化，吐了半盆血，怎么治', 1],
  ['对虾过敏，吃了虾浑身起疙瘩喉咙紧喘不上气，吃什么药', 1],
  ['有时候不想活了，药都买好了', 1],
])('%s', (text, expected) => expect(level(text)).toBe(expected));

test('what is told later eases nothing that fired before', () => {
  expect(engine.analyse([said('胸闷，喘不上气'), said('有三年了')]).level).toBe(2);
});

test('an eased flag tells of today, not of minutes', () => {
  const flag = engine
    .analyse('胸闷，喘不上气，有三年了')
    .flags.find(({ rule }) => rule === 'cannot-breathe' || rule.startsWith('acs'));
  expect(flag?.tell?.zh).toMatch(/今天/);
});
