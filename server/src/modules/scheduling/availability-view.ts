/** A department's coming days as the contract shows them, made from rows alone: doctors × sessions × slots. Pure. */
import type { AvailabilityView, SessionView } from '@menzhen/contract';
import { instantOf } from '../../kernel/index.ts';
import { nameIn } from '../catalog/index.ts';
import type { DayInfo } from '../policy/index.ts';
import { dayBookability, opensAt } from './rules.ts';
import { type SessionSupply, sessionView, slotView, type ViewGround } from './views.ts';

type Day = AvailabilityView['days'][number];
type Session = Day['sessions'][number];

/** What a day says as a whole: its best word, its places, when they open. */
export function dayWords(
  ground: ViewGround,
  ask: { department_id: string; date: string; day: DayInfo },
  sessions: Pick<SessionView, 'bookable' | 'places_left'>[],
): Omit<Day, 'sessions'> {
  const bookable = dayBookability(sessions.map((view) => view.bookable));
  const opens = opensAt(ground.policy, ask.department_id, ask.date, ground.calendar);
  const left = sessions.filter((view) => view.bookable === 'available').map((view) => view.places_left);
  return {
    date: ask.date,
    kind: ask.day.kind,
    holiday_name: ask.day.name,
    bookable,
    places_left: left.reduce((sum, places) => sum + places, 0),
    bookable_from: bookable === 'not_released' ? instantOf(opens.day, opens.time).toString() : null,
  };
}

function sessionOf(ground: ViewGround, supply: SessionSupply): Session {
  const { session, slots } = supply;
  const {
    date: _date,
    room_id: _room,
    visit_type_id: _type,
    state: _state,
    places_kept: _kept,
    ...view
  } = sessionView(ground, session, supply);
  return {
    ...view,
    slots: slots.map((slot) => {
      const { session_id: _session, date: _day, ...rest } = slotView(ground, supply, slot);
      return rest;
    }),
  };
}

/**
 * @param days the days to show, in order
 * @param supply the department's sessions of these days, in order
 */
export function availabilityView(
  ground: ViewGround,
  department_id: string,
  days: Map<string, DayInfo>,
  supply: SessionSupply[],
): AvailabilityView {
  const byDate = Map.groupBy(supply, ({ session }) => session.date);
  return {
    department_id,
    department_name: nameIn(ground.catalog.department(department_id), ground.locale),
    days: [...days].map(([date, day]) => {
      const sessions = (byDate.get(date) ?? []).map((one) => sessionOf(ground, one));
      return { ...dayWords(ground, { department_id, date, day }, sessions), sessions };
    }),
  };
}
