import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Flag, Level, Question, Rule } from '@menzhen/triage';
import { createEngine } from '@menzhen/triage';
import {
  confirmQuestion,
  flagsAfter,
  type LastAnswer,
  levelAfter,
  raisedByModel,
  type StandingFlag,
  stands,
  stateAfter,
} from './rules.ts';
import { familyName, isCrisis } from './words-family.ts';

const flag = (change: Partial<Flag> = {}): Flag => ({
  rule: 'acs',
  family: 'acute-coronary',
  level: 2,
  state: 'to_confirm',
  because: [],
  concepts: ['chest-pain'],
  ...change,
});
const answerTo = (asks: string[], change: Partial<LastAnswer> = {}): LastAnswer => ({
  question: { asks },
  skipped: false,
  choice: 'no',
  ...change,
});
const question = (change: Partial<Question> = {}): Question => ({
  id: 'has:chest-pain',
  zh: '胸口疼吗？',
  en: 'Does your chest hurt?',
  kind: 'one',
  choices: [],
  asks: ['chest-pain'],
  purpose: 'red_flag',
  why: { zh: '', en: '' },
  ...change,
});

describe('a flag stands', () => {
  const standing = flagsAfter([], [flag()], null);
  test('until the patient says no when asked about it', () => {
    expect(flagsAfter(standing, [], answerTo(['chest-pain']))).toMatchObject([{ state: 'denied' }]);
  });
  test.each([
    ['nothing was asked', null],
    ['the question was skipped', answerTo(['chest-pain'], { skipped: true })],
    ['something else was asked', answerTo(['fever'])],
  ])('when %s', (_what, answer) => {
    expect(flagsAfter(standing, [], answer)).toMatchObject([{ state: 'to_confirm' }]);
  });
  test('once it has fired, whatever is said', () => {
    const fired = flagsAfter(standing, [flag({ state: 'fired' })], null);
    expect(flagsAfter(fired, [], answerTo(['chest-pain']))).toMatchObject([{ state: 'fired' }]);
    expect(flagsAfter(fired, [flag({ state: 'to_confirm' })], null)).toMatchObject([{ state: 'fired' }]);
  });
  test('again when it is found after it was denied', () => {
    const denied = flagsAfter(standing, [], answerTo(['chest-pain']));
    expect(flagsAfter(denied, [flag({ state: 'fired' })], null)).toMatchObject([{ state: 'fired' }]);
  });
});

describe('a model', () => {
  const rule = {
    id: 'sah',
    family: 'subarachnoid',
    level: 1,
    ask: { zh: '像被雷击一样吗？', en: 'Like thunder?' },
  } as Rule;
  const ruleOf = (id: string) => (id === 'sah' ? rule : undefined);
  const raised = raisedByModel([], { rules: ['sah', 'invented'], filed: [], by: 'model' }, ruleOf);
  test('raises rules that we have, to be asked about', () => {
    expect(raised).toMatchObject([{ rule: 'sah', state: 'to_confirm', source: 'model', level: 1 }]);
    const after = stateAfter({ level: 1, flags: raised, next: null, asked: [], most_questions: 12, ruleOf });
    expect(after).toMatchObject({ state: 'open', question: { id: 'confirm-sah', rule: 'sah' } });
  });
  test.each([
    ['yes', 'fired'],
    ['no', 'denied'],
    ['unsure', 'to_confirm'],
  ])('is confirmed or not by the patient alone: %s', (choice, state) => {
    const answer = { question: confirmQuestion(rule)!, skipped: false, choice };
    expect(flagsAfter(raised, [], answer)).toMatchObject([{ state }]);
  });
  test('lowers nothing', () => {
    const standing = flagsAfter([], [flag({ state: 'fired', level: 1 })], null);
    expect(raisedByModel(standing, { rules: [], filed: [], by: 'model' }, ruleOf)).toEqual(standing);
  });
});

describe('what comes next', () => {
  const base = { asked: [] as string[], most_questions: 12, ruleOf: () => undefined };
  const fired = flagsAfter([], [flag({ state: 'fired' })], null);
  const unsure = flagsAfter([], [flag()], null);
  test('an emergency stops', () =>
    expect(stateAfter({ ...base, level: 2, flags: fired, next: question() })).toEqual({
      state: 'stopped',
      question: null,
    }));
  test('an unsure one is asked about once', () => {
    expect(stateAfter({ ...base, level: 2, flags: unsure, next: question() }).state).toBe('open');
    expect(stateAfter({ ...base, level: 2, flags: unsure, next: question(), asked: ['has:chest-pain'] }).state).toBe(
      'stopped',
    );
    expect(stateAfter({ ...base, level: 2, flags: unsure, next: null }).state).toBe('stopped');
    expect(stateAfter({ ...base, level: 2, flags: unsure, next: question({ purpose: 'history' }) }).state).toBe(
      'stopped',
    );
  });
  test('else questions, until there are enough or none is left', () => {
    const next = question({ purpose: 'history' });
    expect(stateAfter({ ...base, level: 4, flags: [], next }).state).toBe('open');
    expect(stateAfter({ ...base, level: 3, flags: [], next: null }).state).toBe('ready');
    expect(stateAfter({ ...base, level: 4, flags: [], next, most_questions: 1, asked: ['one'] }).state).toBe('ready');
  });
});

const level = fc.constantFrom<Level>(1, 2, 3, 4);
const found = fc.uniqueArray(
  fc.record({
    rule: fc.constantFrom('a', 'b', 'c', 'd'),
    level,
    state: fc.constantFrom<Flag['state']>('fired', 'to_confirm'),
    concepts: fc.subarray(['x', 'y', 'z']),
  }),
  { selector: ({ rule }) => rule },
);
const answers = fc.option(
  fc.record({
    asks: fc.subarray(['x', 'y', 'z']),
    skipped: fc.boolean(),
    choice: fc.constantFrom('yes', 'no', 'unsure', null),
  }),
  { nil: null },
);

test('whatever is found and answered, the level falls only in a step in which an unsure flag was denied by an answer', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(found, answers), { maxLength: 12 }), (steps) => {
      let was: StandingFlag[] = [];
      let before: Level = 4;
      for (const [findings, given] of steps) {
        const flags = findings.map((one) => flag({ ...one, family: one.rule }));
        const analysed = Math.min(4, ...flags.map((one) => one.level)) as Level;
        const answer = given && { question: { asks: given.asks }, skipped: given.skipped, choice: given.choice };
        const now = flagsAfter(was, flags, answer);
        const after = levelAfter(before, { was, now }, { level: analysed });
        const denied = now.filter(
          (one) => one.state === 'denied' && was.some((old) => old.rule === one.rule && stands(old)),
        );
        expect(denied.length === 0 || (answer !== null && !answer.skipped)).toBe(true);
        expect(denied.every((one) => was.find((old) => old.rule === one.rule)!.state === 'to_confirm')).toBe(true);
        if (denied.length === 0) expect(after).toBeLessThanOrEqual(before);
        expect(after).toBeLessThanOrEqual(analysed);
        for (const one of now.filter(stands)) expect(after).toBeLessThanOrEqual(one.level);
        was = now;
        before = after;
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('every family of the engine’s rules has a name for the staff, and one of them is a crisis', () => {
  const families = [...new Set(createEngine().data.rules.map(({ family }) => family))];
  expect(families.filter((family) => familyName(family, 'zh') === family)).toEqual([]);
  expect(families.filter(isCrisis)).toHaveLength(1);
});
