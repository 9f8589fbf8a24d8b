/**
 * The doctor reads in the room what the patient told before, corrects and signs it. Only the doctor who sees the patient: that of the
 * visit, and before it has begun that of the booking. For anybody else it is not found.
 */
import {
  actorName,
  type Db,
  found,
  type Handlers,
  type Locale,
  Refusal,
  type StaffActor,
  type Tx,
  type Wake,
} from '../kernel/index.ts';
import type { Bookings } from '../modules/booking/index.ts';
import type { Preconsult, TalkRow } from '../modules/preconsult/index.ts';
import type { Visits } from '../modules/visit/index.ts';

export type SummaryRouteNames =
  | 'preconsultSummary'
  | 'preconsultSummaryEdit'
  | 'preconsultSummarySign'
  | 'preconsultQuestionnaire';

export interface SummaryGround {
  db: Db;
  wake: Wake;
  booking: Pick<Bookings, 'card'>;
  visit: Pick<Visits, 'visitOf'>;
  preconsult: Pick<Preconsult, 'talkOfBooking' | 'summary'>;
}
interface Asked {
  params: { booking_id: string };
  actor: StaffActor;
  now: Temporal.Instant;
  locale: Locale;
  run: <T>(story: (tx: Tx) => Promise<T>) => Promise<T>;
}

async function talkFor(tx: Tx, ground: SummaryGround, { params, actor }: Asked): Promise<TalkRow> {
  const { booking_id } = params;
  const card = found(await ground.booking.card(tx, booking_id));
  const visit = await ground.visit.visitOf(tx, booking_id);
  const doctor_id = visit?.doctor_id ?? card.doctor_id;
  if (!actor.doctor_id || actor.doctor_id !== doctor_id) throw new Refusal('not_found');
  return found(await ground.preconsult.talkOfBooking(tx, booking_id));
}

export function summaryHandlers(ground: SummaryGround): Handlers<SummaryRouteNames> {
  const { summary } = ground.preconsult;
  const deedOf = ({ actor, now }: Asked) => ({ at: now, actor: actorName(actor) });

  /** @param story gets the talk that the doctor may see */
  const seeing = <T>(ask: Asked, story: (tx: Tx, talk: TalkRow) => Promise<T>): Promise<T> =>
    ask.run(async (tx) => story(tx, await talkFor(tx, ground, ask)));

  return {
    preconsultSummary: (ask) =>
      seeing(ask, async (tx, talk) => summary.view(tx, await summary.read(tx, talk, deedOf(ask)), ask.locale)),
    preconsultSummaryEdit: (ask) =>
      seeing(ask, async (tx, talk) => {
        const edit = { talk, staff_id: ask.actor.id, ...ask.body };
        return summary.view(tx, await summary.edit(tx, edit, deedOf(ask)), ask.locale);
      }),
    preconsultSummarySign: (ask) =>
      seeing(ask, async (tx, talk) => {
        const sign = { talk, staff_id: ask.actor.id, version: ask.body.version };
        return summary.view(tx, await summary.sign(tx, sign, deedOf(ask)), ask.locale);
      }),
    preconsultQuestionnaire: (ask) =>
      seeing(ask, async (tx, talk) => summary.questionnaire(tx, await summary.read(tx, talk, deedOf(ask)))),
  };
}
