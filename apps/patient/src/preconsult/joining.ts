import type { BookingView, TalkView } from '@menzhen/contract';
import { call } from '../shared/client.ts';
import { problemFrom } from '../shared/problem.ts';

/**
 * A talk that led to booking is joined to the booking when it is made, whichever way through the pages it came. Kept on the
 * phone until then (forgotten at sign out); after some hours a booking is no longer because of it.
 */
interface Joining {
  talk_id: string;
  patient_id: string;
  since_ms: number;
  /** The booking that was made, while the server has not yet answered that they are joined. */
  booking_id?: string;
}
const key = 'menzhen.kept.talk-joining';
const LONGEST_MS = 3 * 3600_000;

export function startJoining(talk: Pick<TalkView, 'id' | 'patient'>): void {
  uni.setStorageSync(key, { talk_id: talk.id, patient_id: talk.patient.id, since_ms: Date.now() } satisfies Joining);
}

function joining(): Joining | null {
  const kept = (uni.getStorageSync(key) as Joining | '') || null;
  return kept && Date.now() - kept.since_ms < LONGEST_MS ? kept : null;
}

/** For whom the talk was: the patient to book for. */
export const joiningPatient = (): string | null => joining()?.patient_id ?? null;

/** A booking was just made: the talk of its patient goes with it. A lost connection leaves it for `joinLate`. */
export async function joinTalk(booking: Pick<BookingView, 'id' | 'patient_id'>): Promise<void> {
  const kept = joining();
  if (kept?.patient_id !== booking.patient_id || kept.booking_id) return;
  const made = { ...kept, booking_id: booking.id };
  uni.setStorageSync(key, made);
  await send(made);
}

/** The booking is looked at: what was left undone with it is done. True: something has changed. */
export async function joinLate(booking_id: string): Promise<boolean> {
  const kept = joining();
  return kept?.booking_id === booking_id && send({ ...kept, booking_id });
}

async function send({ talk_id, booking_id }: Required<Pick<Joining, 'talk_id' | 'booking_id'>>): Promise<boolean> {
  try {
    await call('talkBooking', { params: { id: talk_id }, body: { booking_id } });
    uni.removeStorageSync(key);
    return true;
  } catch (thrown) {
    // the server has said no for good: the booking stands without it
    if (problemFrom(thrown).status === 404) uni.removeStorageSync(key);
    return false;
  }
}
