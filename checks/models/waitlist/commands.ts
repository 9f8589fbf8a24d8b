/** What patients, the desk, the doctor, the clock and the rounds of two nodes may do, as commands of the model. */
import fc from 'fast-check';
import { addDays, dayOf, instantOf, sql } from '../../../server/src/kernel/index.ts';
import { plainPolicy, type Person, type Slot } from './hospital.ts';
import type { World } from './world.ts';

/** The model itself holds nothing: what is right is read from the tables after the run. */
export type Nothing = Record<string, never>;
type Act = fc.AsyncCommand<Nothing, World>;

const pause = fc.constantFrom(0, 0, 2, 6, 15);
const index = fc.nat(11);
const person = fc.nat(7);
const slot = fc.nat(2);
const pick = <T>(items: readonly T[], n: number): T | undefined =>
  items.length > 0 ? items[n % items.length] : undefined;
const personAt = (world: World, n: number): Person => world.hospital.people[n]!;
const slotAt = (world: World, n: number): Slot => world.stage.slots[n]!;

/** Starts an act and goes on after a moment, so that acts overtake one another in the servers and the database. */
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
const plain = (label: string, story: (world: World) => Promise<void> | void) =>
  pause.map((ms) => act(label, ms, story));
const ofPerson = (label: string, story: (world: World, who: Person, n: number) => Promise<void>) =>
  fc
    .tuple(person, index, pause)
    .map(([p, n, ms]) => act(`${label}(person ${p}, ${n})`, ms, (world) => story(world, personAt(world, p), n)));

const hold = fc.tuple(person, slot, fc.nat(2), pause).map(([p, s, k, ms]) =>
  act(`hold(person ${p}, slot ${s}, key ${k})`, ms, async (world) => {
    const who = personAt(world, p);
    const body = { slot_id: slotAt(world, s).id, patient_id: who.patient_id };
    world.keep(who, await world.ask('bookingHold', { as: who, key: `${world.key}-${p}-${k}`, body }));
  }),
);
const holdAtDesk = fc
  .tuple(person, slot, fc.boolean(), pause)
  .map(([p, s, green, ms]) =>
    act(`holdAtDesk(person ${p}, slot ${s}${green ? ', green channel' : ''})`, ms, (world) =>
      holdForAtDesk(world, p, s, green),
    ),
  );
async function holdForAtDesk(world: World, p: number, s: number, green: boolean): Promise<void> {
  const who = personAt(world, p);
  const body = {
    slot_id: slotAt(world, s).id,
    patient_id: who.patient_id,
    ...(green ? { reserve: 'senior' as const, reserve_reason: '行动不便' } : {}),
  };
  world.keep(who, await world.ask('deskBookingHold', { as: world.hospital.staff.clerk, key: world.newKey(), body }));
}

async function payAtDeskFor(world: World, id: string): Promise<void> {
  const body = { method: 'cash' as const };
  await world.ask('deskBookingPay', { as: world.hospital.staff.clerk, key: world.newKey(), params: { id }, body });
}
const payAtDesk = ofPerson('payAtDesk', async (world, _who, n) => {
  const booking = pick(world.bookings, n);
  if (booking) await payAtDeskFor(world, booking.id);
});
/** Pays on the phone; the channel's notice stays in the post and comes late, twice or never. */
const payByPhone = ofPerson('payByPhone', async (world, _who, n) => {
  const booking = pick(world.bookings, n);
  if (!booking) return;
  const opened = await world.ask('bookingPay', {
    as: booking.owner,
    params: { id: booking.id },
    body: { scene: 'native' },
  });
  const notice =
    opened && opened.payment === 'paying' && world.hospital.channel.pay(opened.order_id.replaceAll('-', ''));
  if (notice) world.post.push(notice);
});
const deliver = fc.tuple(index, fc.boolean(), pause).map(([n, late, ms]) =>
  act(`deliver(${n}${late ? ', late' : ''})`, ms, async (world) => {
    const notice = pick(world.post, n);
    if (!notice) return;
    if (late) world.pass({ minutes: 16 });
    if (late) await world.expire();
    const { headers, raw } = notice;
    const { payment } = world.hospital.nodes[n % 2]!;
    await payment.handlers.wechatPayNotice({ headers, raw_body: raw } as never);
  }),
);
const cancel = ofPerson('cancel', async (world, _who, n) => {
  const booking = pick(world.bookings, n);
  if (booking) await world.ask('bookingCancel', { as: booking.owner, params: { id: booking.id } });
});
async function cancelAtDeskFor(world: World, id: string): Promise<void> {
  const body = { reason: '患者要求' };
  await world.ask('deskBookingCancel', { as: world.hospital.staff.clerk, params: { id }, body });
}
const cancelAtDesk = ofPerson('cancelAtDesk', async (world, _who, n) => {
  const booking = pick(world.bookings, n);
  if (booking) await cancelAtDeskFor(world, booking.id);
});

