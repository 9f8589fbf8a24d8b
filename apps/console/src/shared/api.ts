/** The console's one client and one live line, both with the token of this tab. */
import { createClient } from '@menzhen/ui/client';
import { createLive, type LiveStatus, liveUrl } from '@menzhen/ui/live';
import { reactive } from 'vue';
import { preferences } from './preferences.ts';

const TOKEN_KEY = 'menzhen.console.token';
let signedOut = () => {};

/** The token lives in the tab: at a shared window, closing the tab signs out. */
export const token = {
  get: () => sessionStorage.getItem(TOKEN_KEY),
  set: (value: string | null) => {
    if (value === null) sessionStorage.removeItem(TOKEN_KEY);
    else sessionStorage.setItem(TOKEN_KEY, value);
  },
};

export function setSignedOut(act: () => void) {
  signedOut = act;
}

export const api = createClient({
  token: token.get,
  locale: () => preferences.locale,
  onSignedOut: () => signedOut(),
});

export const line = reactive<{ status: LiveStatus; heard_at: number | null }>({ status: 'off', heard_at: null });
export const live = createLive({
  url: () => liveUrl(location),
  token: token.get,
  onStatus: (status, heard_at) => Object.assign(line, { status, heard_at }),
});
window.addEventListener('online', () => live.hurry());
