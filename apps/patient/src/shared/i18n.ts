import { ref } from 'vue';
import { type Word, words } from './words.ts';

export type Locale = 'zh' | 'en';

export const locale = ref<Locale>('zh');

/** Fills `{name}` places of a sentence; a name without a value stays visible, so that a test finds it. */
export function fill(sentence: string, values: Record<string, string | number> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** The sentence of `key` in the chosen language. */
export function t(key: Word, values?: Record<string, string | number>): string {
  const [zh, en] = words[key];
  return fill(locale.value === 'zh' ? zh : en, values);
}

/** The one of two server texts that fits the chosen language; Chinese when English is missing. */
export function pick(zh: string, en: string | null | undefined): string {
  return locale.value === 'en' && en ? en : zh;
}
