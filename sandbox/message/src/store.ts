import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Faults, NO_FAULTS } from './faults.ts';
import type { Consent, Row, Token } from './rows.ts';

type Change =
  | { kind: 'message'; id: string; value: Row }
  | { kind: 'consent'; id: string; value: Consent }
  | { kind: 'nonce'; id: string; value: number }
  | { kind: 'setting'; id: 'token'; value: Token }
  | { kind: 'setting'; id: 'clock_offset_ms'; value: number }
  | { kind: 'setting'; id: 'faults'; value: Faults };

const consentKey = (openid: string, template_id: string) => `${openid}/${template_id}`;

/**
 * State in memory, every change written to `store.sqlite` first: it has reached the operating system before the call
 * returns, so the store survives a killed process. One process at a time may hold it.
 */
export class Store {
  /** In the order of their coming. */
  readonly messages: Row[] = [];
  readonly #consents = new Map<string, Consent>();
  readonly #nonces = new Set<string>();
  token: Token | undefined;
  clockOffsetMs = 0;
  faults: Faults = { ...NO_FAULTS };

  readonly #database: DatabaseSync;
  readonly #put: StatementSync;

  /** @throws Error when another process holds the folder */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#database = openDatabase(folder);
    this.#put = this.#database.prepare(
      'insert into thing (kind, id, value) values (?, ?, ?) on conflict (kind, id) do update set value = excluded.value',
    );
    for (const { kind, id, value } of this.#database.prepare('select kind, id, value from thing order by n').all()) {
      this.#apply({ kind, id, value: JSON.parse(String(value)) } as Change);
    }
  }

  addMessage(row: Row): void {
    this.#write({ kind: 'message', id: row.id, value: row });
  }

  consentsLeft(openid: string, template_id: string): number {
    return this.#consents.get(consentKey(openid, template_id))?.left ?? 0;
  }

  putConsent(consent: Consent): void {
    this.#write({ kind: 'consent', id: consentKey(consent.openid, consent.template_id), value: consent });
  }

  /** @returns false if it was used before */
  useNonce(nonce: string): boolean {
    if (this.#nonces.has(nonce)) return false;
    this.#write({ kind: 'nonce', id: nonce, value: 1 });
    return true;
  }

  putToken(token: Token): void {
    this.#write({ kind: 'setting', id: 'token', value: token });
  }

  putClockOffset(offset_ms: number): void {
    this.#write({ kind: 'setting', id: 'clock_offset_ms', value: offset_ms });
  }

  putFaults(faults: Faults): void {
    this.#write({ kind: 'setting', id: 'faults', value: faults });
  }

  /** Forgets everything but the keys. */
  reset(): void {
    this.#database.exec('delete from thing');
    this.messages.length = 0;
    this.#consents.clear();
    this.#nonces.clear();
    this.token = undefined;
    this.clockOffsetMs = 0;
    this.faults = { ...NO_FAULTS };
  }

  close(): void {
    this.#database.close();
  }

  #write(change: Change): void {
    this.#put.run(change.kind, change.id, JSON.stringify(change.value));
    this.#apply(change);
  }

  #apply(change: Change): void {
    if (change.kind === 'message') this.messages.push(change.value);
    else if (change.kind === 'consent') this.#consents.set(change.id, change.value);
    else if (change.kind === 'nonce') this.#nonces.add(change.id);
    else if (change.id === 'token') this.token = change.value;
    else if (change.id === 'clock_offset_ms') this.clockOffsetMs = change.value;
    else this.faults = { ...NO_FAULTS, ...change.value };
  }
}

function openDatabase(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, 'store.sqlite'), { timeout: 1000 });
  try {
    // The exclusive lock is the operating system's: it goes away with the process, however that ends.
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal');
    database.exec(
      'create table if not exists thing (n integer primary key, kind text, id text, value text, unique (kind, id))',
    );
    return database;
  } catch (cause) {
    database.close();
    throw new Error(`${folder} is in use by another message stand-in, or cannot be written`, { cause });
  }
}
