/** What the queue asks of earlier modules; app.ts hands it over. Named by what the queue needs, not by who gives it. */
import type { AnswerOf, BoardLayout, Contract, DoctorView } from '@menzhen/contract';
import type { Tx } from '../../kernel/index.ts';
import type { RulesOf } from './lines.ts';

/** A booking as its ticket needs it (a part of booking's card). */
export interface BookingForTicket {
  id: string;
  session_id: string;
  patient_id: string;
  department_id: string;
  doctor_id: string;
  room_id: string;
  visit_type_id: string;
  date: string;
  slot_starts_at: Temporal.Instant;
  slot_ends_at: Temporal.Instant;
}

/** A session of the day: who is on duty where. */
export interface Duty {
  id: string;
  date: string;
  half_day: string;
  starts: string;
  ends: string;
  starts_at: Temporal.Instant;
  ends_at: Temporal.Instant;
  department_id: string;
  doctor_id: string;
  room_id: string;
  visit_type_id: string;
  state: 'open' | 'closed';
  /** Who was to hold it before another doctor took over. */
  substitute_for?: string | null;
}
/** Sessions of a date, narrowed by whatever else is given. */
export interface DutyAsk {
  date: string;
  doctor_id?: string;
  room_id?: string;
  department_ids?: string[];
}
export type DutyOf = (tx: Tx, ask: DutyAsk) => Promise<Duty[]>;

export interface PatientName {
  name: string;
  name_masked: string;
  sex: string;
  birth_date: string;
}
interface Named {
  name: string;
  name_en: string;
}
/** Names of the hospital's places and people. */
export interface Names {
  hospital: Named;
  /** What the hospital tells everybody today. */
  notice: string | null;
  department(id: string): Named | undefined;
  room(id: string): { name: string } | undefined;
  doctor(id: string): (Named & Pick<DoctorView, 'title'>) | undefined;
  visitType(id: string): Named | undefined;
}
/** How many bookings of a session hold a place, and how many of these have not arrived. */
export interface Expected {
  booked: number;
  not_arrived: number;
}

/** A place of a session whose patient has not come: yet, or at all (`no_show`). */
export interface NotCome {
  id: string;
  state: 'booked' | 'no_show';
  session_id: string;
  visit_type_id: string;
  slot_starts_at: Temporal.Instant;
  slot_ends_at: Temporal.Instant;
}

/** A board that a screen is, and what it looks at: departments, or a door's one room. */
export interface Hall {
  id: string;
  name: string;
  layout: BoardLayout;
  department_ids: string[];
  room_id: string | null;
  speaks: boolean;
  notice: string;
  restart_no: number;
}

export interface QueueNeeds {
  /** The rules in force, as they stand for a department, visit type or doctor. */
  rules(): Promise<RulesOf>;
  /** Names of members of staff by id. */
  staffNames(tx: Tx, ids: string[]): Promise<Map<string, string>>;
  /** Sessions of a date, closed ones included. */
  dutyOf: DutyOf;
  names(): Promise<Names>;
  cards(tx: Tx, patient_ids: string[]): Promise<Map<string, PatientName>>;
  ownPatientIds(tx: Tx, account_id: string): Promise<string[]>;
  /** Undefined for a board that was unpaired. */
  hall(tx: Tx, board_id: string): Promise<Hall | undefined>;
  /** By patient id, the accounts that keep it. */
  accountsOf(tx: Tx, patient_ids: string[]): Promise<Map<string, string[]>>;
  /** Whose bookings these are and where they stand; those that do not exist are left out. */
  bookingStandings(tx: Tx, booking_ids: string[]): Promise<{ id: string; patient_id: string; state: string }[]>;
  expected(tx: Tx, session_ids: string[]): Promise<Map<string, Expected>>;
  notCome(tx: Tx, session_ids: string[]): Promise<NotCome[]>;
  /** The visit opened for a booking, for its own doctor; null for anybody else. */
  openVisit(tx: Tx, booking_id: string, doctor_id: string): Promise<AnswerOf<Contract['visitShow']> | null>;
  /** Origin that phones see. */
  public_origin: string;
}
