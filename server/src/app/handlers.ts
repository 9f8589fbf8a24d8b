/** Every route of the contract, each by the room or journey it belongs to; the type leaves none out. */
import { demoAccounts } from '../demo/hospital.ts';
import { type BookAndPayGround, bookAndPayHandlers } from '../journeys/book-and-pay.ts';
import { cancelHandlers } from '../journeys/cancel-and-refund.ts';
import { checkInHandlers } from '../journeys/check-in.ts';
import { type ClosureGround, closureHandlers } from '../journeys/close-sessions.ts';
import { type CloseDayGround, closeDayHandlers } from '../journeys/close-the-day.ts';
import { caseHandlers, settleDue } from '../journeys/closure-cases.ts';
import { demoHandlers } from '../journeys/demo.ts';
import { extraHandlers } from '../journeys/extra-place.ts';
import { noticeHandlers } from '../journeys/import-notice.ts';
import { poolHandlers } from '../journeys/keep-pools.ts';
import { lineHandlers } from '../journeys/keep-the-line.ts';
import { kioskHandlers } from '../journeys/kiosk.ts';
import { myPaymentHandlers } from '../journeys/my-payments.ts';
import { penaltyHandlers } from '../journeys/penalties.ts';
import { refundDeskHandlers } from '../journeys/refund-at-desk.ts';
import { recordHandlers } from '../journeys/read-the-record.ts';
import { seeHandlers } from '../journeys/see-a-patient.ts';
import { serveHandlers } from '../journeys/serve-at-a-point.ts';
import { counterHandlers } from '../journeys/take-at-counter.ts';
import { undoHandlers } from '../journeys/undo-an-act.ts';
import { watchHandlers } from '../journeys/watch-payments.ts';
import { summaryHandlers } from '../journeys/summary-for-the-doctor.ts';
import { whatIfHandlers } from '../journeys/what-if.ts';
import { walkHandlers } from '../journeys/when-to-walk.ts';
import type { Handlers, MovableClock } from '../kernel/index.ts';
import { type Ground, originOf } from './ground.ts';
import type { ReadersRooms, Rooms } from './rooms.ts';

export function closingGround(ground: Ground, rooms: Rooms, expire: () => Promise<number>) {
  const closures = closureGround(ground, rooms);
  const settleClosed: CloseDayGround['settleClosed'] = (tx, id, deed) =>
    settleDue(tx, closures, id, { ...deed, force: true });
  return { ...ground, booking: rooms.booking, queue: rooms.queue, expireHolds: expire, settleClosed };
}

export const closureGround = (ground: Ground, rooms: Rooms): ClosureGround => ({
  ...ground,
  ...rooms,
  leaveQueue: async (tx, id, deed) => void (await rooms.queue.leaveQueue(tx, id, deed)),
});

export function handlersOf(ground: Ground, rooms: Rooms & ReadersRooms, expire: () => Promise<number>): Handlers {
  const { booking, queue } = rooms;
  const book: BookAndPayGround = { ...ground, ...rooms, publicOrigin: originOf(ground.settings) };
  const movable = ground.settings.DEMO && 'moveTo' in ground.clock ? (ground.clock as MovableClock) : undefined;
  return {
    ...rooms.people.handlers,
    ...rooms.catalog.handlers,
    ...rooms.policy.handlers,
    ...rooms.ledger.handlers,
    ...rooms.drawer.handlers,
    ...rooms.payment.handlers,
    ...rooms.reconciliation.handlers,
    ...rooms.scheduling.handlers,
    ...booking.handlers,
    ...rooms.waitlist.handlers,
    ...rooms.visit.handlers,
    ...queue.handlers,
    ...rooms.navigation.handlers,
    ...rooms.preconsult.handlers,
    ...rooms.notify.handlers,
    ...rooms.analytics.handlers,
    ...bookAndPayHandlers(book),
    ...counterHandlers({ ...ground, ...rooms, publicOrigin: originOf(ground.settings) }),
    ...refundDeskHandlers({ ...ground, ...rooms }),
    ...watchHandlers({ ...ground, ...rooms }),
    ...myPaymentHandlers({ ...ground, ...rooms }),
    ...cancelHandlers(closureGround(ground, rooms)),
    ...closureHandlers(closureGround(ground, rooms)),
    ...caseHandlers(closureGround(ground, rooms)),
    ...checkInHandlers({ ...ground, ...rooms }),
    ...seeHandlers({ ...ground, ...rooms }),
    ...lineHandlers({ ...ground, ...rooms }),
    ...serveHandlers({ ...ground, ...rooms }),
    ...undoHandlers({ ...ground, ...rooms }),
    ...closeDayHandlers(closingGround(ground, rooms, expire)),
    ...noticeHandlers({ ...ground, ...rooms }),
    ...poolHandlers({ ...ground, ...rooms }),
    ...extraHandlers(closureGround(ground, rooms)),
    ...kioskHandlers({ ...ground, ...rooms, publicOrigin: originOf(ground.settings) }),
    ...recordHandlers(ground.db),
    ...summaryHandlers({ ...ground, ...rooms }),
    ...whatIfHandlers({ ...ground, ...rooms }),
    ...walkHandlers({ ...ground, ...rooms }),
    ...penaltyHandlers({ ...ground, ...rooms }),
    ...demoHandlers(movable && { ...ground, clock: movable, accounts: demoAccounts }),
  };
}
