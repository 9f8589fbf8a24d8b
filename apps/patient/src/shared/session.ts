import type { MeView } from '@menzhen/contract';
import { computed, ref } from 'vue';

/** Who is signed in on this phone; the token is opaque and ends on the server. */
const key = 'menzhen.session';

interface Kept {
  token: string;
  me: MeView;
}

const kept = ref<Kept | null>(null);
let loaded = false;

function current(): Kept | null {
  if (!loaded) {
    kept.value = (uni.getStorageSync(key) as Kept | '') || null;
    loaded = true;
  }
  return kept.value;
}

export const me = computed(() => current()?.me ?? null);
export const isSignedIn = computed(() => current() !== null);

export function sessionToken(): string | null {
  return current()?.token ?? null;
}

export function keepSession(session: Kept): void {
  loaded = true;
  kept.value = session;
  uni.setStorageSync(key, session);
}

/** Forgets the session and everything that was kept for reading offline: the next person may hold this phone. */
export function forgetSession(): void {
  loaded = true;
  kept.value = null;
  uni.removeStorageSync(key);
  for (const name of uni.getStorageInfoSync().keys) if (name.startsWith('menzhen.kept.')) uni.removeStorageSync(name);
}
