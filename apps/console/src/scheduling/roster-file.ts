/** Files between this computer and the contract's JSON, and rows of a preview as words. */
import { addDays, money, rangeWords } from '@menzhen/ui/format';
import type { Answer } from '@menzhen/ui/client';

export type RosterDraft = Answer<'rosterPreview'>;
export type RosterRow = RosterDraft['rows'][number];
export type RosterDuty = NonNullable<RosterRow['will_be']>;
export type RosterStatus = RosterRow['status'];

export const MOST_BYTES = 2_000_000;
/** What needs a person first. */
export const STATUSES = [
  'wrong',
  'conflicting',
  'new',
  'changed',
  'ended',
  'unchanged',
] as const satisfies readonly RosterStatus[];

const CHUNK = 0x8000;
/** A file's bytes as base64, in pieces that fit a call's arguments. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

const KEPT_MS = 60_000;

/** Lets the browser save bytes under a name. */
export function saveFile(file_name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = file_name;
  link.click();
  // a busy browser asks for the bytes, and the name, a moment later
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}

export const countsByStatus = (rows: readonly RosterRow[]): Record<RosterStatus, number> => {
  const counts = { new: 0, changed: 0, unchanged: 0, ended: 0, conflicting: 0, wrong: 0 };
  for (const { status } of rows) counts[status] += 1;
  return counts;
};
/** How many rows accepting writes. */
export const writes = ({ added, changed, ended }: RosterDraft['counts']): number => added + changed + ended;

/** The next Monday: the day from which a new week's sheet usually holds. */
export function nextMonday(today: string): string {
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay() || 7;
  return addDays(today, 8 - weekday);
}

interface DutyWords {
  /** 单周, 双周 or nothing. */
  weeks: string;
  /** Minutes and places of a slot, where they matter; else nothing. */
  slots: string;
  fee: (fee: string) => string;
}
/** A duty in one line; two that differ say the same things in the same order. */
export function dutyWords(duty: RosterDuty, { weeks, slots, fee }: DutyWords): string {
  const fees = [duty.registration_fen, duty.consultation_fen].filter((fen) => fen !== null);
  const own = fees.length > 0 ? fee(fees.map((fen) => money(fen)).join(' + ')) : '';
  const hours = rangeWords(duty.starts, duty.ends);
  return [weeks, duty.room_name, duty.visit_type_name, hours, slots, own].filter(Boolean).join(' · ');
}
/** Of a new duty everything is said; of one that stands only what changes. */
export const saysSlots = ({ status, changes }: Pick<RosterRow, 'status' | 'changes'>): boolean =>
  status === 'new' || changes.some((name) => name === 'slot_minutes' || name === 'places_per_slot');
