/**
 * From the talk to the visit: the departments it proposes are shown with the places they have left, so that one tap leads to the
 * booking page of a session; an emergency is shown the way instead. Looked up outside of the talk's transaction.
 */
import type { AvailabilityView, TalkView } from '@menzhen/contract';
import { type Db, Refusal } from '../kernel/index.ts';
import type { Catalog } from '../modules/catalog/index.ts';
import type { Navigation } from '../modules/navigation/index.ts';
import type { Preconsult, WithPlaces } from '../modules/preconsult/index.ts';
import type { Scheduling } from '../modules/scheduling/index.ts';

export interface AfterTalkGround {
  db: Db;
  catalog: Pick<Catalog, 'view'>;
  scheduling: Pick<Scheduling, 'availability'>;
  navigation: Pick<Navigation, 'roomOnMap'>;
  preconsult: () => Pick<Preconsult, 'emergencyDepartment'>;
}
type Ask = Parameters<WithPlaces>[1];
type Proposed = NonNullable<TalkView['proposal']>['departments'][number];

const MOST_SESSIONS = 4;

/** The next sessions of a department that may be booked now, soonest first. */
function nextPlaces({ days }: AvailabilityView): Pick<Proposed, 'places' | 'next_day'> {
  const sessions = days.flatMap(({ date, sessions: all }) =>
    all.filter((one) => one.bookable === 'available' && one.places_left > 0).map((one) => ({ date, one })),
  );
  return {
    places: sessions.slice(0, MOST_SESSIONS).map(({ date, one }) => ({
      session_id: one.id,
      date,
      half_day: one.half_day,
      starts: one.starts,
      ends: one.ends,
      doctor_id: one.doctor_id,
      doctor_name: one.doctor_name,
      doctor_title: one.doctor_title,
      visit_type_name: one.visit_type_name,
      fee_fen: one.fee_fen,
      places_left: one.places_left,
    })),
    next_day: sessions[0]?.date ?? null,
  };
}

const NOT_BOOKED: Pick<Proposed, 'places' | 'next_day'> = { places: [], next_day: null };
async function placesOf({ scheduling }: AfterTalkGround, { department_id, access }: Proposed, ask: Ask) {
  if (access === 'walk_in') return NOT_BOOKED;
  try {
    const answer = await scheduling.availability.of({ ...ask, department_id, channel: 'app' });
    return nextPlaces(JSON.parse(answer.body.toString('utf8')) as AvailabilityView);
  } catch (error) {
    // closed since it was proposed
    if (error instanceof Refusal) return NOT_BOOKED;
    throw error;
  }
}

type Emergency = NonNullable<TalkView['emergency']>;
async function wayTo(
  { db, catalog, navigation, preconsult }: AfterTalkGround,
  { now }: Ask,
): Promise<Emergency['way']> {
  const department_id = await preconsult().emergencyDepartment(db.kysely);
  if (!department_id) return null;
  const { rooms } = await catalog.view();
  const ids = rooms
    .filter((room) => room.department_id === department_id && room.state === 'active')
    .map(({ id }) => id);
  const place = await navigation.roomOnMap(ids, now);
  return place ? { ...place, to: 'room' } : null;
}

export const withPlaces =
  (ground: AfterTalkGround): WithPlaces =>
  async (view, ask) => {
    const { proposal, emergency } = view;
    const departments = await Promise.all(
      (proposal?.departments ?? []).map(async (one) => ({
        ...one,
        ...(await placesOf(ground, one, ask)),
      })),
    );
    return {
      ...view,
      proposal: proposal && { ...proposal, departments },
      emergency: emergency && { ...emergency, way: await wayTo(ground, ask) },
    };
  };
