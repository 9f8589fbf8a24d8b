/** What notify asks of earlier modules. */
import type { Tx } from '../../kernel/index.ts';

interface Named {
  name: string;
  name_en: string;
}
export interface NotifyNeeds {
  /** The accounts that keep a patient. */
  accountsOf(tx: Tx, patient_ids: readonly string[]): Promise<ReadonlyMap<string, string[]>>;
  cards(tx: Tx, patient_ids: string[]): Promise<Map<string, { name_masked: string }>>;
  names(): Promise<{
    department(id: string): Named | undefined;
    doctor(id: string): Named | undefined;
    room(id: string): { name: string } | undefined;
  }>;
}
