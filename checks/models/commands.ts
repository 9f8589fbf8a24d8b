/** What patients, the desk, the channel, the clock and misfortune may do, as commands of the model. */
import fc from 'fast-check';
import { inTransaction } from '../../server/src/kernel/index.ts';
import type { SignedNotice } from '../../server/src/modules/payment/testing/scripted-channel.ts';
import type { World } from './world.ts';

/** The model itself holds nothing: what is right is read from the tables after the run. */
export type Nothing = Record<string, never>;
type Act = fc.AsyncCommand<Nothing, World>;

/** Starts an act and goes on after a moment, so that acts overtake one another in the server and on the wire. */
function act(label: string, pause_ms: number, story: (world: World) => Promise<void> | void): Act {
  return {
    check: () => true,
    toString: () => label,
    async run(_model, world) {
      world.launch(async () => story(world));
      if (pause_ms > 0) await new Promise((resolve) => setTimeout(resolve, pause_ms));
    },
  };
}

const pause = fc.constantFrom(0, 2, 6, 15);
const index = fc.nat(7);
const pick = <T>(items: readonly T[], n: number): T | undefined =>
  items.length > 0 ? items[n % items.length] : undefined;

const patientOf = (world: World, booking_id: string) => world.owners.get(booking_id)!;
const asked = (world: World, id: string, body: object = {}) => ({
  params: { id },
  body,
  now: world.now(),
  ip: '127.0.0.1',
  run: <T>(story: Parameters<typeof inTransaction<T>>[1]) => inTransaction(world.house.db, story),
});
const byPatient = (world: World, id: string, body: object = {}) =>
  ({ ...asked(world, id, body), actor: { kind: 'patient', id: patientOf(world, id).account_id, name: null } }) as never;
/** Of the whole hospital: what a department's own staff may not do is tried in checks/contract. */
const roles = [
  { role: 'clerk', department_id: null },
  { role: 'operator', department_id: null },
  { role: 'administrator', department_id: null },
];
const byStaff = (world: World, id: string, body: object = {}) =>
  ({ ...asked(world, id, body), actor: { kind: 'staff', id: world.staff_id, name: '窗口', roles } }) as never;

/** An act upon one of the bookings made so far; nothing when there is none. */
const upon = (label: string, story: (world: World, booking_id: string) => Promise<void>) =>
  fc.tuple(index, pause).map(([n, ms]) =>
    act(`${label}(${n})`, ms, async (world) => {
      const id = pick(world.bookings, n);
      if (id) await story(world, id);
    }),
  );

async function holdPlace(
  world: World,
  patient: World['stage']['patients'][number],
  ask: { slot_id: string; key: string },
): Promise<void> {
  const actor = `account:${patient.account_id}`;
  const { card } = await world.house.booking.hold({ ...patient, ...ask, actor, channel: 'app', reserve: null });
  if (!world.owners.has(card.id)) world.bookings.push(card.id);
  world.owners.set(card.id, patient);
  world.told.push({ what: 'held', booking_id: card.id });
}

const hold = fc
  .tuple(fc.nat(2), fc.nat(1), fc.nat(3), pause)
  .map(([p, s, k, ms]) =>
    act(`hold(patient ${p}, slot ${s}, key ${k})`, ms, (world) =>
      holdPlace(world, world.stage.patients[p]!, { slot_id: world.stage.slot_ids[s]!, key: `${world.key}-${p}-${k}` }),
    ),
  );

const startPaying = fc.tuple(index, fc.constantFrom('h5', 'h5', 'native'), pause).map(([n, scene, ms]) =>
  act(`startPaying(${n}, ${scene})`, ms, async (world) => {
    const id = pick(world.bookings, n);
    if (id) await world.house.paying.bookingPay(byPatient(world, id, { scene }));
  }),
);

const payAtChannel = fc.tuple(index, pause).map(([n, ms]) =>
  act(`payAtChannel(${n})`, ms, (world) => {
    const no = pick([...world.channel.orders.keys()], n);
    const notice = no && world.channel.pay(no);
    if (notice) world.post.push(notice);
  }),
);

async function postNotice(world: World, { headers, raw }: SignedNotice): Promise<void> {
  await world.house.payment.handlers.wechatPayNotice({ headers, raw_body: raw } as never);
  const { notice_id } = JSON.parse(raw.toString()) as { notice_id: string };
  world.told.push({ what: 'notice_taken', notice_id });
}

/** Through though closed. Only its notice can tell of it once the last look is over, so this one is not lost. */
const payLate = fc.tuple(index, pause).map(([n, ms]) =>
  act(`payLate(${n})`, ms, async (world) => {
    const closed = [...world.channel.orders].filter(([, held]) => held.order.status === 'closed');
    const no = pick(closed, n)?.[0];
    const notice = no && world.channel.payLate(no);
    if (notice) await postNotice(world, notice);
  }),
);

