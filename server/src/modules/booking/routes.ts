import type { BookingView } from '@menzhen/contract';
import {
  actorName,
  cutPage,
  type Db,
  dayOf,
  departmentScope,
  found,
  type Handlers,
  type Locale,
  keepToDepartment,
  readTimeCursor,
  Refusal,
  type Tx,
} from '../../kernel/index.ts';
import { feeSum } from '../catalog/index.ts';
import type { People } from '../people/index.ts';
import { sentencesOf, symptomQuestion } from '../policy/index.ts';
import type { Gate } from './gate.ts';
import { bookingIdOfQr, OPEN_STATES, PAST_STATES } from './rules.ts';
import type { BookingService } from './service.ts';
import type { BookingCard, HoldAsk } from './tables.ts';

export type BookingRouteNames =
  | 'bookingPreview'
  | 'bookingHold'
  | 'bookingList'
  | 'bookingShow'
  | 'deskBookingList'
  | 'deskBookingFind';

/** Who reads a booking: staff see the name masked. */
interface Reader {
  masked: boolean;
  locale: Locale;
}
const patient = (locale: Locale): Reader => ({ masked: false, locale });
const staff = (locale: Locale): Reader => ({ masked: true, locale });

interface Ground {
  db: Db;
  people: People;
  service: BookingService;
  gate: Gate;
  /** A card just held: nothing is paid and no ticket issued, so nothing need be read for it. */
  fresh: (card: BookingCard, locale: Locale) => Promise<BookingView>;
  view: (tx: Tx, cards: BookingCard[], ask: Reader) => Promise<BookingView[]>;
  announce: () => void;
}

const scopes = { open: OPEN_STATES, past: PAST_STATES, all: undefined };
const PAGE = 30;

export function bookingHandlers({
  db,
  people,
  service,
  gate,
  view,
  fresh,
  announce,
}: Ground): Handlers<BookingRouteNames> {
  const one = async (tx: Tx, card: BookingCard, reader: Reader): Promise<BookingView> =>
    (await view(tx, [card], reader))[0]!;
  /** Somebody else's booking does not exist for this account. */
  async function own(tx: Tx, id: string, account_id: string): Promise<BookingCard> {
    const card = found(await service.card(tx, id));
    const mine = await people.ownPatientIds(tx, account_id);
    return found(mine.includes(card.patient_id) ? card : undefined);
  }
  /** Bookings and their money of one moment: a place whose money has come is never shown as one to be paid. */
  const page = (ask: Parameters<BookingService['list']>[1], limit: number, reader: Reader) =>
    db.atOneMoment(async (tx) => {
      const cards = await service.list(tx, { ...ask, limit: limit + 1 });
      const { items, next_cursor } = cutPage(cards, limit, (last) => [last.slot_starts_at.toString(), last.id]);
      return { items: await view(tx, items, reader), next_cursor };
    });

  /** Asking before the release does not help; who does it again and again is looked at more closely. */
  const tooEarly = (account_id: string) => (error: unknown) => {
    if (error instanceof Refusal && error.code === 'policy_not_released') gate.wasEarly(account_id);
    throw error;
  };

  return {
    async bookingPreview({ query, actor, locale }) {
      const { refusal, policy, own_policy, fee_parts } = await service.preview({ ...query, account_id: actor.id });
      return {
        ...query,
        fee_fen: feeSum(fee_parts),
        fee_parts,
        rules: sentencesOf(own_policy, locale).map((row) => row.sentence),
        allowed: !refusal,
        refusal: refusal && {
          code: refusal.code,
          sentence: refusal.sentence(locale),
          again_at: refusal.again_at?.toString() ?? null,
        },
        symptoms: symptomQuestion(own_policy, locale),
        policy_version: policy.version,
      };
    },
    async bookingHold({ body, actor, idempotency_key, headers, ip, now, visit, locale }) {
      await gate.pass({ account_id: actor.id, key: idempotency_key, address: ip, now, headers });
      const channel = /miniProgram|MicroMessenger/i.test(String(headers['user-agent'] ?? '')) ? 'mini_program' : 'app';
      const ask: HoldAsk = {
        ...body,
        account_id: actor.id,
        actor: actorName(actor),
        key: idempotency_key,
        channel,
        reserve: null,
      };
      const { card, again } = await service.hold({ ...ask, visit }).catch(tooEarly(actor.id));
      announce();
      return again ? one(db.kysely, card, patient(locale)) : fresh(card, locale);
    },
    async bookingList({ query, actor, locale }) {
      const limit = query.limit ?? PAGE;
      const patient_ids = await people.ownPatientIds(db.kysely, actor.id);
      const states = scopes[query.scope ?? 'all'];
      const newest_first = query.scope !== 'open';
      const after = readTimeCursor(query.cursor);
      return page({ patient_ids, states, after, newest_first, limit }, limit, patient(locale));
    },
    bookingShow: ({ params, actor, locale }) =>
      db.atOneMoment(async (tx) => one(tx, await own(tx, params.id, actor.id), patient(locale))),
    async deskBookingList({ query, actor, now, locale }) {
      const limit = query.limit ?? PAGE;
      const scope = departmentScope(actor, ['clerk', 'nurse', 'cashier', 'doctor', 'operator']);
      const asked = query.department_id ? [query.department_id] : undefined;
      const department_ids = scope ? (asked ?? scope).filter((id) => scope.includes(id)) : asked;
      const date = query.date ?? (query.patient_id ? undefined : dayOf(now));
      const patient_ids = query.patient_id ? [query.patient_id] : undefined;
      const states = query.state ? [query.state] : undefined;
      const after = readTimeCursor(query.cursor);
      const ask = { patient_ids, date, department_ids, states, after, newest_first: false, limit };
      return page(ask, limit, staff(locale));
    },
    async deskBookingFind({ body, actor, locale }) {
      const id = found(bookingIdOfQr(body.qr_text));
      return db.atOneMoment(async (tx) => {
        const card = found(await service.card(tx, id));
        keepToDepartment(actor, ['clerk', 'nurse', 'cashier'], card.department_id);
        return one(tx, card, staff(locale));
      });
    },
  };
}
