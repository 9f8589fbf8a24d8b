/** A closing that is cut short between freezing the session and cancelling its patients is finished by the next round. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../kernel/index.ts';
import { type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

test('frozen and then cut short: everyone booked is cancelled by the hospital and refunded, once', async () => {
  const [doctor] = clinic.doctors as [Clinic['doctors'][0]];
  const { app } = clinic;
  const booked = [await clinic.book(doctor.slot_id), await clinic.book(doctor.slot_id)];
  const { session_id } = (await app.booking.card(app.db.kysely, booked[0]!.id))!;
  // what a crash leaves behind: the freeze has committed, nothing after it has run
  await inTransaction(app.db, (tx) =>
    app.scheduling.close(tx, session_id, { reason: '设备故障', actor: 'test', now: app.clock.now() }),
  );

  await Promise.all([app.rounds.closures(), app.rounds.closures()]);
  expect(await app.rounds.closures()).toBe(0);
  for (const { id, token } of booked) {
    const { body } = await clinic.call(token, 'bookingShow', { id });
    expect(body).toMatchObject({ state: 'cancelled', cancel_reason: '停诊：设备故障', refund_fen: body.fee_fen });
    expect(['refunding', 'refunded']).toContain(body.payment);
  }
});