/** A notice stays in the post, so that it comes again, late, or never. */
const deliver = fc.tuple(index, fc.integer({ min: 1, max: 3 }), fc.boolean(), pause).map(([n, copies, forged, ms]) =>
  act(`deliver(${n}, ${copies} times${forged ? ', then forged' : ''})`, ms, async (world) => {
    const notice = pick(world.post, n);
    if (!notice) return;
    await Promise.all(Array.from({ length: copies }, () => postNotice(world, notice)));
    if (forged) await postNotice(world, { ...notice, headers: { signature: 'forged' } });
  }),
);

const lookAtPayment = upon('lookAtPayment', async (world, id) => {
  await world.house.paying.bookingPayment(byPatient(world, id));
});
const cancel = upon('cancel', async (world, id) => {
  await world.house.cancelling.bookingCancel(byPatient(world, id));
  world.told.push({ what: 'cancelled', booking_id: id });
});
const cancelAtDesk = upon('cancelAtDesk', async (world, id) => {
  await world.house.cancelling.deskBookingCancel(byStaff(world, id, { reason: '患者要求' }));
  world.told.push({ what: 'cancelled', booking_id: id });
});
const payAtDesk = upon('payAtDesk', async (world, id) => {
  await world.openDrawer();
  await world.house.atCounter.deskBookingPay(byStaff(world, id, { method: 'cash' }));
  world.told.push({ what: 'counter_paid', booking_id: id });
});
const closeSession = pause.map((ms) =>
  act('closeSession', ms, async (world) => {
    await world.house.closing.sessionClose(byStaff(world, world.stage.session_id, { reason: '医生请假' }));
  }),
);
const chooseRefund = upon('chooseRefund', async (world, id) => {
  const [open] = await world.house.scheduling.cases(world.house.db.kysely, { booking_ids: [id], limit: 1 });
  if (!open) return;
  await world.house.choosing.caseChoose({
    ...(byPatient(world, id, { choice: 'refund' }) as object),
    params: { id: open.id },
  } as never);
  world.told.push({ what: 'cancelled', booking_id: id });
});
const closuresRound = pause.map((ms) =>
  act('closuresRound', ms, async (world) => void (await world.house.finishClosures())),
);

const endRefund = fc
  .tuple(index, fc.constantFrom('success' as const, 'closed' as const, 'abnormal' as const), pause)
  .map(([n, status, ms]) =>
    act(`endRefund(${n}, ${status})`, ms, (world) => {
      const under_way = [...world.channel.refunds.values()].filter((refund) => refund.status === 'processing');
      const refund = pick(under_way, n);
      if (refund) world.post.push(world.channel.endRefund(refund.merchant_refund_no, status));
    }),
  );

const pass = fc.tuple(fc.constantFrom(5, 30, 120, 600, 1000), pause).map(([seconds, ms]) =>
  act(`pass(${seconds} s)`, ms, (world) => {
    world.passed_seconds += seconds;
  }),
);
const work = pause.map((ms) => act('work', ms, (world) => world.house.payment.work()));
const expire = pause.map((ms) => act('expire', ms, async (world) => void (await world.house.expireHolds())));

const returnPlaces = pause.map((ms) =>
  act('returnPlaces', ms, async (world) => void (await world.house.returnPlaces())),
);

/** The time to pay runs out, perhaps in the middle of paying. */
const overtime = pause.map((ms) =>
  act('overtime', ms, async (world) => {
    world.passed_seconds += 1000;
    await world.house.expireHolds();
  }),
);

const methods = ['open', 'query', 'close', 'refund', 'queryRefund'] as const;
const lose = fc
  .tuple(fc.constantFrom(...methods), fc.constantFrom('lost_request' as const, 'lost_answer' as const))
  .map(([method, fault]) => act(`lose(${method}, ${fault})`, 0, (world) => world.channel.failNext(method, fault)));
const cutPower = fc.constant(
  act('cutPower', 0, (world) => {
    world.power_cuts += 1;
  }),
);

/** How often each comes: the everyday ones often, so that runs get far enough for the rare ones to matter. */
const weights: [times: number, command: fc.Arbitrary<Act>][] = [
  [8, hold],
  [9, startPaying],
  [9, payAtChannel],
  [4, payLate],
  [9, deliver],
  [5, lookAtPayment],
  [2, cancel],
  [1, cancelAtDesk],
  [2, payAtDesk],
  [5, endRefund],
  [5, pass],
  [5, overtime],
  [6, work],
  [3, expire],
  [4, returnPlaces],
  [4, lose],
  [2, cutPower],
  [1, closeSession],
  [2, chooseRefund],
  [2, closuresRound],
];
export const allCommands: fc.Arbitrary<Act>[] = weights.flatMap(([times, command]) =>
  Array.from({ length: times }, () => command),
);

/** Patients who hold their place and see the cashier's page before the run begins; fewer, when places are kept for others. */
export async function begin(world: World, patients: number, kept: number): Promise<void> {
  for (const [n, patient] of world.stage.patients
    .slice(0, Math.min(patients, world.stage.slot_ids.length - kept))
    .entries()) {
    await holdPlace(world, patient, { slot_id: world.stage.slot_ids[n]!, key: `${world.key}-${n}-0` });
    await world.house.paying.bookingPay(byPatient(world, world.bookings[n]!, { scene: 'h5' }));
  }
}