type Target = 'morning' | 'afternoon' | 'doctor' | 'department';
const wishOf = ({ stage }: World, target: Target) => {
  const days = { from_date: addDays(stage.date, -2), to_date: stage.date };
  if (target === 'doctor') return { kind: 'doctor' as const, doctor_id: stage.doctor_id, ...days };
  if (target === 'department') return { kind: 'department' as const, department_id: stage.department_id, ...days };
  return { kind: 'session' as const, session_id: stage.session_ids[target === 'morning' ? 0 : 1]! };
};
async function joinFor(world: World, p: number, target: Target, referred: boolean): Promise<void> {
  const who = personAt(world, p);
  const body = { patient_id: who.patient_id, wish: wishOf(world, target) };
  const key = world.newKey();
  const entry = referred
    ? await world.ask('deskWaitlistJoin', {
        as: world.hospital.staff.clerk,
        key,
        body: { ...body, referral: '外院转诊' },
      })
    : await world.ask('waitlistJoin', { as: who, key, body });
  if (!entry) return;
  world.entries.push({ id: entry.id, owner: who });
  world.told.push({ what: 'joined', entry_id: entry.id });
}
const target = fc.constantFrom<Target>('morning', 'morning', 'afternoon', 'doctor', 'department');
const join = fc
  .tuple(person, target, fc.nat(4), pause)
  .map(([p, wished, n, ms]) =>
    act(`join(person ${p}, ${wished}${n === 0 ? ', referred' : ''})`, ms, (world) =>
      joinFor(world, p, wished, n === 0),
    ),
  );
const leave = ofPerson('leave', async (world, _who, n) => {
  const entry = pick(world.entries, n);
  const left = entry && (await world.ask('waitlistLeave', { as: entry.owner, params: { id: entry.id } }));
  if (left) world.told.push({ what: 'left', entry_id: left.id });
});

