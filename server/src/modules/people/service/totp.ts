/** The second factor: six digits that change every 30 seconds (RFC 6238); each is accepted once. */
import { generateSecret, generateURI, verifySync } from 'otplib';
import { found, inTransaction, Refusal, type Tx } from '../../../kernel/index.ts';
import * as store from '../store/staff.ts';
import type { StaffRow } from '../tables.ts';
import type { PeopleGround } from './ground.ts';

const ISSUER = 'Menzhen';
/** One code before and after the present one, for clocks and fingers that are late. */
const TOLERANCE_SECONDS = 30;

const place = (what: 'totp' | 'totp_pending', id: string): string => `staff/${what}/${id}`;

/** The 30-second step a code belongs to; undefined: the code is wrong. */
function stepOf(ground: PeopleGround, secret: string, token: string): number | undefined {
  const epoch = Math.floor(ground.outside_clock.now().epochMilliseconds / 1000);
  const result = verifySync({ secret, token, epoch, epochTolerance: TOLERANCE_SECONDS });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

/** True when the code is right and neither it nor a later one was used before. */
export async function takeTotp(ground: PeopleGround, tx: Tx, staff: StaffRow, token: string): Promise<boolean> {
  const step = stepOf(ground, ground.secrets.open(staff.totp_sealed!, place('totp', staff.id)), token);
  return step !== undefined && (await store.takeTotpStep(tx, staff.id, step));
}

/** A new secret, not in force until a code made from it comes back. */
export async function beginTotp(
  ground: PeopleGround,
  staff_id: string,
): Promise<{ secret: string; otpauth_uri: string }> {
  const secret = generateSecret();
  return inTransaction(ground.db, async (tx) => {
    const staff = found(await store.staffById(tx, staff_id));
    await store.putPendingTotp(tx, staff_id, ground.secrets.seal(secret, place('totp_pending', staff_id)));
    return { secret, otpauth_uri: generateURI({ issuer: ISSUER, label: staff.login, secret }) };
  });
}

/** @throws Refusal totp_wrong */
export async function confirmTotp(ground: PeopleGround, staff_id: string, token: string): Promise<void> {
  await inTransaction(ground.db, async (tx) => {
    const staff = found(await store.staffById(tx, staff_id));
    if (!staff.totp_pending_sealed) throw new Refusal('totp_wrong');
    const secret = ground.secrets.open(staff.totp_pending_sealed, place('totp_pending', staff_id));
    const step = stepOf(ground, secret, token);
    if (step === undefined) throw new Refusal('totp_wrong');
    await store.confirmTotp(tx, staff_id, ground.secrets.seal(secret, place('totp', staff_id)), step);
  });
}
