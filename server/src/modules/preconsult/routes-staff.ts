/** HTTP of the staff: alerts, and what an administrator looks into. The doctor's summary is the journey summary-for-the-doctor. */
import {
  actorName,
  audit,
  type Handlers,
  inTransaction,
  type Locale,
  type StaffActor,
  type Tx,
} from '../../kernel/index.ts';
import type { Deed } from './facts.ts';
import type { PreconsultGround } from './ports.ts';
import { acknowledgeAlert, closeAlert } from './service-alert.ts';
import * as admin from './service-admin.ts';
import { findConcepts, listRules, tryText } from './service-lexicon.ts';
import type { AlertRow } from './tables.ts';
import { alertDetail, alertsView, oneAlertView } from './views-staff.ts';

export type AlertRouteNames =
  | 'preconsultAlerts'
  | 'preconsultAlert'
  | 'preconsultAlertAcknowledge'
  | 'preconsultAlertClose';
export type AdminRouteNames =
  | 'preconsultConcepts'
  | 'preconsultRules'
  | 'preconsultTry'
  | 'preconsultDepartments'
  | 'preconsultDepartmentsSet'
  | 'preconsultWeightsUse'
  | 'preconsultQuality';

interface Asked {
  actor: StaffActor;
  now: Temporal.Instant;
  locale: Locale;
  run: <T>(story: (tx: Tx) => Promise<T>) => Promise<T>;
}
const deedOf = ({ actor, now }: Asked): Deed => ({ at: now, actor: actorName(actor) });

export function alertHandlers(ground: PreconsultGround): Handlers<AlertRouteNames> {
  const { db, wake } = ground;
  /** Whoever takes care of an alert sees whom it is about; that is audited. */
  async function acting(ask: Asked, action: string, story: (tx: Tx, deed: Deed) => Promise<AlertRow>) {
    const view = await ask.run(async (tx) => {
      const row = await story(tx, deedOf(ask));
      const shown = await oneAlertView(tx, ground, row, { ...ask, masked: false });
      await looked(tx, ask, { action, id: row.id, patient_id: shown.patient_id });
      return shown;
    });
    wake.announce();
    return view;
  }
  const looked = (tx: Tx, ask: Asked, { action, id, patient_id }: { action: string; id: string; patient_id: string }) =>
    audit(tx, { ...deedOf(ask), action, patient_id, reason: `preconsult_alert:${id}` });

  return {
    preconsultAlerts: ({ query, locale, now }) =>
      inTransaction(db, (tx) => alertsView(tx, ground, query.state ?? 'waiting', { locale, now, masked: true })),
    preconsultAlert: (ask) =>
      inTransaction(db, async (tx) => {
        const { view, talk } = await alertDetail(tx, ground, { ...ask, id: ask.params.id });
        const of = { id: ask.params.id, patient_id: talk.patient_id };
        await looked(tx, ask, { ...of, action: 'preconsult_alert.read' });
        return view;
      }),
    preconsultAlertAcknowledge: (ask) =>
      acting(ask, 'preconsult_alert.acknowledged', (tx, deed) =>
        acknowledgeAlert(tx, { id: ask.params.id, staff_id: ask.actor.id }, deed),
      ),
    preconsultAlertClose: (ask) =>
      acting(ask, 'preconsult_alert.closed', (tx, deed) =>
        closeAlert(tx, ground, { ...ask.body, id: ask.params.id, staff_id: ask.actor.id }, deed),
      ),
  };
}

const DEFAULT_DAYS = 30;
const DEFAULT_LIMIT = 50;
export function adminHandlers(ground: PreconsultGround): Handlers<AdminRouteNames> {
  const { db, shelf, needs } = ground;
  return {
    async preconsultConcepts({ query, locale }) {
      const { search, kind, limit = DEFAULT_LIMIT, offset = 0 } = query;
      return findConcepts(await shelf.of(db.kysely), { search, kind, limit, offset, locale });
    },
    preconsultRules: async ({ locale }) => listRules(await shelf.of(db.kysely), locale),
    async preconsultTry({ body, locale }) {
      const { text, age_months, sex } = body;
      const base = { shelved: await shelf.of(db.kysely), rules: await needs.policy() };
      return tryText(db.kysely, ground, base, { text, age_months, sex, locale });
    },
    preconsultDepartments: async ({ locale }) =>
      admin.departmentsView(db.kysely, ground, await shelf.of(db.kysely), locale),
    preconsultDepartmentsSet: (ask) =>
      ask.run(async (tx) => {
        const shelved = await shelf.of(tx);
        await admin.setDepartments(tx, ground, shelved, ask.body, deedOf(ask));
        return admin.departmentsView(tx, ground, shelved, ask.locale);
      }),
    preconsultWeightsUse: (ask) =>
      ask.run(async (tx) => {
        const { locale, now, params, body } = ask;
        await admin.putWeightsToUse(tx, ground, { version: params.version, active: body.active }, deedOf(ask));
        return admin.qualityView(tx, ground, { days: DEFAULT_DAYS, now, locale });
      }),
    preconsultQuality: ({ query, now, locale }) =>
      inTransaction(db, (tx) => admin.qualityView(tx, ground, { days: query.days ?? DEFAULT_DAYS, now, locale })),
  };
}
