/** Words on screens: zh-CN first, en complete, keys typed, on vue-i18n. */
import type { Ref } from 'vue';
import { type Composer, createI18n, useI18n } from 'vue-i18n';
import type { Locale } from '../format/index.ts';
import { en } from './ui.en.ts';
import { zh } from './ui.zh.ts';

export interface WordTree {
  [key: string]: string | WordTree;
}
/** The same keys, any sentences: what the English file must be for a Chinese one. */
export type SameKeys<T> = { [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };
/** Dotted keys of a tree of words: `desk.find.title`. */
export type WordKey<T, Before extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Before}${K}` : WordKey<T[K], `${Before}${K}.`>;
}[keyof T & string];
export type Params = Record<string, string | number>;

/** An i18n for an app: its own words plus the kit's under `ui`. */
export function createWords(appZh: WordTree, appEn: WordTree, locale: Locale) {
  const messages = { 'zh-CN': { ...appZh, ui: zh }, en: { ...appEn, ui: en } } as unknown;
  return createI18n<false>({
    legacy: false,
    locale,
    fallbackLocale: 'zh-CN',
    messages: messages as Record<Locale, Record<string, never>>,
  });
}

/** `t` for one app's keys, and the locale being read. */
export function useWords<Key extends string>() {
  const composer = useI18n() as unknown as Composer;
  const t = (key: Key, params: Params = {}) => composer.t(key, params);
  return { t, locale: composer.locale as unknown as Readonly<Ref<Locale>> };
}

/** `t` for the kit's own components. */
export const useKitWords = useWords<`ui.${WordKey<typeof zh>}`>;

/** Every dotted key of a tree with its sentence; tests compare two languages by it. */
export function flatten(tree: WordTree, before = ''): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat[before + key] = value;
    else Object.assign(flat, flatten(value, `${before}${key}.`));
  }
  return flat;
}

/** What is wrong between two languages: keys only one has, empty sentences, placeholders that differ. */
export function wordFaults(one: WordTree, other: WordTree): string[] {
  const [a, b] = [flatten(one), flatten(other)];
  const placeholders = (sentence: string) => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort().join(' ');
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => {
    if (!a[key] || !b[key]) return [`${key}: missing or empty in one language`];
    return placeholders(a[key]) === placeholders(b[key]) ? [] : [`${key}: placeholders differ`];
  });
}
