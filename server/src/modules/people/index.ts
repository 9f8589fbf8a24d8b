/** People: the only door of the module. See README.md. */
import { type Handlers, sessions, systemClock, type Tx } from '../../kernel/index.ts';
import { holderLookup } from './holder.ts';
import { type SignInRoutes, signInHandlers } from './routes.ts';
import { type PatientRoutes, patientHandlers } from './routes-patients.ts';
import { type StaffRoutes, staffHandlers } from './routes-staff.ts';
import { openAccount, proveCode, requestCode } from './service/accounts.ts';
import { maskPhone } from './rules/masks.ts';
import { openCards } from './service/cards.ts';
import { identify } from './service/identify.ts';
import type { PeopleArguments, PeopleGround } from './service/ground.ts';
import { addPatient, registerPatient } from './service/patients.ts';
import { addStaff } from './service/staff.ts';
import { loadAccount, openOpenid, openPhone } from './store/accounts.ts';
import { accountsOf, patientIdsOf, samePhone } from './store/patients.ts';
import { namesOf } from './store/staff.ts';

export { peopleFacts } from './facts.ts';
export type { SmsSender } from './ports.ts';
export { checkDigit } from './rules/documents.ts';
export type { PayerClass, PersonInput, Relation } from './rules/patients.ts';
export type { PeopleArguments } from './service/ground.ts';
export type { PatientCard } from './tables.ts';

type In<F extends (ground: PeopleGround, tx: Tx, ask: never) => unknown> = Parameters<F>[2];

export function openPeople(given: PeopleArguments) {
  const ground: PeopleGround = {
    ...given,
    outside_clock: given.outside_clock ?? systemClock,
    sessions: sessions(given.db, holderLookup(given.db, given.boards)),
  };
  const cards = openCards(ground);
  const handlers: Handlers<SignInRoutes | PatientRoutes | StaffRoutes> = {
    ...signInHandlers(ground),
    ...patientHandlers(ground, cards),
    ...staffHandlers(ground),
  };
  return {
    handlers,
    sessions: ground.sessions,
    /** Cards by patient id; unknown ids are left out; at most 5 seconds old. */
    cards: cards.of,
    /** The patients an account keeps, the default one first. */
    ownPatientIds: patientIdsOf,
    /** By patient id: all patients registered under the same phone, itself among them. */
    samePhone,
    /** By patient id, the accounts that keep it; one that nobody keeps is left out. */
    accountsOf,
    /** The phone an account signs in with; undefined for one opened by WeChat only. */
    phoneOf: async (tx: Tx, account_id: string) => openPhone(given.secrets, await loadAccount(tx, account_id)),
    maskPhone,
    /** Sends a code to a phone. @throws Refusal sms_too_soon, sms_too_many, sms_unavailable */
    requestCode: (ask: Parameters<typeof requestCode>[1]) => requestCode(ground, ask),
    /** Takes the code that was sent. @throws Refusal sms_code_wrong, sms_code_expired */
    proveCode: (ask: Parameters<typeof proveCode>[1]) => proveCode(ground, ask),
    /** The WeChat openid of an account (paying inside WeChat needs it). */
    openidOf: async (tx: Tx, account_id: string) => openOpenid(given.secrets, await loadAccount(tx, account_id)),
    /** Whom a number and a name fit, at a kiosk. @throws Refusal id_number_invalid, kiosk_too_many_tries, kiosk_person_unknown */
    identify: (ask: Parameters<typeof identify>[1]) => identify(ground, ask),
    /** Names by staff id. */
    staffNames: namesOf,
    /** @throws Refusal login_taken, password_weak, not_found */
    addStaff,
    /** Finds or opens an account; returns its id. */
    openAccount: (tx: Tx, ask: In<typeof openAccount>) => openAccount(ground, tx, ask),
    /** Registers a person, or finds whom the document belongs to. @throws Refusal of the person's rules */
    registerPatient: (tx: Tx, ask: In<typeof registerPatient>) => registerPatient(ground, tx, ask),
    /** As registerPatient, and keeps the patient under an account. */
    addPatient: (tx: Tx, ask: In<typeof addPatient>) => addPatient(ground, tx, ask),
  };
}
export type People = ReturnType<typeof openPeople>;
