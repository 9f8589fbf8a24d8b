/** The board's key: made by this screen and paired, typed on the first page, or from the address, which it leaves at once. */
import { ref } from 'vue';
import { kept } from './memory.ts';

/** The key after `#key=`; null when the address names none, empty when it asks for another one. */
export function keyInAddress(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('key');
}

export function useKey() {
  const key = ref<string | null>(kept.key.read());
  const tries = ref(0);

  function keep(next: string | null): void {
    if (next !== key.value) kept.state.write(null); // another board's last state is not ours to show
    kept.key.write(next);
    key.value = next;
    tries.value += 1;
  }

  function fromAddress(): void {
    const named = keyInAddress(location.hash);
    if (named === null) return;
    keep(named || null);
    history.replaceState(null, '', location.pathname + location.search);
  }

  fromAddress();
  window.addEventListener('hashchange', fromAddress);
  return { key, keep, tries };
}
