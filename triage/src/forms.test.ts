import { expect, test } from 'vitest';
import { compileForm } from './forms.ts';

const classes = { 胸: ['胸口', '胸'], 疼: ['疼', '痛'] };
const matched = (form: string, text: string): string | null => {
  const to = compileForm(form, classes).ends(text, 0);
  return to < 0 ? null : text.slice(0, to);
};

test.each([
  ['胸痛', '胸痛得很', '胸痛'],
  ['{胸}…{疼}', '胸口有点疼', '胸口有点疼'],
  ['{胸}…{疼}', '胸口有点闷,头疼', null],
  ['{胸}…2{疼}', '胸口有一点点疼', null],
  ['(很|特别)?疼', '特别疼', '特别疼'],
  ['吐了{数}次', '吐了十几次', '吐了十几次'],
  ['{数}天没大便', '三天没大便', '三天没大便'],
  ['脸[红白]', '脸白', '脸白'],
  ['hp', 'hp阳性', 'hp'],
  ['hp', 'hpv', null],
])('%s in %s', (form, text, words) => {
  expect(matched(form, text)).toBe(words);
});

test('every beginning is one by which the form is found', () => {
  expect(compileForm('(一|二)?疼', classes).beginnings.sort()).toEqual(['一疼', '二疼', '疼']);
  expect(compileForm('{胸}…{疼}', classes).beginnings).toEqual(['胸']);
});

test.each(['{没有}疼', '(疼', '疼)', '…', '(疼)?'])('%s cannot be read', (form) => {
  expect(() => compileForm(form, classes)).toThrow();
});
