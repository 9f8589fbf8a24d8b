/** Which calls the hall hears, in what order and in which words. Pure: no clock, no browser. */
import type { BoardView } from '@menzhen/contract';

export type HallCall = BoardView['calls'][number];

/** A call older than this by hospital time is shown and never spoken: the patient has gone in, or has been passed. */
export const STALE_SECONDS = 60;

export function isStale(call: HallCall, hospital_ms: number): boolean {
  return hospital_ms - Date.parse(call.called_at) > STALE_SECONDS * 1000;
}

/**
 * Calls still to be spoken, oldest first. A patient called again while the first call still waits is spoken once, by
 * the newest call; that call has an id of its own, so a recall after the first was heard is spoken again.
 */
export function callsToSpeak(calls: readonly HallCall[], heard: ReadonlySet<string>, hospital_ms: number): HallCall[] {
  return newestOfEachTicket(calls)
    .filter((call) => !heard.has(call.call_id) && !isStale(call, hospital_ms))
    .sort((a, b) => Date.parse(a.called_at) - Date.parse(b.called_at));
}

/** How often one call is said: twice, and once when the hall is so busy that the ones behind it would grow stale. */
export function timesToSay(waiting_calls: number): 1 | 2 {
  return waiting_calls >= 4 ? 1 : 2;
}

/** The call that stands large on the board: the one being spoken, else the newest. */
export function callInFront(calls: readonly HallCall[], speaking_id: string | null): HallCall | null {
  return calls.find((call) => call.call_id === speaking_id) ?? newestOfEachTicket(calls)[0] ?? null;
}

/** The calls listed under it: newest of each ticket, without the one in front. */
export function callsBehind(calls: readonly HallCall[], front: HallCall | null): HallCall[] {
  return newestOfEachTicket(calls).filter((call) => front === null || ticketOf(call) !== ticketOf(front));
}

/** Remembers that a call was heard; keeps only so many that the memory of a year-long board stays small. */
export function remember(heard: readonly string[], call_id: string, most = 200): string[] {
  return [...heard.filter((id) => id !== call_id), call_id].slice(-most);
}

const digit_words = '零一二三四五六七八九';

/**
 * The sentence as a voice should read it. Long numbers and ticket numbers are read digit by digit ("A012" is "A 零 一
 * 二"); a short number stays one ("3 号诊室"). The mark that hides part of a name is read as 某, not as an asterisk.
 */
export function spokenWords(sentence: string): string {
  return sentence
    .replace(/[*＊○●×]+/g, '某')
    .replace(/([A-Za-z]+-?)?(\d+)/g, (whole, letters: string | undefined, digits: string) =>
      letters || digits.length > 2 || digits.startsWith('0') ? singly(letters ?? '', digits) : whole,
    )
    .replace(/\s+/g, ' ')
    .trim();
}

function singly(letters: string, digits: string): string {
  const spelled = [...letters.replace('-', ''), ...[...digits].map((digit) => digit_words[Number(digit)])];
  return ` ${spelled.join(' ')} `;
}

function newestOfEachTicket(calls: readonly HallCall[]): HallCall[] {
  const newest_first = [...calls].sort((a, b) => Date.parse(b.called_at) - Date.parse(a.called_at));
  const seen = new Set<string>();
  return newest_first.filter((call) => !seen.has(ticketOf(call)) && seen.add(ticketOf(call)));
}

/** Two departments may both have an A012, so a ticket is known by all that the board shows of it. */
function ticketOf(call: HallCall): string {
  return [call.department_name, call.ticket_number, call.patient_name_masked].join('|');
}
