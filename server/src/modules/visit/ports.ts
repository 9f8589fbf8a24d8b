/** What the visit asks of earlier modules. */
import type { Tx } from '../../kernel/index.ts';

export interface VisitNeeds {
  cards(tx: Tx, patient_ids: string[]): Promise<Map<string, { name: string; sex: string; birth_date: string }>>;
}