/** One of the people to whom an offer stands now: only they have anything to answer. */
async function somebodyOffered(world: World, n: number): Promise<Person | undefined> {
  const { rows } = await sql<{ patient_id: string }>`
    select patient_id from waitlist_offer where session_id = any(${world.stage.session_ids}::uuid[]) and state = 'live' order by offered_at, id
  `.execute(world.hospital.nodes[0]!.db.kysely);
  const patient_id = pick(rows, n)?.patient_id;
  return world.hospital.people.find((one) => one.patient_id === patient_id);
}
/** Somebody looks at their phone; the offers on it, each remembered. */
async function offersOf(world: World, who: Person): Promise<string[]> {
  const seen = await world.ask('waitlistList', { as: who, query: { scope: 'open' } });
  const ids = (seen?.items ?? []).flatMap(({ offer }) => (offer?.state === 'live' ? [offer.id] : []));
  for (const offer_id of ids)
    if (!world.offers.some((one) => one.offer_id === offer_id)) world.offers.push({ offer_id, owner: who });
  return ids;
}
async function acceptOffer(world: World, who: Person, offer_id: string, key: string): Promise<void> {
  const booking = await world.ask('waitlistOfferAccept', { as: who, key, params: { id: offer_id }, body: {} });
  if (!booking) return;
  world.keep(who, booking);
  world.told.push({ what: 'accepted', offer_id, booking_id: booking.id });
}
/** Twice at once, with one key or with two. */
const accept = fc.tuple(index, fc.constantFrom('once', 'same key', 'two keys'), pause).map(([n, how, ms]) =>
  act(`accept(${n}, ${how})`, ms, async (world) => {
    let who = await somebodyOffered(world, n);
    if (!who) {
      await world.bothRounds();
      who = await somebodyOffered(world, n);
    }
    const offer_id = who && (await offersOf(world, who))[0];
    if (!who || !offer_id) return;
    const key = world.newKey();
    const second = how === 'two keys' ? world.newKey() : key;
    const again = how === 'once' ? undefined : acceptOffer(world, who, offer_id, second);
    await Promise.all([acceptOffer(world, who, offer_id, key), again]);
  }),
);
/** An offer seen some time ago: it may have run out, been taken or been withdrawn. */
const acceptOld = ofPerson('acceptOld', async (world, _who, n) => {
  const offer = pick(world.offers, n);
  if (offer) await acceptOffer(world, offer.owner, offer.offer_id, world.newKey());
});
const acceptOfAnother = ofPerson('acceptOfAnother', async (world, who, n) => {
  const offer = pick(world.offers, n);
  if (!offer || offer.owner.account_id === who.account_id) return;
  const ask = { as: who, key: world.newKey(), params: { id: offer.offer_id }, body: {} };
  if (await world.ask('waitlistOfferAccept', ask))
    world.unforeseen.push(`${who.actor} took the offer ${offer.offer_id} of another`);
});
const refuse = fc.tuple(index, fc.boolean(), pause).map(([n, stay, ms]) =>
  act(`refuse(${n}${stay ? ', stays' : ''})`, ms, async (world) => {
    const who = await somebodyOffered(world, n);
    const offer_id = who && (await offersOf(world, who))[0];
    if (!who || !offer_id) return;
    const answer = await world.ask('waitlistOfferRefuse', { as: who, params: { id: offer_id }, body: { stay } });
    if (answer) world.told.push({ what: 'refused', offer_id });
  }),
);

const round = plain('round on both nodes', (world) => world.bothRounds());
const roundOfOne = plain('round', async (world) => void (await world.hospital.nodes[0]!.rounds.waitlist()));
const expire = plain('expire', (world) => world.expire());
const recycle = plain('recycle', (world) => world.recycle());
const pass = fc
  .tuple(fc.constantFrom(1, 1, 60, 60, 300, 960, 3_600), pause)
  .map(([seconds, ms]) => act(`pass(${seconds} s)`, ms, (world) => world.pass({ seconds })));
/** The clock of the demo may be moved over anything: over midnight, over a release, over an offer's end. */
const toMidnight = plain(
  'to 23:59:59',
  (world) => void world.hospital.clock.moveTo(instantOf(dayOf(world.now()), '23:59').add({ seconds: 59 })),
);
const nextDay = plain('a day on', (world) => {
  const last = instantOf(world.stage.date, '08:00');
  const next = world.now().add({ hours: 24 });
  world.hospital.clock.moveTo(Temporal.Instant.compare(next, last) < 0 ? next : last);
});

const giveExtra = fc.tuple(person, slot, pause).map(([p, s, ms]) =>
  act(`giveExtra(person ${p}, slot ${s})`, ms, async (world) => {
    const who = personAt(world, p);
    const body = { slot_id: slotAt(world, s).id, patient_id: who.patient_id, reason: '病情需要' };
    const given = await world.ask('extraPlaceGive', {
      as: world.hospital.staff.administrator,
      key: world.newKey(),
      body,
    });
    world.keep(who, given?.booking);
  }),
);
const withdrawExtra = ofPerson('withdrawExtra', async (world, _who, n) => {
  const booking = pick(world.bookings, n);
  const ask = {
    as: world.hospital.staff.administrator,
    params: { id: booking?.id ?? '' },
    body: { reason: '病情好转' },
  };
  if (booking) await world.ask('extraPlaceWithdraw', ask);
});

