/** The draft of the rules on this page: taken from a version, checked as it changes, compared with the rules in force. */
import type { DraftCheckView, Policy } from '@menzhen/contract';
import { ProblemError } from '@menzhen/ui';
import { useQuery } from '@tanstack/vue-query';
import { computed, onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue';
import { api } from '../shared/api.ts';
import { preferences } from '../shared/preferences.ts';

const CHECK_AFTER_MS = 400;

/** Both languages come with every sentence of the rules; this is which one to show. */
export const languageOf = (locale: string): 'zh' | 'en' => (locale === 'en' ? 'en' : 'zh');

/** `policy.limits.0.max` (of a body) and `limits.0.max` (of a clause) are the same place. */
const placeOf = (path: string): string => path.replace(/^policy\./, '');

export function useVersions() {
  return useQuery({
    queryKey: ['policy-versions'],
    queryFn: ({ signal }) => api.call('policyVersions', { query: {} }, { signal }),
  });
}

export function useDraft() {
  const versions = useVersions();
  const newest = computed(() => versions.data.value?.items[0]?.version);
  const base = ref<number>();
  const policy = shallowRef<Policy>();
  const check = shallowRef<DraftCheckView>();
  const invalid = shallowRef<ProblemError>();
  const failed = shallowRef<unknown>();
  const checking = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  /** Puts data in place of the draft; `from` is the version it must be published on. */
  function take(data: Policy, from?: number) {
    policy.value = reactive(JSON.parse(JSON.stringify(data))) as Policy;
    if (from !== undefined) base.value = from;
  }
  async function load(version: number) {
    failed.value = undefined;
    try {
      const answer = await api.call('policyVersionShow', { params: { version } });
      take(answer.policy, newest.value ?? version);
    } catch (thrown) {
      failed.value = thrown;
    }
  }
  async function ask() {
    if (!policy.value) return;
    const mine = ++asked;
    checking.value = true;
    try {
      const answer = await api.call('policyDraftCheck', { body: { policy: policy.value } });
      if (mine === asked) [check.value, invalid.value, failed.value] = [answer, undefined, undefined];
    } catch (thrown) {
      if (mine !== asked) return;
      if (thrown instanceof ProblemError && thrown.code === 'input_invalid') invalid.value = thrown;
      else failed.value = thrown;
    } finally {
      if (mine === asked) checking.value = false;
    }
  }
  function soon() {
    clearTimeout(timer);
    checking.value = true;
    timer = setTimeout(ask, CHECK_AFTER_MS);
  }
  watch(
    newest,
    (version) => {
      if (version !== undefined && policy.value === undefined) void load(version);
    },
    { immediate: true },
  );
  watch(() => (policy.value ? JSON.stringify(policy.value) : ''), soon);
  onBeforeUnmount(() => clearTimeout(timer));

  const clauses = computed(() => {
    const fields = Object.entries(invalid.value?.fields ?? {}).map(([path, words]) => [placeOf(path), words] as const);
    const stands = (check.value?.clauses ?? []).map((one) => [one.path, one[languageOf(preferences.locale)]] as const);
    return new Map([...stands, ...fields]);
  });
  return { versions, newest, base, policy, check, invalid, failed, checking, clauses, take, load, ask };
}
