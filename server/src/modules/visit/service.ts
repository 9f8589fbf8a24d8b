/** Use cases of a visit. Only its own doctor reads or writes it; each reading and writing goes to the access audit. */
import type { AnswerOf, Contract } from '@menzhen/contract';
import {
  ageOn,
  audit,
  dayOf,
  found,
  newId,
  record,
  Refusal,
  type Secrets,
  type Tx,
  violated,
} from '../../kernel/index.ts';
import { type Deed, factOfVisit } from './facts.ts';
import type { VisitNeeds } from './ports.ts';
import { amended, emptyNote, judgeNote, type Note } from './rules.ts';
import * as store from './store.ts';
import type { VisitRow } from './tables.ts';

export type VisitView = AnswerOf<Contract['visitShow']>;
export interface VisitGround {
  secrets: Secrets;
  needs: VisitNeeds;
}
/** The ticket that starts a visit. */
export interface Started {
  id: string;
  booking_id: string;
  patient_id: string;
  department_id: string;
  doctor_id: string;
}

const place = (id: string): string => `visit/${id}/note`;

export function visitService({ secrets, needs }: VisitGround) {
  const noteOf = (visit: VisitRow): Note => JSON.parse(secrets.open(visit.note, place(visit.id))) as Note;
  const sealed = (id: string, note: Note): Buffer => secrets.seal(JSON.stringify(note), place(id));

  const access = (tx: Tx, visit: VisitRow, action: string, deed: Deed): Promise<void> =>
    audit(tx, { at: deed.at, actor: deed.actor, action, patient_id: visit.patient_id, reason: `visit:${visit.id}` });

  async function own(tx: Tx, id: string, doctor_id: string): Promise<VisitRow> {
    const visit = found(await store.visitById(tx, id));
    if (visit.doctor_id !== doctor_id) throw new Refusal('not_found');
    return visit;
  }

  async function view(tx: Tx, visit: VisitRow): Promise<VisitView> {
    const patient = (await needs.cards(tx, [visit.patient_id])).get(visit.patient_id);
    return {
      id: visit.id,
      booking_id: visit.booking_id,
      ticket_id: visit.ticket_id,
      patient_id: visit.patient_id,
      patient_name: patient?.name ?? '',
      patient_sex: patient?.sex ?? '',
      patient_age_years: patient ? ageOn(patient.birth_date, dayOf(visit.started_at)) : 0,
      doctor_id: visit.doctor_id,
      state: visit.state,
      started_at: visit.started_at.toString(),
      finished_at: visit.finished_at?.toString() ?? null,
      version: visit.version,
      ...noteOf(visit),
    };
  }

  return {
    own,
    view,
    /** Opens the visit of a called ticket, once per booking. */
    async open(tx: Tx, ticket: Started, deed: Deed): Promise<VisitRow> {
      const { id: ticket_id, booking_id, patient_id, department_id, doctor_id } = ticket;
      const id = newId(deed.at.epochMilliseconds);
      const visit = await store
        .insertVisit(tx, {
          id,
          ticket_id,
          booking_id,
          patient_id,
          department_id,
          doctor_id,
          started_at: deed.at,
          note: sealed(id, emptyNote),
        })
        .catch((error: unknown) => {
          if (violated(error)?.startsWith('visit_once'))
            throw new Refusal('ticket_state', { zh: { state: '就诊中' }, en: { state: 'in consultation' } });
          throw error;
        });
      await record(tx, factOfVisit('visit.opened', visit, deed));
      await access(tx, visit, 'visit.opened', deed);
      return visit;
    },
    /** The visit with its note, for its own doctor; anybody else's is not found. */
    async read(tx: Tx, ask: { id: string; doctor_id: string }, deed: Deed): Promise<VisitView> {
      const visit = await own(tx, ask.id, ask.doctor_id);
      await access(tx, visit, 'visit.read', deed);
      return view(tx, visit);
    },
    /**
     * The visit that the doctor has open, for the doctor's own screen. That it is read there was audited when it was
     * opened: the screen asks every few seconds.
     */
    async openOf(tx: Tx, booking_id: string, doctor_id: string): Promise<VisitView | null> {
      const visit = await store.visitOfBooking(tx, booking_id);
      return visit?.doctor_id === doctor_id && visit.state === 'in_consultation' ? view(tx, visit) : null;
    },
    /** Writes what was sent of the note, if nobody wrote since the version that was seen. */
    async write(
      tx: Tx,
      ask: { id: string; doctor_id: string; version: number; change: Partial<Note> },
      deed: Deed,
    ): Promise<VisitView> {
      const visit = await own(tx, ask.id, ask.doctor_id);
      const no = judgeNote(visit, ask.version);
      if (no) throw new Refusal(no);
      const note = sealed(visit.id, amended(noteOf(visit), ask.change));
      const written = await store.writeNote(tx, { id: visit.id, version: ask.version, note });
      if (!written) throw new Refusal('version_conflict');
      await record(tx, factOfVisit('visit.noted', written, deed));
      await access(tx, written, 'visit.written', deed);
      return view(tx, written);
    },
    visitOf: store.visitOfBooking,
    /** Who came back with results is seen by this doctor: the visit goes on, with its new doctor where that is another. */
    async goOn(tx: Tx, ask: { booking_id: string; doctor_id: string }, deed: Deed): Promise<VisitRow> {
      const visit = found(await store.visitOfBooking(tx, ask.booking_id));
      if (visit.state === 'finished') throw new Refusal('visit_finished');
      if (visit.doctor_id === ask.doctor_id) return visit;
      const taken = found(await store.setDoctor(tx, { id: visit.id, doctor_id: ask.doctor_id }));
      await record(tx, factOfVisit('visit.handed_over', taken, deed));
      await access(tx, taken, 'visit.opened', deed);
      return taken;
    },
    /** Takes back that it was finished. */
    async reopen(tx: Tx, booking_id: string, deed: Deed): Promise<void> {
      const visit = await store.reopen(tx, booking_id);
      if (!visit) throw new Refusal('visit_finished');
      await record(tx, factOfVisit('visit.reopened', visit, deed));
    },
    /** Takes back that it was begun; false once something was written: a record is never thrown away. */
    async withdraw(tx: Tx, booking_id: string, deed: Deed): Promise<boolean> {
      const visit = await store.withdraw(tx, booking_id);
      if (!visit) return false;
      await record(tx, factOfVisit('visit.withdrawn', visit, deed));
      return true;
    },
    async finish(tx: Tx, ask: { id: string; doctor_id: string }, deed: Deed): Promise<VisitRow> {
      const visit = await own(tx, ask.id, ask.doctor_id);
      const finished = await store.finish(tx, { id: visit.id, at: deed.at });
      if (!finished) throw new Refusal('visit_finished');
      await record(tx, factOfVisit('visit.finished', finished, deed));
      return finished;
    },
  };
}
export type VisitService = ReturnType<typeof visitService>;
