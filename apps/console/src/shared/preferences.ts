/** This screen's preferences, and whether single-letter keys act (WCAG 2.1.4: a person can turn them off). */
import { usePreferencesOf } from '@menzhen/ui/preferences';
import { ref, watch } from 'vue';

export const preferences = usePreferencesOf(document, localStorage);

const KEYS = 'menzhen.console.keys';
export const keysOn = ref(localStorage.getItem(KEYS) !== 'off');
watch(keysOn, (on) => localStorage.setItem(KEYS, on ? 'on' : 'off'));
