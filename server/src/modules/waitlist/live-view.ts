/** The waiting list live: topic `waitlist`, what an account waits for. The phone reads the entries when it changes. */
import type { LiveView } from '../../kernel/index.ts';
import type { WaitlistGround } from './ground.ts';
import { openStates } from './store.ts';

export function waitlistView({ db, people }: Pick<WaitlistGround, 'db' | 'people'>): LiveView {
  return {
    keyOf: (actor, topic) => (topic === 'waitlist' && actor.kind === 'patient' ? `waitlist:${actor.id}` : undefined),
    async read(key) {
      const patient_ids = await people.ownPatientIds(db.kysely, key.slice('waitlist:'.length));
      const entries = await openStates(db.kysely, patient_ids);
      return { cursor: entries.map((one) => `${one.id}${one.state}${one.offer_id ?? ''}`).join(), state: { entries } };
    },
    touchedBy: (_key, facts) => facts.some((fact) => fact.kind.startsWith('waitlist.')),
  };
}
