/** A scanner is a keyboard that types fast and ends with Enter. A person at a keyboard is too slow to be taken for one. */
import { onScopeDispose } from 'vue';

const FASTER_THAN_MS = 80;
const SHORTEST_LETTERS = 6;
const LONGEST_LETTERS = 400;

/** Takes keys with their times; answers with the whole text when a scan has ended. */
export function scanReader() {
  let text = '';
  let last_ms = Number.NEGATIVE_INFINITY;

  return (key: string, at_ms: number): string | undefined => {
    const isFast = at_ms - last_ms <= FASTER_THAN_MS;
    last_ms = at_ms;
    if (key === 'Enter') {
      const scanned = isFast && text.length >= SHORTEST_LETTERS ? text : undefined;
      text = '';
      return scanned;
    }
    if (key.length !== 1) return undefined;
    text = isFast && text.length < LONGEST_LETTERS ? text + key : key;
    return undefined;
  };
}

/** Calls `onScan` while the component lives and `listens` says so. */
export function useScanner(listens: () => boolean, onScan: (text: string) => void): void {
  const read = scanReader();
  const onKey = (event: KeyboardEvent) => {
    if (!listens()) return;
    const scanned = read(event.key, event.timeStamp);
    if (scanned === undefined) return;
    // a button that happens to have the focus is not pressed by the scanner's Enter
    event.preventDefault();
    onScan(scanned);
  };
  window.addEventListener('keydown', onKey, { capture: true });
  onScopeDispose(() => window.removeEventListener('keydown', onKey, { capture: true }));
}
