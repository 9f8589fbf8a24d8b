import { expect, test } from 'vitest';
import { filedIn, withFiled } from './rules-filed.ts';
import type { Entry, KeptDraft } from './tables.ts';

const text = '青霉素打完起一身疙瘩，我妈有糖尿病';
const entry = (content: object): Entry =>
  ({ id: 'm1', position: 0, kind: 'said', content: { text, ...content } }) as Entry;
const draft: KeptDraft = {
  sections: [
    { key: 'allergy', title: { zh: '过敏史', en: 'Allergies' }, sentences: [] },
    {
      key: 'family',
      title: { zh: '家族史', en: 'Family' },
      sentences: [
        { zh: '母亲糖尿病。', en: '', evidence: [{ message_id: 'm1', start: 11, end: 17, words: '我妈有糖尿病' }] },
      ],
    },
  ],
  mark: { zh: 'AI 生成，待医生确认', en: '' },
};
const by = 'model-1';

test('a quote has its place in the words, one that is not in them has none', () => {
  const filed = [
    { section: 'allergy' as const, quote: '青霉素打完起一身疙瘩' },
    { section: 'medication' as const, quote: '每天吃阿司匹林' },
  ];
  expect(filedIn(text, { rules: [], filed, by })).toEqual({
    filed: [{ section: 'allergy', start: 0, end: 10 }],
    filed_by: by,
  });
  expect(filedIn(text, null)).toEqual({});
});

test('it joins the draft as a quotation with its place; what the engine has said there is not said twice', () => {
  const filed = [
    { section: 'allergy', start: 0, end: 10 },
    { section: 'family', start: 11, end: 17 },
    { section: 'menstrual', start: 0, end: 3 },
  ];
  const { sections, by: made_by } = withFiled(draft, [entry({ filed, filed_by: by })]);
  expect(sections[0]!.sentences).toEqual([
    {
      zh: '患者原话：“青霉素打完起一身疙瘩”。',
      en: expect.any(String),
      evidence: [{ message_id: 'm1', start: 0, end: 10, words: '青霉素打完起一身疙瘩' }],
    },
  ]);
  expect(sections[1]).toEqual(draft.sections[1]);
  expect(made_by).toBe('engine+model-1');
});

test('without a model the draft is the engine’s own', () => {
  expect(withFiled(draft, [entry({})])).toEqual(draft);
});
