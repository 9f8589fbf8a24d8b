import { computed, ref } from 'vue';
import { theme } from '../shared/settings.ts';

/** Whether the page is dark now. An image sees no page, so that its colours have to be chosen for it. */
const systemIsDark = ref(false);

// #ifdef H5
const asked = window.matchMedia('(prefers-color-scheme: dark)');
systemIsDark.value = asked.matches;
asked.addEventListener('change', (change) => {
  systemIsDark.value = change.matches;
});
// #endif
// #ifdef MP-WEIXIN
systemIsDark.value = (uni.getAppBaseInfo() as { theme?: string }).theme === 'dark';
uni.onThemeChange((change) => {
  systemIsDark.value = change.theme === 'dark';
});
// #endif

export const isDark = computed(() => (theme.value === 'system' ? systemIsDark.value : theme.value === 'dark'));
