/** A person's own choices on this screen: theme, print size, language. Kept in the browser, applied to `<html>`. */
import { reactive, watch } from 'vue';
import type { Locale } from './format/index.ts';

export const themes = ['system', 'light', 'dark'] as const;
export const scales = ['1', '1.25', '1.5'] as const;
export interface Preferences {
  theme: (typeof themes)[number];
  scale: (typeof scales)[number];
  locale: Locale;
}

const KEY = 'menzhen.preferences';

/** Reads what was kept; anything unknown falls back to the system's theme, normal print and Chinese. */
export function readPreferences(kept: string | null): Preferences {
  let found: Partial<Preferences> = {};
  try {
    found = (JSON.parse(kept ?? '{}') as Partial<Preferences> | null) ?? {};
  } catch {
    // A damaged value is as good as none.
  }
  return {
    theme: themes.includes(found.theme as never) ? found.theme! : 'system',
    scale: scales.includes(found.scale as never) ? found.scale! : '1',
    locale: found.locale === 'en' ? 'en' : 'zh-CN',
  };
}

/** The page's preferences: changing them changes the page and is remembered. */
export function usePreferencesOf(document: Document, storage: Storage): Preferences {
  const preferences = reactive(readPreferences(storage.getItem(KEY)));
  watch(
    preferences,
    ({ theme, scale, locale }) => {
      const root = document.documentElement;
      if (theme === 'system') root.removeAttribute('data-theme');
      else root.dataset.theme = theme;
      root.dataset.scale = scale;
      root.lang = locale;
      storage.setItem(KEY, JSON.stringify({ theme, scale, locale }));
    },
    { immediate: true, flush: 'sync' },
  );
  return preferences;
}
