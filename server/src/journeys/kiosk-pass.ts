/**
 * What a kiosk holds while somebody stands at it: for whom it may act, at which kiosk, until when, and our signature. It
 * names nobody, is of no use at another screen, and runs out by the hospital's clock.
 */
import { timingSafeEqual } from 'node:crypto';
import { Refusal, type Secrets } from '../kernel/index.ts';

const KIND = 'kiosk-pass';
/** Long enough to pay by phone; the screen itself forgets sooner. */
const LASTS_MINUTES = 15;

/** What was shown: a document says who it is, a phone with a name less so, a booking's code speaks for that booking only. */
export type Proof =
  | { by: 'document'; patient_id: string }
  | { by: 'phone'; patient_id: string }
  | { by: 'booking'; booking_id: string };

const letters = { document: 'd', phone: 'p', booking: 'b' } as const;
const subjectOf = (proof: Proof): string => (proof.by === 'booking' ? proof.booking_id : proof.patient_id);

function sealed(secrets: Secrets, text: string): string {
  return `${text}.${secrets.sign(text, KIND)}`;
}

export function makePass(
  secrets: Secrets,
  proof: Proof,
  { board_id, now }: { board_id: string; now: Temporal.Instant },
): { pass: string; expires_at: Temporal.Instant } {
  const expires_at = now.add({ minutes: LASTS_MINUTES });
  const text = [letters[proof.by], subjectOf(proof), board_id, expires_at.epochMilliseconds.toString(36)].join('.');
  return { pass: sealed(secrets, text), expires_at };
}

function proofOf(letter: string | undefined, subject: string): Proof | undefined {
  if (letter === letters.booking) return { by: 'booking', booking_id: subject };
  if (letter === letters.phone) return { by: 'phone', patient_id: subject };
  return letter === letters.document ? { by: 'document', patient_id: subject } : undefined;
}

/** @throws Refusal kiosk_pass_expired: also for one that is forged or another kiosk's */
export function readPass(
  secrets: Secrets,
  pass: string,
  { board_id, now }: { board_id: string; now: Temporal.Instant },
): Proof {
  const text = pass.slice(0, pass.lastIndexOf('.'));
  const [given, right] = [Buffer.from(pass), Buffer.from(sealed(secrets, text))];
  const isOurs = given.length === right.length && timingSafeEqual(given, right);
  const [letter, subject = '', kiosk, expires = ''] = text.split('.');
  const goesOn = Number.parseInt(expires, 36) > now.epochMilliseconds;
  const proof = isOurs && goesOn && kiosk === board_id ? proofOf(letter, subject) : undefined;
  if (!proof) throw new Refusal('kiosk_pass_expired');
  return proof;
}
