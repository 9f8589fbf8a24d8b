/** Rows of the catalog; shaped as the contract shows them, so that reading is one step. */
import type {
  BoardLayout,
  BoardSignView,
  Campus,
  DepartmentView,
  DoctorView,
  Room,
  Static,
  VisitType,
} from '@menzhen/contract';

export type CampusRow = Static<typeof Campus>;
export type DepartmentRow = DepartmentView;
export type RoomRow = Static<typeof Room>;
/** `pinyin`: full spelling and initials, for search. */
export type DoctorRow = Omit<DoctorView, 'picture_url'> & { pinyin: string };
export type VisitTypeRow = Static<typeof VisitType>;

/** What is chosen of a board. */
export interface BoardFields {
  name: string;
  layout: BoardLayout;
  department_ids: string[];
  room_id: string | null;
  speaks: boolean;
  notice: string;
}
/** A board that a screen is; a door's `department_ids` is its room's department. */
export interface BoardRow extends BoardFields {
  id: string;
  restart_no: number;
}
/** A board as those who look after it see it. */
export interface BoardCardRow extends BoardRow {
  state: 'active' | 'disabled';
  is_paired: boolean;
  paired_at: Temporal.Instant | null;
  version: number;
  sign_age_seconds: number | null;
  sign: BoardSignView | null;
}
export interface HospitalText {
  name: string;
  name_en: string;
  notice: string | null;
  phone: string;
}
