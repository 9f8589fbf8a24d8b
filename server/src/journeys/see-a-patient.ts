/**
 * Seeing a patient: call, recall, pass, return, start, send for a test and back, finish. Each moves the booking, then its
 * ticket, then its visit, in one transaction and always in this order, so that two consoles and a cancellation never wait
 * for each other. From the second round on (back with results) the visit is open and the booking stays where it is.
 */
import type { BookingState } from '@menzhen/contract';
import { dayOf, found, type Handlers, Refusal, type Tx } from '../kernel/index.ts';
import { type Deed, type Duty, dutyNow, inOrder, isVisit, type Queue, type TicketRow } from '../modules/queue/index.ts';
import { type Act, deedOf, type HallGround, inScope, isOwn, moveBooking, ticketFor, told } from './hall-acts.ts';

export type SeeRouteNames =
  | 'callNext'
  | 'ticketCall'
  | 'ticketRecall'
  | 'ticketPass'
  | 'ticketReturn'
  | 'ticketStart'
  | 'ticketSendOut'
  | 'ticketBack'
  | 'visitFinish';

/** The roles that may bring a passed patient back; the others call. */
const deskRoles = ['nurse', 'clerk'] as const;

/** The open sessions of a room today that the actor may call for: one's own as a doctor, one's departments' as a nurse. */
async function dutiesIn(tx: Tx, queue: Queue, ask: Act & { room_id: string }): Promise<Duty[]> {
  const duties = await queue.dutyOf(tx, { date: dayOf(ask.now), room_id: ask.room_id });
  const mine = duties.filter(
    (duty) =>
      duty.state === 'open' && (isOwn(ask.actor, duty.doctor_id) || inScope(ask.actor, duty.department_id, ['nurse'])),
  );
  if (mine.length === 0) throw new Refusal('not_your_room');
  return mine;
}

/** A called visit goes to the doctor who calls, into the session that is held there. */
const callTo = (duty: Duty) => ({ room_id: duty.room_id, session_id: duty.id, doctor_id: duty.doctor_id });

/** Moves the booking of a ticket that is called; false: somebody else has it. */
async function takeBooking(tx: Tx, ground: HallGround, ticket: TicketRow, deed: Deed): Promise<boolean> {
  if (!ground.queue.bookingFollows(ticket)) return true;
  return ground.booking.advance(tx, { booking_id: ticket.booking_id, to: 'called', ...deed }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Refusal && error.code === 'booking_state') return false;
      throw error;
    },
  );
}

/**
 * Calls the next of a room's lines, that of the running session first; the booking goes first, and one that somebody else
 * just took is left out. Who is back with results is for their own doctor.
 */
async function callNext(tx: Tx, ground: HallGround, ask: Act & { duties: Duty[]; room_id: string }) {
  const { queue } = ground;
  const deed = deedOf(ask);
  const first = dutyNow(ask.duties, ask.now)!;
  const duties = [first, ...ask.duties.filter((duty) => duty !== first)];
  const dutyOf = new Map<string, Duty>();
  const ticket = await queue.callFirst(
    tx,
    {
      room_id: ask.room_id,
      to: ({ id }) => callTo(dutyOf.get(id)!),
      async line(inner) {
        const standing = await queue.standing(inner, { duties, now: ask.now });
        return standing.lines.flatMap((line) => {
          const duty = duties.find((one) => line.duties.includes(one));
          const placed = duty ? inOrder(standing, line) : [];
          for (const one of placed) dutyOf.set(one.ticket.id, duty!);
          return placed;
        });
      },
      take: async (waiting) =>
        (waiting.round === 1 || waiting.doctor_id === dutyOf.get(waiting.id)!.doctor_id) &&
        takeBooking(tx, ground, waiting, deed),
    },
    deed,
  );
  if (!ticket) throw new Refusal('queue_empty');
  return ticket;
}

/** Into which session a ticket is called: the asked room's, else one's own of its line, else the one it stands in. */
async function dutyForCall(tx: Tx, queue: Queue, ask: Act & { ticket: TicketRow; room_id: string | undefined }) {
  const { ticket, room_id, actor, now } = ask;
  const line = await queue.lineOf(tx, ticket, now);
  const there = (line?.line.duties ?? []).filter((duty) => duty.state === 'open');
  const mine = there.filter((duty) => isOwn(actor, duty.doctor_id) || inScope(actor, duty.department_id, ['nurse']));
  const wanted = room_id
    ? mine.filter((duty) => duty.room_id === room_id)
    : [...mine.filter((duty) => duty.id === ticket.session_id), ...mine];
  const own = wanted.filter((duty) => isOwn(actor, duty.doctor_id));
  const duty = room_id
    ? dutyNow(wanted, now)
    : (own.find((one) => one.id === ticket.session_id) ?? own[0] ?? wanted[0]);
  if (!duty) throw new Refusal('not_your_room');
  return { duty, turn: line!.turn };
}

