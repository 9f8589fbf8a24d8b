/** Who is signed in at this tab, and what their roles allow. */
import type { MeView, Role } from '@menzhen/contract';
import { isProblem } from '@menzhen/ui/client';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { api, live, token } from '../shared/api.ts';
import { pagesFor } from '../shell/pages.ts';

export const useSession = defineStore('session', () => {
  const me = ref<MeView | null>(null);
  /** Why a kept session could not be asked after; the page shows it instead of a sign-in form. */
  const unreachable = shallowRef<unknown>(null);
  const roles = computed<Role[]>(() => [...new Set((me.value?.roles ?? []).map((scope) => scope.role))]);
  const pages = computed(() => pagesFor(roles.value));
  const startPath = computed(() => pages.value[0]?.path ?? '/account');
  const hasRole = (...wanted: Role[]) => wanted.some((role) => roles.value.includes(role));

  /** Asks who the kept token is, once; after a lost network it is asked again. */
  async function restore() {
    if (me.value || token.get() === null) return;
    try {
      me.value = await api.call('me');
      unreachable.value = null;
    } catch (error) {
      if (isProblem(error) && error.status < 500) token.set(null);
      else unreachable.value = error;
    }
  }
  /** @throws ProblemError totp_required, totp_wrong, credentials_wrong, login_locked */
  async function signIn(input: { login: string; password: string; totp?: string }) {
    const answer = await api.call('signInStaff', { body: input });
    token.set(answer.token);
    unreachable.value = null;
    me.value = answer.me;
  }
  /** Forgets the session; true when there was one. */
  function forget(): boolean {
    const had = me.value !== null;
    token.set(null);
    me.value = null;
    live.stop();
    return had;
  }
  /** Ends the session here even when the server cannot be told. */
  async function signOut() {
    await api.call('signOut').catch(() => null);
    forget();
  }
  async function refresh() {
    me.value = await api.call('me');
  }
  return { me, unreachable, roles, pages, startPath, hasRole, restore, signIn, signOut, forget, refresh };
});
