/** Pre-consultation: what the patient tells before the visit. The only door of the module; see README.md. */
import { type Handlers, inTransaction, type LiveView, type Tx } from '../../kernel/index.ts';
import { EngineShelf } from './engine.ts';
import type { Deed } from './facts.ts';
import { readFirstWords } from './first-words.ts';
import { alertsLiveView } from './live-view.ts';
import type { PreconsultArguments, PreconsultGround } from './ports.ts';
import { type AdminRouteNames, adminHandlers, type AlertRouteNames, alertHandlers } from './routes-staff.ts';
import { type TalkRouteNames, talkHandlers, type WithPlaces } from './routes-talk.ts';
import { EMERGENCY_CODE } from './rules-departments.ts';
import { tellOverdue } from './service-alert.ts';
import { openDepartments } from './service-admin.ts';
import { keepNoLonger } from './service-keeping.ts';
import { editSummary, readSummary, signSummary, type SummaryOf } from './service-summary.ts';
import { insertWeights, newestMapping } from './store-settings.ts';
import { talkOfBooking } from './store-talk.ts';
import { questionnaireView, summaryView } from './views-summary.ts';

export { preconsultFacts } from './facts.ts';
export type { FirstWords } from './first-words.ts';
export type {
  LanguageModel,
  Learned,
  ModelAnswer,
  ModelQuestion,
} from './ports.ts';
export type { WithPlaces } from './routes-talk.ts';
export { talkMoves } from './rules.ts';
export { talkModel } from './service-model.ts';
export type { TalkRow } from './tables.ts';

export function openPreconsult(given: PreconsultArguments & { withPlaces: WithPlaces }) {
  const ground: PreconsultGround = { ...given, shelf: new EngineShelf(given.createEngine) };
  const { db } = ground;
  const handlers: Handlers<TalkRouteNames | AlertRouteNames | AdminRouteNames> = {
    ...talkHandlers(ground, given.withPlaces),
    ...alertHandlers(ground),
    ...adminHandlers(ground),
  };
  const liveViews: LiveView[] = [alertsLiveView(ground)];
  return {
    handlers,
    liveViews,
    /** The talk that was joined to a booking; an abandoned one is none. */
    talkOfBooking,
    /** The summary of a talk for the doctor who sees the patient. Who that is, is the caller's to know. */
    summary: {
      read: readSummary,
      edit: (tx: Tx, ask: Parameters<typeof editSummary>[2], deed: Deed) => editSummary(tx, ground, ask, deed),
      sign: (tx: Tx, ask: Parameters<typeof signSummary>[2], deed: Deed) => signSummary(tx, ground, ask, deed),
      view: (tx: Tx, of: SummaryOf, locale: 'zh' | 'en') => summaryView(tx, ground, of, locale),
      questionnaire: (tx: Tx, of: SummaryOf) => questionnaireView(tx, ground, of),
    },
    /** The hospital's emergency department, where it said which one that is. */
    emergencyDepartment: async (tx: Tx): Promise<string | undefined> =>
      (await newestMapping(tx)).departments[EMERGENCY_CODE],
    /** The first mapping of a new hospital, by codes that are known to be right: the engine need not be opened for it. */
    openDepartments,
    /** For `triage:train`: first words of confirmed talks that were joined to a booking. */
    firstWords: (tx: Tx, since: Temporal.Instant) => readFirstWords(tx, ground, since),
    /** Opens the engine before the first patient asks: it takes a moment in which nothing else is answered. The hospital opens without it too. */
    async warm(): Promise<void> {
      await ground.shelf.of(db.kysely).catch((error: unknown) => {
        ground.log.error({ err: error }, 'the engine of the talk before the visit did not open');
      });
    },
    /** Keeps what `triage:train` learned; an administrator puts it to use. */
    insertWeights,
    /** Tells of alerts that nobody took on in time; returns how many. */
    async overdue(now: Temporal.Instant): Promise<number> {
      const told = await inTransaction(db, (tx) => tellOverdue(tx, { at: now, actor: 'system:alerts' }));
      if (told > 0) ground.wake.announce();
      return told;
    },
    keepNoLonger: (now: Temporal.Instant) => keepNoLonger(ground, now),
  };
}
export type Preconsult = ReturnType<typeof openPreconsult>;
