import type { PatientView, Teller } from '@menzhen/contract';

/** Who tells, seen from the patient: of my child I tell as a parent, of my parent as a child. */
export function tellerOf(relation: PatientView['relation']): Teller {
  if (relation === null || relation === 'self') return 'self';
  if (relation === 'child') return 'parent';
  return relation === 'parent' ? 'child' : 'other';
}
