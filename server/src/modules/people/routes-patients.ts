/** Contract in, service, contract out: patients of an account and at the desk. */
import { actorName, dayOf, type Handlers } from '../../kernel/index.ts';
import type { Cards } from './service/cards.ts';
import type { PeopleGround } from './service/ground.ts';
import * as patients from './service/patients.ts';
import { identityView, ownPatientView, staffPatientView } from './views.ts';

export type PatientRoutes =
  | 'patientList'
  | 'patientAdd'
  | 'patientChange'
  | 'patientRemove'
  | 'deskPatientSearch'
  | 'deskPatientRegister'
  | 'deskPatientUnmask';

export function patientHandlers(ground: PeopleGround, cards: Cards): Handlers<PatientRoutes> {
  /** After the commit: whoever waits for facts looks, and nobody here is shown the patient as they were. */
  function tell(patient_id: string): void {
    cards.forget(patient_id);
    ground.wake.announce();
  }

  return {
    async patientList(ask) {
      const items = await patients.listPatients(ground, ground.db.kysely, ask.actor.id);
      return { items: items.map((patient) => ownPatientView(patient, dayOf(ask.now))) };
    },
    async patientAdd(ask) {
      const { relation, ...person } = ask.body;
      const acting = { now: ask.now, actor: actorName(ask.actor), account_id: ask.actor.id };
      const view = await ask.run(async (tx) =>
        ownPatientView(await patients.addPatient(ground, tx, { ...acting, relation, person }), dayOf(ask.now)),
      );
      tell(view.id);
      return view;
    },
    async patientChange(ask) {
      const acting = { now: ask.now, actor: actorName(ask.actor), account_id: ask.actor.id };
      const whom = { ...acting, patient_id: ask.params.id, change: ask.body };
      const changed = await ask.run((tx) => patients.changePatient(ground, tx, whom));
      tell(changed.id);
      return ownPatientView(changed, dayOf(ask.now));
    },
    async patientRemove(ask) {
      const acting = { now: ask.now, actor: actorName(ask.actor), account_id: ask.actor.id };
      await ask.run((tx) => patients.removePatient(ground, tx, { ...acting, patient_id: ask.params.id }));
      tell(ask.params.id);
      return { done: true };
    },
    async deskPatientSearch(ask) {
      const items = await patients.findPatients(ground, ground.db.kysely, ask.query.q);
      return { items: items.map((patient) => staffPatientView(patient, dayOf(ask.now))) };
    },
    async deskPatientRegister(ask) {
      const acting = { now: ask.now, actor: actorName(ask.actor), person: ask.body };
      const view = await ask.run(async (tx) =>
        staffPatientView(await patients.registerAtDesk(ground, tx, acting), dayOf(ask.now)),
      );
      tell(view.id);
      return view;
    },
    async deskPatientUnmask(ask) {
      const whom = { staff: ask.actor, patient_id: ask.params.id, reason: ask.body.reason, now: ask.now };
      return identityView(await ask.run((tx) => patients.unmaskPatient(ground, tx, whom)));
    },
  };
}
