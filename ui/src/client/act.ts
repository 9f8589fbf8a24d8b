/** One act of a person has one Idempotency-Key, however often it is sent. */

/** A fresh key; `crypto.randomUUID` exists only on https and localhost, so a plain http clinic network has a fallback. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface Act {
  /** The key for this content: the same while the content is the same and the act is not yet done. */
  keyFor(content: unknown): string;
  /** The act succeeded: the next one is a new act. */
  done(): void;
}

export function createAct(make: () => string = newKey): Act {
  let key: string | null = null;
  let sent = '';
  return {
    keyFor(content) {
      const now = JSON.stringify(content);
      if (key === null || now !== sent) {
        key = make();
        sent = now;
      }
      return key;
    },
    done() {
      key = null;
    },
  };
}
