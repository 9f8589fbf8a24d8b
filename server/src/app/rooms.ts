/** The rooms, in the order of the house. What an earlier one asks of a later one is given as a function, so that no import points back. */
import { alipay, readAlipayFile } from '../adapters/alipay.ts';
import { messageChannelsOf } from '../adapters/messages.ts';
import { smsSender } from '../adapters/sms.ts';
import { wechatLogin } from '../adapters/wechat-login.ts';
import { chatModel, readModelFile } from '../adapters/llm.ts';
import { readMerchantFile, wechatPay } from '../adapters/wechat-pay.ts';
import { settleBooking } from '../journeys/book-and-pay.ts';
import { withPlaces } from '../journeys/book-after-talk.ts';
import { dayOf, type Settings } from '../kernel/index.ts';
import { openAnalytics } from '../modules/analytics/index.ts';
import { type Bookings, openBooking } from '../modules/booking/index.ts';
import { openCatalog } from '../modules/catalog/index.ts';
import { openDrawers } from '../modules/drawer/index.ts';
import { openLedger } from '../modules/ledger/index.ts';
import { openNavigation, placesFrom } from '../modules/navigation/index.ts';
import { openPreconsult, type Preconsult, talkModel } from '../modules/preconsult/index.ts';
import { openNotify } from '../modules/notify/index.ts';
import { type ChannelName, openPayment, type Payment, type PaymentChannel } from '../modules/payment/index.ts';
import { openPeople } from '../modules/people/index.ts';
import { openPolicy, policyFor } from '../modules/policy/index.ts';
import { openQueue, type Queue } from '../modules/queue/index.ts';
import { openReconciliation } from '../modules/reconciliation/index.ts';
import { openScheduling } from '../modules/scheduling/index.ts';
import { openVisit } from '../modules/visit/index.ts';
import { openWaitlist, type Waitlist } from '../modules/waitlist/index.ts';
import { type AppOptions, type Ground, originOf } from './ground.ts';
import { triageEngine } from './triage.ts';

export type Channels = Partial<Record<ChannelName, PaymentChannel>>;

/** The payment channels whose merchant files the hospital has named. */
export function channelsOf({ settings, channels, outsideNow }: AppOptions, origin: string): Channels {
  if (channels) return channels;
  const now = outsideNow ?? (() => Temporal.Now.instant());
  const set: Channels = {};
  if (settings.WECHAT_PAY_FILE) {
    const merchant = readMerchantFile(settings.WECHAT_PAY_FILE);
    const notify_url = `${origin}/api/payment-notices/wechat`;
    set.wechat = wechatPay({ merchant, base_url: settings.WECHAT_PAY_BASE, notify_url }, now);
  }
  if (settings.ALIPAY_FILE) {
    const merchant = readAlipayFile(settings.ALIPAY_FILE);
    const notify_url = `${origin}/api/payment-notices/alipay`;
    set.alipay = alipay({ merchant, base_url: settings.ALIPAY_BASE, notify_url }, now);
  }
  return set;
}

function loginOf(settings: Settings) {
  const { WECHAT_APP_ID: appid, WECHAT_APP_SECRET: app_secret, WECHAT_LOGIN_BASE: base_url } = settings;
  return appid && app_secret ? wechatLogin({ appid, app_secret, base_url }) : undefined;
}

