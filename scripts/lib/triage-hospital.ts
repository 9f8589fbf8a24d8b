/** The hospital's own visits to learn from, and the place where what they taught is kept. */
import { resolve } from 'node:path';
import { type App, openApp } from '../../server/src/app.ts';
import { visitsToLearnFrom } from '../../server/src/journeys/learn-from-visits.ts';
import { inTransaction, readSettings, Refusal } from '../../server/src/kernel/index.ts';
import type { Lesson, Taught } from '../../triage/src/teach.ts';
import { openPostgres } from './postgres.ts';
import { Advice } from './say.mjs';

export interface Hospital {
  /** Confirmed talks whose visit is finished and whose words are still kept, oldest first. */
  lessons(): Promise<Lesson[]>;
  /** The number of the new version; it is used when an administrator says so. */
  keep(taught: Taught): Promise<number>;
  close(): Promise<void>;
}

const BEGINNING = Temporal.Instant.fromEpochMilliseconds(0);

/** The database of the settings: the hospital's own, or the one that comes with the house, opened if it is not already. */
export async function openHospital(root: string): Promise<Hospital> {
  const settings = readSettings(process.env);
  const opened = settings.DATABASE_URL ? undefined : await openPostgres(root, resolve(settings.MENZHEN_DATA));
  const databaseUrl = settings.DATABASE_URL ?? (opened?.url as string);
  const app = await openApp({ settings, databaseUrl });
  return {
    async lessons() {
      if (!(await isOpened(app))) throw notOpened();
      const seen = await visitsToLearnFrom(app, BEGINNING);
      return seen.map(({ text, age_months, sex, accept, patient_id }) => ({
        text,
        profile: { age_months, ...(sex ? { sex } : {}) },
        accept,
        person: patient_id,
      }));
    },
    keep: ({ weights, fitted, held_back, before, after }) =>
      inTransaction(app.db, (tx) =>
        app.preconsult.insertWeights(tx, {
          made_at: app.clock.now(),
          visits: fitted,
          held_back,
          before: before.at_1 / held_back,
          after: after.at_1 / held_back,
          weights: { ...weights },
        }),
      ),
    async close() {
      await app.close();
      if (opened && !opened.adopted) await opened.stop();
    },
  };
}

async function isOpened(app: App): Promise<boolean> {
  try {
    return (await app.policy.current()).version > 0;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'policy_unavailable') return false;
    throw error;
  }
}

const notOpened = () =>
  new Advice(
    '这个数据库里还没有开业的医院：请先运行 npm start，并用 DATABASE_URL 或 MENZHEN_DATA 指到它。',
    'No hospital has been opened in this database: run npm start first, and point DATABASE_URL or MENZHEN_DATA to it.',
  );
