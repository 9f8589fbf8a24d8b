/** What one place of a sheet says, before anybody looks whether such doctors and rooms exist. */
import type { HalfDay } from '../../policy/index.ts';
import type { OwnFee, TemplateFields } from '../tables.ts';
import type { Why } from './why.ts';

/** As written; what is missing was not said, which is not the same as “none”. */
export interface Said
  extends Partial<
    Pick<TemplateFields, 'weeks' | 'starts' | 'ends' | 'slot_minutes' | 'places_per_slot' | 'valid_from' | 'valid_to'> &
      OwnFee
  > {
  room?: string;
  visit_type?: string;
}
/** on: works; off: this half day is free; rest: whatever else this doctor had is no longer. */
export type Duty = 'on' | 'off' | 'rest';
export interface Entry {
  /** 'C7', or '门诊!C7' where the workbook has several sheets. */
  cell: string;
  written: string;
  doctor: string;
  department: string | null;
  /** null: not understood. */
  weekday: number | null;
  half_day: HalfDay | null;
  duty: Duty;
  said: Said;
  why: Why | null;
}
/** Names as the hospital has them, to be found in a cell's text. */
export interface Names {
  rooms: string[];
  visit_types: string[];
}
export type Layout = 'wide' | 'long';
