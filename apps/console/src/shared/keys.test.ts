// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { keyName, type Press } from './keys.ts';

const press = (more: Partial<Press>): Press => ({
  key: 'r',
  ctrl: false,
  alt: false,
  repeat: false,
  on: 'page',
  ...more,
});

test('letters and Space act on the page', () => {
  expect(keyName(press({ key: 'r' }), true)).toBe('R');
  expect(keyName(press({ key: 'P' }), true)).toBe('P');
  expect(keyName(press({ key: ' ' }), true)).toBe('Space');
  expect(keyName(press({ key: '/' }), true)).toBe('/');
});

test('nothing acts while typing, except Ctrl+Enter', () => {
  for (const key of ['r', 'p', 's', ' ', '/']) expect(keyName(press({ key, on: 'typing' }), true)).toBe(null);
  expect(keyName(press({ key: 'Enter', ctrl: true, on: 'typing' }), true)).toBe('Ctrl+Enter');
});

test('Space belongs to a focused button, letters do not', () => {
  expect(keyName(press({ key: ' ', on: 'pressable' }), true)).toBe(null);
  expect(keyName(press({ key: 'r', on: 'pressable' }), true)).toBe('R');
});

test('a held key, a dialog and browser shortcuts are left alone', () => {
  expect(keyName(press({ repeat: true }), true)).toBe(null);
  expect(keyName(press({ on: 'dialog', key: 'Enter', ctrl: true }), true)).toBe(null);
  expect(keyName(press({ ctrl: true, key: 'r' }), true)).toBe(null);
  expect(keyName(press({ alt: true }), true)).toBe(null);
});

test('single keys can be turned off; Ctrl+Enter stays', () => {
  expect(keyName(press({}), false)).toBe(null);
  expect(keyName(press({ key: 'Enter', ctrl: true }), false)).toBe('Ctrl+Enter');
});
