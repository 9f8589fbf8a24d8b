/** A screen without a board: it makes its key, shows the code the server gives for it, and hears when somebody has typed it. */
import { createClient } from '@menzhen/ui/client';
import { onScopeDispose, reactive } from 'vue';
import { kept } from './memory.ts';
import { pause } from './voice.ts';

const ASK_MS = 3_000;

/** 256 bits of chance, as text that an address may hold. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Two halves are read off a wall and typed more easily than six characters in a row. */
export const codeWords = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

export function usePairing(locale: () => string, onPaired: (key: string) => void) {
  const pairing = reactive({ code: null as string | null, is_lost: false });
  const key = kept.pending_key.read() ?? newKey();
  kept.pending_key.write(key);
  const client = createClient({ token: () => null, locale, onSignedOut: () => undefined });
  let stopped = false;
  onScopeDispose(() => {
    stopped = true;
  });

  async function ask(): Promise<void> {
    try {
      const heard = await client.call('boardPairingAsk', { body: { key } });
      Object.assign(pairing, { code: heard.code, is_lost: false });
      if (heard.state !== 'paired' || stopped) return;
      stopped = true;
      kept.pending_key.write(null);
      onPaired(key);
    } catch {
      // the code on the screen may run out meanwhile: without the server there is none
      Object.assign(pairing, { code: null, is_lost: true });
    }
  }
  async function keepAsking(): Promise<void> {
    while (!stopped) {
      await ask();
      await pause(ASK_MS);
    }
  }
  void keepAsking();
  return pairing;
}
