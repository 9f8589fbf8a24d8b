/** Which calls the hall hears, in what order and in which words. Pure: no clock, no browser. */
import { type BoardView, CALL_STALE_SECONDS } from '@menzhen/contract';

export type HallCall = BoardView['calls'][number];

/**
 * Shown and never spoken: the patient has gone in, or has been passed. Both ways, since after a clock was set back an old
 * call lies in the future.
 */
export function isStale(call: HallCall, hospital_ms: number): boolean {
  return Math.abs(hospital_ms - Date.parse(call.called_at)) > CALL_STALE_SECONDS * 1000;
}

/**
 * Calls still to be spoken, oldest first. A patient called again while the first call still waits is spoken once, by
 * the newest call; that call has an id of its own, so a recall after the first was heard is spoken again.
 */
export function callsToSpeak(calls: readonly HallCall[], heard: ReadonlySet<string>, hospital_ms: number): HallCall[] {
  return newestOfEachTicket(calls)
    .filter((call) => !heard.has(call.call_id) && !isStale(call, hospital_ms))
    .reverse();
}

/** How often one call is said: twice, and once when the hall is so busy that the ones behind it would grow stale. */
export function timesToSay(waiting_calls: number): 1 | 2 {
  return waiting_calls >= 4 ? 1 : 2;
}

/** Whether who comes next is asked to get ready: not while others wait to be called. */
export const mayPrepare = (waiting_calls: number): boolean => waiting_calls < 2;

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

/** The server tells the newest first; its order holds when clocks do not. */
function newestOfEachTicket(calls: readonly HallCall[]): HallCall[] {
  const seen = new Set<string>();
  return calls.filter((call) => !seen.has(ticketOf(call)) && seen.add(ticketOf(call)));
}

/** A call's id is its ticket's and the number of the call. */
const ticketOf = (call: HallCall): string => call.call_id.slice(0, call.call_id.lastIndexOf(':'));
