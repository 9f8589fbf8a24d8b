/** What later modules ask about patients, with a small cache: a hall of phones asks for the same few names. */
import type { Tx } from '../../../kernel/index.ts';
import { maskName } from '../rules/masks.ts';
import * as store from '../store/patients.ts';
import type { PatientCard } from '../tables.ts';
import type { PeopleGround } from './ground.ts';

const CACHE_MS = 5_000;
const CACHE_SIZE = 20_000;

export interface Cards {
  /** Cards by patient id; unknown ids are left out. At most 5 seconds old. */
  of(tx: Tx, ids: readonly string[]): Promise<Map<string, PatientCard>>;
  forget(patient_id: string): void;
}

export function openCards(ground: PeopleGround): Cards {
  const cache = new Map<string, { card: PatientCard; until_ms: number }>();

  async function load(tx: Tx, ids: string[]): Promise<PatientCard[]> {
    if (ids.length === 0) return [];
    const rows = await store.patientCards(tx, ground.secrets, ids);
    return rows.map((row) => ({ ...row, name_masked: maskName(row.name) }));
  }

  return {
    async of(tx, ids) {
      const now_ms = performance.now();
      const wanted = new Set(ids);
      const cards = new Map<string, PatientCard>();
      for (const id of wanted) {
        const hit = cache.get(id);
        if (hit && hit.until_ms > now_ms) cards.set(id, hit.card);
      }
      if (cache.size > CACHE_SIZE) cache.clear();
      for (const card of await load(
        tx,
        [...wanted].filter((id) => !cards.has(id)),
      )) {
        cards.set(card.id, card);
        cache.set(card.id, { card, until_ms: now_ms + CACHE_MS });
      }
      return cards;
    },
    forget: (patient_id) => void cache.delete(patient_id),
  };
}