const close = fc.tuple(fc.constantFrom('session', 'slot'), slot, pause).map(([grain, s, ms]) =>
  act(`close(${grain} of slot ${s})`, ms, async (world) => {
    const { id, session_id } = slotAt(world, s);
    const scope =
      grain === 'slot'
        ? { grain: 'slot' as const, session_id, slot_ids: [id] }
        : { grain: 'session' as const, session_id };
    const body = { kind: 'closure' as const, scope, reason: '医生请假' };
    await world.ask('closureAdd', { as: world.hospital.staff.administrator, key: world.newKey(), body });
  }),
);
/** Somebody whose session was closed moves, or wants the money back; who does neither is settled by the deadline. */
const choose = fc.tuple(person, fc.boolean(), pause).map(([p, moves, ms]) =>
  act(`choose(person ${p}, ${moves ? 'move' : 'refund'})`, ms, async (world) => {
    const who = personAt(world, p);
    const mine = (await world.ask('caseList', { as: who }))?.items.find((one) => one.state === 'choosing');
    if (!mine) return;
    const shown = await world.ask('caseShow', { as: who, params: { id: mine.id } });
    const other = [...(shown?.substitutes ?? []), ...(shown?.other_times ?? [])][0];
    const body = moves && other ? { choice: 'move' as const, slot_id: other.slot_id } : { choice: 'refund' as const };
    await world.ask('caseChoose', { as: who, params: { id: mine.id }, body });
  }),
);

const changePolicy = fc
  .tuple(fc.constantFrom(5, 15, 60), fc.boolean(), fc.boolean(), pause)
  .map(([minutes, classes, most, ms]) =>
    act(
      `changePolicy(${minutes} min${classes ? '' : ', no classes'}${most ? ', one wish each' : ''})`,
      ms,
      async (world) => {
        const data = plainPolicy();
        const waitlist = {
          ...data.waitlist,
          offer_minutes: minutes,
          ...(classes ? {} : { classes: [] }),
          ...(most ? { per_patient_max: 1 } : {}),
        };
        await publish(world, { ...data, waitlist });
      },
    ),
  );
export async function publish(world: World, data: ReturnType<typeof plainPolicy>): Promise<void> {
  const { hospital } = world;
  const now = world.now();
  const told = { note: 'model', actor: 'system:model', valid_from: now, now };
  await hospital.inTx((tx) => hospital.nodes[0]!.policy.publish(tx, { data, ...told }));
}

/** How often each comes: the everyday ones often, so that runs get far enough for the rare ones to matter. */
const weights: [times: number, command: fc.Arbitrary<Act>][] = [
  [7, hold],
  [4, holdAtDesk],
  [5, payAtDesk],
  [4, payByPhone],
  [4, deliver],
  [6, cancel],
  [5, cancelAtDesk],
  [10, join],
  [2, leave],
  [28, accept],
  [3, acceptOld],
  [2, acceptOfAnother],
  [6, refuse],
  [10, round],
  [3, roundOfOne],
  [5, expire],
  [2, recycle],
  [5, pass],
  [1, toMidnight],
  [1, nextDay],
  [2, giveExtra],
  [1, withdrawExtra],
  [2, close],
  [3, choose],
  [1, changePolicy],
];
export const allCommands: fc.Arbitrary<Act>[] = weights.flatMap(([times, command]) =>
  Array.from({ length: times }, () => command),
);

/** How a run begins: so many places sold, the earliest first; who waits then; and how many of the sold are given back. */
export interface Beginning {
  sold: number;
  wishes: readonly (readonly [person: number, target: Target])[];
  given_back: number;
}
export const beginning: fc.Arbitrary<Beginning> = fc.record({
  sold: fc.constantFrom(0, 3, 3, 4, 4, 4),
  wishes: fc.array(fc.tuple(person, target), { minLength: 1, maxLength: 6, size: 'max' }),
  given_back: fc.constantFrom(0, 1, 1, 2, 3),
});
export async function begin(world: World, { sold, wishes, given_back }: Beginning): Promise<void> {
  const places = world.stage.slots.flatMap((_slot, s) => Array<number>(slotAt(world, s).capacity).fill(s));
  for (const [p, s] of places.slice(0, sold).entries()) {
    const before = world.bookings.length;
    await holdForAtDesk(world, p, s, false);
    const made = world.bookings[before];
    if (made && p % 3 !== 2) await payAtDeskFor(world, made.id);
  }
  for (const [p, wished] of wishes) await joinFor(world, p, wished, p === 5);
  for (const { id } of world.bookings.slice(0, given_back)) await cancelAtDeskFor(world, id);
  if (given_back > 0) await world.bothRounds();
}
