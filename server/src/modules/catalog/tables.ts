/** Rows of the catalog; shaped as the contract shows them, so that reading is one step. */
import type { Campus, DepartmentView, DoctorView, Room, Static, VisitType } from '@menzhen/contract';

export type CampusRow = Static<typeof Campus>;
export type DepartmentRow = DepartmentView;
export type RoomRow = Static<typeof Room>;
/** `pinyin`: full spelling and initials, for search. */
export type DoctorRow = Omit<DoctorView, 'picture_url'> & { pinyin: string };
export type VisitTypeRow = Static<typeof VisitType>;

export interface BoardRow {
  id: string;
  name: string;
  department_ids: string[];
}
export interface HospitalText {
  name: string;
  name_en: string;
  notice: string | null;
  phone: string;
}
