import { type Ref, ref } from 'vue';
import { type Problem, problemFrom } from './problem.ts';

export interface Resource<T> {
  data: Ref<T | null>;
  /** When the data came, ISO 8601; older than now when offline. */
  asOf: Ref<string | null>;
  /** Why the last attempt failed; data that came before it stays. */
  problem: Ref<Problem | null>;
  loading: Ref<boolean>;
  refresh: () => Promise<void>;
  /** Shows what was kept, while nothing newer is here: for what is worth seeing before the network has answered. */
  recall: () => void;
  set: (value: T) => void;
}

/**
 * Something read from the server, kept on the phone under `keep` for reading without a connection (forgotten at sign
 * out). While it is refreshed the old value stays; an answer that was overtaken by a later one is dropped.
 */
export function useResource<T>(keep: () => string, load: () => Promise<T>): Resource<T> {
  const data = ref(null) as Ref<T | null>;
  const asOf = ref<string | null>(null);
  const problem = ref<Problem | null>(null);
  const loading = ref(false);
  let latest = 0;

  function set(value: T): void {
    data.value = value;
    asOf.value = new Date().toISOString();
    uni.setStorageSync(`menzhen.kept.${keep()}`, { value, at: asOf.value });
  }

  function recall(): void {
    if (data.value !== null) return;
    const kept = uni.getStorageSync(`menzhen.kept.${keep()}`) as { value: T; at: string } | '';
    if (!kept) return;
    data.value = kept.value;
    asOf.value = kept.at;
  }

  async function refresh(): Promise<void> {
    const mine = ++latest;
    loading.value = true;
    try {
      const value = await load();
      if (mine !== latest) return;
      set(value);
      problem.value = null;
    } catch (thrown) {
      if (mine !== latest) return;
      problem.value = problemFrom(thrown);
      if (problem.value.code === 'no_connection') recall();
    } finally {
      if (mine === latest) loading.value = false;
    }
  }

  return { data, asOf, problem, loading, refresh, recall, set };
}