export function openRooms(ground: Ground, options: AppOptions, channels: Channels) {
  const { clock, settings, wake } = ground;
  const origin = originOf(settings);
  const channelNow = options.outsideNow ?? (() => Temporal.Now.instant());
  const later: { booking?: Bookings; payment?: Payment; waitlist?: Waitlist; queue?: Queue; preconsult?: Preconsult } =
    {};
  const catalog = openCatalog({
    ...ground,
    inUse: (tx, thing) => scheduling.inUse(tx, { ...thing, from: dayOf(clock.now()) }),
    endBoardSessions: (tx, board_id) => people.sessions.endAll(tx, 'board', board_id),
  });
  const people = openPeople({
    ...ground,
    sms: smsSender(settings, { log: { info: (message) => ground.log.info(message) }, now: channelNow }),
    wechatLogin: loginOf(settings),
    boards: catalog.boards,
    hasOpenBookings: (tx, patient_id, account_id) => later.booking!.hasOpenBookings(tx, patient_id, account_id),
    hasBookingIn: (tx, patient_id, department_ids) => later.booking!.hasBookingIn(tx, patient_id, department_ids),
  });
  const policy = openPolicy({ ...ground, catalog, people });
  const ledger = openLedger({ ...ground, catalog, people });
  const drawer = openDrawers({ ...ground, ledger, staffNames: people.staffNames });
  const settle = settleBooking({ booking: () => later.booking!, payment: () => later.payment! });
  const payment = openPayment({
    ...ground,
    ledger,
    channels,
    channelNow,
    settle,
  });
  const reconciliation = openReconciliation({
    ...ground,
    ledger,
    settleKnown: payment.settleKnown,
    channels,
    channelNow,
    uncountedDrawers: async (tx, until) => (await drawer.uncounted(tx, until)).length,
    staffNames: people.staffNames,
  });
  const scheduling = openScheduling({ ...ground, catalog, policy });
  const booking = openBooking({
    ...ground,
    people,
    catalog,
    policy,
    scheduling,
    payment,
    announce: wake.announce,
    ticketNumbers: (tx, ids) => later.queue!.ticketNumbers(tx, ids),
    noPlace: (slot, patient_id) => later.waitlist?.noPlace(slot, patient_id),
  });
  const waitlist = openWaitlist({
    ...ground,
    people,
    catalog,
    policy,
    scheduling,
    booking,
    log: (message, error) => ground.log.error({ err: error }, message),
  });
  const visit = openVisit({ ...ground, needs: { cards: people.cards } });
  const queue = openQueue({
    ...ground,
    needs: {
      dutyOf: async (tx, ask) =>
        (await scheduling.sessions(tx, { from: ask.date, to: ask.date, doctor_id: ask.doctor_id })).filter(
          (s) =>
            (!ask.room_id || s.room_id === ask.room_id) &&
            (!ask.department_ids || ask.department_ids.includes(s.department_id)),
        ),
      names: async () => {
        const view = await catalog.view();
        return { ...view, hospital: view.hospital, notice: view.hospital.notice };
      },
      rules: async () => {
        const { data, calendar } = await policy.current();
        const view = await catalog.view();
        const day_kind = calendar(dayOf(clock.now()));
        return (scope) =>
          policyFor(data, { ...scope, day_kind, visit_type_kind: view.visitType(scope.visit_type_id ?? '')?.kind });
      },
      staffNames: people.staffNames,
      cards: people.cards,
      ownPatientIds: people.ownPatientIds,
      hall: catalog.boards.byId,
      accountsOf: people.accountsOf,
      bookingStandings: booking.cards,
      expected: booking.expected,
      notCome: booking.notCome,
      openVisit: visit.openOf,
      public_origin: origin,
    },
  });
  const navigation = openNavigation({
    ...ground,
    needs: {
      places: placesFrom(catalog, (tx) => queue.points(tx, null)),
      points: (tx) => queue.points(tx, null),
      campus: async (id) => (await catalog.view()).campus(id),
      public_origin: origin,
    },
  });
  const preconsult = openPreconsult({
    ...ground,
    needs: {
      ...people,
      catalog: () => catalog.view(),
      policy: async () => (await policy.current()).data.preconsult,
      booking: booking.card,
    },
    createEngine: triageEngine,
    model: settings.LLM_FILE ? talkModel(ground, chatModel(readModelFile(settings.LLM_FILE))) : undefined,
    withPlaces: withPlaces({ ...ground, catalog, scheduling, navigation, preconsult: () => later.preconsult! }),
  });
  Object.assign(later, { booking, payment, waitlist, queue, preconsult });
  return {
    catalog,
    people,
    policy,
    ledger,
    drawer,
    payment,
    reconciliation,
    scheduling,
    booking,
    waitlist,
    visit,
    queue,
    navigation,
    preconsult,
  };
}

export type Rooms = ReturnType<typeof openRooms>;

/** The rooms that read the record: they stand last, and nobody stands on them. */
export function openReaders(ground: Ground, rooms: Rooms, options: AppOptions) {
  const { people, catalog, queue, booking } = rooms;
  const channelNow = options.outsideNow ?? (() => Temporal.Now.instant());
  const notify = openNotify({
    ...ground,
    channels: options.messages ?? messageChannelsOf(ground.settings, channelNow),
    channelNow,
    needs: {
      ...people,
      names: async () => {
        const points = new Map((await queue.points(ground.db.kysely, null)).map((point) => [point.id, point]));
        return { ...(await catalog.view()), service_point: (id) => points.get(id) };
      },
      ticketState: async (tx, id) => (await queue.ticket(tx, id))?.state,
      bookingState: async (tx, id) => (await booking.card(tx, id))?.state,
    },
  });
  const analytics = openAnalytics(ground);
  return { notify, analytics };
}
export type ReadersRooms = ReturnType<typeof openReaders>;
