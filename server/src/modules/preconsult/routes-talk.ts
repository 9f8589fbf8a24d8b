/** HTTP of the patient's talk: contract in, service, contract out. Places and the way are added by `withPlaces`. */
import type { TalkView } from '@menzhen/contract';
import { MOST_CHARACTERS } from '@menzhen/contract';
import {
  actorName,
  type Handlers,
  inTransaction,
  type Locale,
  type PatientActor,
  type Tx,
} from '../../kernel/index.ts';
import { type Held, holdOf } from './held.ts';
import { interpretationFor } from './model.ts';
import type { PreconsultGround } from './ports.ts';
import { consentsView, withdrawConsent } from './service-consent.ts';
import { listTalks } from './service-list.ts';
import * as service from './service-talk.ts';
import { guideDesk, modelOffered, talkView } from './views-talk.ts';
import { hint, phoneNames } from './words.ts';

export type TalkRouteNames =
  | 'preconsultation'
  | 'talkStart'
  | 'talkList'
  | 'talkShow'
  | 'talkMessage'
  | 'talkAnswer'
  | 'talkBack'
  | 'talkFinish'
  | 'talkConsent'
  | 'talkHelp'
  | 'talkConfirm'
  | 'talkBooking'
  | 'talkAbandon'
  | 'modelConsents'
  | 'modelConsentWithdraw';

interface Asked {
  actor: PatientActor;
  now: Temporal.Instant;
  locale: Locale;
  run: <T>(story: (tx: Tx) => Promise<T>) => Promise<T>;
}
/** What of a talk is looked up outside of the transaction: places left, the way to the emergency department. */
export type WithPlaces = (view: TalkView, ask: { locale: Locale; now: Temporal.Instant }) => Promise<TalkView>;

export function talkHandlers(ground: PreconsultGround, withPlaces: WithPlaces): Handlers<TalkRouteNames> {
  const { db, needs, wake } = ground;
  const deedOf = ({ actor, now }: Asked) => ({ at: now, actor: actorName(actor) });

  /** One use case, its view, and what is told to those who watch. */
  async function doing(ask: Asked, story: (tx: Tx, deed: service.Deed) => Promise<Held>): Promise<TalkView> {
    const view = await ask.run(async (tx) => talkView(tx, ground, await story(tx, deedOf(ask)), ask.locale));
    wake.announce();
    return withPlaces(view, ask);
  }
  const writing = async ({ actor, now }: Asked, id: string, version: number, text: string) => {
    const own = { id, account_id: actor.id };
    return { ...own, version, interpretation: await interpretationFor(ground, { ...own, version, text, now }) };
  };

  return {
    async preconsultation({ locale }) {
      const rules = await needs.policy();
      return {
        enabled: rules.enabled,
        most_questions: rules.most_questions,
        most_characters: MOST_CHARACTERS,
        hint: hint[locale],
        emergency: { name: phoneNames.ambulance[locale], number: rules.phones.ambulance },
        guide_desk: guideDesk(rules, locale),
        model_offered: modelOffered(ground, rules),
      };
    },
    talkStart: (ask) =>
      doing(ask, (tx, deed) => {
        const { patient_id, booking_id = null, teller } = ask.body;
        const start = { patient_id, booking_id, teller, account_id: ask.actor.id, locale: ask.locale };
        return service.startTalk(tx, ground, start, deed);
      }),
    talkList: ({ actor, query }) =>
      inTransaction(db, (tx) => listTalks(tx, ground, { account_id: actor.id, ...query })),
    async talkShow({ actor, params, locale, now }) {
      const view = await inTransaction(db, async (tx) => {
        const talk = await service.ownTalk(tx, { id: params.id, account_id: actor.id }, false);
        return talkView(tx, ground, await holdOf(tx, ground, talk), locale);
      });
      return withPlaces(view, { locale, now });
    },
    async talkMessage(ask) {
      const { text, version } = ask.body;
      const write = await writing(ask, ask.params.id, version, text);
      return doing(ask, (tx, deed) => service.say(tx, ground, { ...write, text }, deed));
    },
    async talkAnswer(ask) {
      const { question_id, choices = [], text = '', skip = false, version } = ask.body;
      const write = await writing(ask, ask.params.id, version, skip ? '' : text);
      const answer = { ...write, question_id, choices, text, skip };
      return doing(ask, (tx, deed) => service.answer(tx, ground, answer, deed));
    },
    talkBack: (ask) => {
      const write = { id: ask.params.id, account_id: ask.actor.id, version: ask.body.version, interpretation: null };
      return doing(ask, (tx, deed) => service.goBack(tx, ground, write, deed));
    },
    talkFinish: (ask) => {
      const write = { id: ask.params.id, account_id: ask.actor.id, version: ask.body.version, interpretation: null };
      return doing(ask, (tx, deed) => service.finishTelling(tx, ground, write, deed));
    },
    talkConsent: (ask) => {
      const own = { id: ask.params.id, account_id: ask.actor.id, given: ask.body.model };
      return doing(ask, (tx, deed) => service.consentToModel(tx, ground, own, deed));
    },
    talkHelp: (ask) => {
      const own = { id: ask.params.id, account_id: ask.actor.id };
      return doing(ask, (tx, deed) => service.helpWanted(tx, ground, own, deed));
    },
    talkConfirm: (ask) => {
      const write = { id: ask.params.id, account_id: ask.actor.id, version: ask.body.version, interpretation: null };
      return doing(ask, (tx, deed) => service.confirmTalk(tx, ground, write, deed));
    },
    talkBooking: (ask) => {
      const join = { id: ask.params.id, account_id: ask.actor.id, booking_id: ask.body.booking_id };
      return doing(ask, (tx, deed) => service.joinBooking(tx, ground, join, deed));
    },
    async talkAbandon(ask) {
      await ask.run((tx) => service.abandonTalk(tx, { id: ask.params.id, account_id: ask.actor.id }, deedOf(ask)));
      return { done: true };
    },
    modelConsents: ({ actor }) => inTransaction(db, (tx) => consentsView(tx, ground, actor.id)),
    async modelConsentWithdraw(ask) {
      const account_id = ask.actor.id;
      const view = await ask.run(async (tx) => {
        await withdrawConsent(tx, { account_id, patient_id: ask.params.id }, deedOf(ask));
        return consentsView(tx, ground, account_id);
      });
      wake.announce();
      return view;
    },
  };
}
