import { computed, ref } from 'vue';
import { type Locale, locale } from './i18n.ts';

/** What a person has chosen about how the pages look; kept on the phone, never sent. */
export type Scale = '1' | '1.25' | '1.5';
export type Theme = 'system' | 'light' | 'dark';

const key = 'menzhen.settings';

export const scale = ref<Scale>('1');
export const theme = ref<Theme>('system');

/** Classes for a page's outermost view: the mini program has no document to set them on. */
export const rootClasses = computed(() =>
  [
    'theme-root',
    theme.value === 'system' ? '' : `theme-${theme.value}`,
    scale.value === '1' ? '' : `scale-${scale.value === '1.25' ? 125 : 150}`,
  ]
    .filter(Boolean)
    .join(' '),
);

export const isLargePrint = computed(() => scale.value !== '1');

/** Steps for people who set large letters in WeChat itself (its usual factor is 1, its "care" mode 1.4). */
function scaleOfPhone(): Scale {
  // #ifdef MP-WEIXIN
  const factor = (uni.getAppBaseInfo() as { fontSizeScaleFactor?: number }).fontSizeScaleFactor ?? 1;
  if (factor >= 1.35) return '1.5';
  if (factor >= 1.15) return '1.25';
  // #endif
  return '1';
}

function paintDocument(): void {
  // #ifdef H5
  const root = document.documentElement;
  root.lang = locale.value === 'zh' ? 'zh-CN' : 'en';
  root.dataset.scale = scale.value;
  if (theme.value === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme.value;
  // #endif
}

export function loadSettings(): void {
  const kept = (uni.getStorageSync(key) || {}) as Partial<{ scale: Scale; theme: Theme; locale: Locale }>;
  scale.value = kept.scale ?? scaleOfPhone();
  theme.value = kept.theme ?? 'system';
  locale.value = kept.locale ?? 'zh';
  paintDocument();
}

export function changeSettings(change: Partial<{ scale: Scale; theme: Theme; locale: Locale }>): void {
  if (change.scale) scale.value = change.scale;
  if (change.theme) theme.value = change.theme;
  if (change.locale) locale.value = change.locale;
  uni.setStorageSync(key, { scale: scale.value, theme: theme.value, locale: locale.value });
  paintDocument();
}