export function seeHandlers(ground: HallGround): Handlers<SeeRouteNames> {
  const { wake, catalog, booking, queue, visit } = ground;

  const follow = async (tx: Tx, ticket: TicketRow, to: BookingState, act: Act): Promise<void> => {
    if (!queue.bookingFollows(ticket)) return;
    await moveBooking(tx, booking, { booking_id: ticket.booking_id, to, deed: deedOf(act), refuse: 'ticket_state' });
  };

  return {
    async callNext({ params, run, locale, actor, now }) {
      found((await catalog.view()).room(params.id));
      const act = { actor, now };
      return told(
        wake,
        run(async (tx) => {
          const duties = await dutiesIn(tx, queue, { ...act, room_id: params.id });
          const ticket = await callNext(tx, ground, { ...act, duties, room_id: params.id });
          return queue.show(tx, ticket, { locale, now });
        }),
      );
    },
    ticketCall: ({ params, query, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const act = { actor, now };
          const ticket = await ticketFor(tx, queue, { ...act, id: params.id, roles: ['nurse'] });
          const { to, turn } = await callPlan(tx, ground, { ...act, ticket, room_id: query.room_id });
          await queue.claimRoom(tx, to.room_id);
          await follow(tx, ticket, 'called', act);
          const called = await queue.callTicket(tx, { id: ticket.id, to, turn }, deedOf(act));
          return queue.show(tx, called, { locale, now });
        }),
      ),
    ticketRecall: ({ params, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const { id } = await ticketFor(tx, queue, { actor, now, id: params.id, roles: ['nurse'] });
          return queue.show(tx, await queue.recallTicket(tx, id, deedOf({ actor, now })), { locale, now });
        }),
      ),
    ticketPass: ({ params, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const act = { actor, now };
          const ticket = await ticketFor(tx, queue, { ...act, id: params.id, roles: ['nurse'] });
          await follow(tx, ticket, 'checked_in', act);
          return queue.show(tx, await queue.passTicket(tx, ticket.id, deedOf(act)), { locale, now });
        }),
      ),
    ticketReturn: ({ params, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const { id } = await ticketFor(tx, queue, { actor, now, id: params.id, roles: deskRoles });
          return queue.show(tx, await queue.returnTicket(tx, id, deedOf({ actor, now })), { locale, now });
        }),
      ),
    ticketStart: ({ params, run, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const act = { actor, now };
          const ticket = await ticketFor(tx, queue, { ...act, id: params.id, roles: [] });
          if (!isVisit(ticket) || !isOwn(actor, ticket.doctor_id)) throw new Refusal('not_your_room');
          await follow(tx, ticket, 'in_consultation', act);
          const started = await queue.startTicket(tx, ticket.id, deedOf(act));
          const { booking_id, doctor_id } = ticket;
          const open =
            started.round > 1
              ? await visit.goOn(tx, { booking_id, doctor_id }, deedOf(act))
              : await visit.open(tx, { ...started, booking_id, doctor_id }, deedOf(act));
          return visit.view(tx, open);
        }),
      ),
    ticketSendOut: ({ params, body, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const act = { actor, now };
          const ticket = await ticketFor(tx, queue, { ...act, id: params.id, roles: [] });
          if (!isOwn(actor, ticket.doctor_id)) throw new Refusal('not_your_room');
          const sent = await queue.sendOut(tx, { id: ticket.id, reason: body.reason }, deedOf(act));
          for (const id of body.service_point_ids) {
            const point = await queue.pointById(tx, id);
            const { patient_id, urgency, class: reserved, id: sent_by_ticket_id } = ticket;
            const need = { urgency, class: reserved };
            await queue.issueAtPoint(tx, { point, patient_id, sent_by_ticket_id, ...need }, deedOf(act));
          }
          return queue.show(tx, sent, { locale, now });
        }),
      ),
    ticketBack: ({ params, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const { id } = await ticketFor(tx, queue, { actor, now, id: params.id, roles: deskRoles });
          return queue.show(tx, await queue.backWithResults(tx, id, deedOf({ actor, now })), { locale, now });
        }),
      ),
    visitFinish: ({ params, run, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const doctor_id = actor.doctor_id ?? '';
          const deed = deedOf({ actor, now });
          const open = await visit.own(tx, params.id, doctor_id);
          if (open.state === 'finished') throw new Refusal('visit_finished');
          const { booking_id } = open;
          await moveBooking(tx, booking, { booking_id, to: 'finished', deed, refuse: 'visit_finished' });
          await queue.finishTicket(tx, open.ticket_id, deed);
          return visit.view(tx, await visit.finish(tx, { id: open.id, doctor_id }, deed));
        }),
      ),
  };
}

/** Where this ticket is called to: for a visit the session of a room of its line, else a room of its service point. */
async function callPlan(tx: Tx, { queue }: HallGround, ask: Act & { ticket: TicketRow; room_id: string | undefined }) {
  const { ticket, room_id } = ask;
  if (isVisit(ticket)) {
    const { duty, turn } = await dutyForCall(tx, queue, ask);
    return { to: callTo(duty), turn };
  }
  const point = await queue.pointById(tx, ticket.service_point_id!);
  if (!point.is_open) throw new Refusal('service_point_closed', { name: point.name });
  const room = room_id ? point.room_ids.find((id) => id === room_id) : point.room_ids[0];
  if (!room) throw new Refusal('not_your_room');
  return { to: { room_id: room }, turn: (await queue.lineOf(tx, ticket, ask.now))?.turn ?? 'slot' };
}
