/**
 * Saves a note by itself: a moment after typing stops, one save at a time, the newest text last. A version conflict stops
 * it until a person chose; a failure keeps the text and the next change or flush tries again.
 */
export type SaveState = 'untouched' | 'dirty' | 'saving' | 'saved' | 'failed' | 'conflict';

export interface AutosaveSettings<T> {
  version: number;
  /** Saves and returns the new version. */
  save: (fields: T, version: number) => Promise<number>;
  isConflict: (error: unknown) => boolean;
  onState: (state: SaveState, error: unknown) => void;
  wait_ms?: number;
}

export interface Autosave<T> {
  change(fields: T): void;
  /** Saves what is not saved yet; true when nothing is left unsaved. */
  flush(): Promise<boolean>;
  /** A person chose: go on from the version that the server has now. */
  goOn(version: number, fields: T | null): void;
}

export function createAutosave<T>(settings: AutosaveSettings<T>): Autosave<T> {
  const wait = settings.wait_ms ?? 1000;
  let version = settings.version;
  let pending: { fields: T } | null = null;
  let running: Promise<boolean> | null = null;
  let conflict = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function saveAll(): Promise<boolean> {
    while (pending && !conflict) {
      const taken: { fields: T } = pending;
      pending = null;
      settings.onState('saving', null);
      try {
        version = await settings.save(taken.fields, version);
      } catch (error) {
        pending ??= taken;
        conflict = settings.isConflict(error);
        settings.onState(conflict ? 'conflict' : 'failed', error);
        return false;
      }
    }
    if (conflict) return false;
    settings.onState('saved', null);
    return true;
  }
  function flush(): Promise<boolean> {
    clearTimeout(timer);
    if (running) return running;
    if (!pending) return Promise.resolve(!conflict);
    running = saveAll().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    flush,
    change(fields) {
      pending = { fields };
      if (conflict) return;
      if (!running) settings.onState('dirty', null);
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), wait);
    },
    goOn(next, fields) {
      version = next;
      conflict = false;
      pending = fields === null ? null : { fields };
      if (pending) void flush();
      else settings.onState('saved', null);
    },
  };
}
