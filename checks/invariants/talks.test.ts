/** The invariant of talks, broken on purpose in each of its ways: it must be named. */
import { beforeEach, expect, it } from 'vitest';
import * as world from './small-world.ts';
import { type Breakage, openStage } from './stage.ts';

const { sql, broken, fact } = openStage();
const [STOPPED, CONFIRMED, ALERT, SUMMARY] = [world.id(701), world.id(702), world.id(703), world.id(704)];

/** One talk that met an emergency, and one whose doctor signed. */
beforeEach(async () => {
  const talk = `insert into talk (id, account_id, patient_id, teller, locale, state, level, started_at, changed_at, state_at, confirmed_at)
    values ($1, $2, $3, 'self', 'zh', $4, $5, $6, $6, $6, $7)`;
  const patient = world.id(51);
  await sql(talk, STOPPED, world.ACCOUNT, patient, 'stopped', 2, world.AS_OF, null);
  await sql(talk, CONFIRMED, world.ACCOUNT, patient, 'confirmed', 4, world.AS_OF, world.AS_OF);
  const flag = `insert into talk_flag (talk_id, rule, family, level, state, raised_at, denied_at) values ($1, $2, 'stroke', $3, $4, $5, $6)`;
  await sql(flag, STOPPED, 'stroke-face', 2, 'fired', world.AS_OF, null);
  await sql(flag, CONFIRMED, 'stroke-arm', 2, 'denied', world.AS_OF, world.AS_OF);
  await fact('preconsult.denied', `talk:${CONFIRMED}`, '04:00', { rule: 'stroke-arm' });
  await sql(
    `insert into preconsult_alert (id, talk_id, kind, level, raised_at, acknowledge_by) values ($1, $2, 'flag', 2, $3, $3)`,
    ALERT,
    STOPPED,
    world.AS_OF,
  );
  const summary = `insert into preconsult_summary (id, talk_id, patient_id, state, drafted, text, drafted_by, drafted_at, signed_by, signed_at)
    values ($1, $2, $3, $4, '\\x01', '\\x02', 'engine', $5, $6, $7)`;
  await sql(summary, SUMMARY, CONFIRMED, patient, 'signed', world.AS_OF, world.id(1), world.AS_OF);
  await sql(summary, world.id(705), STOPPED, patient, 'draft', world.AS_OF, null, null);
  const version = `insert into preconsult_summary_version (summary_id, number, text, at, signed) values ($1, 1, '\\x02', $2, $3)`;
  await sql(version, SUMMARY, world.AS_OF, true);
  await sql(version, world.id(705), world.AS_OF, false);
});

it('a whole world breaks nothing', async () => expect(await broken()).toEqual([]));

const breakages: Breakage[] = [
  ['I18', 'an emergency alerts nobody', () => sql('delete from preconsult_alert where id = $1', ALERT)],
  ['I18', 'the level of a talk fell below its flag', () => sql('update talk set level = 4 where id = $1', STOPPED)],
  ['I18', 'a talk goes on in an emergency', () => sql(`update talk set state = 'ready' where id = $1`, STOPPED)],
  [
    'I18',
    'a flag is gone, and nobody denied it',
    () => sql(`update talk_flag set state = 'denied', denied_at = now() where talk_id = $1`, STOPPED),
  ],
  ['I18', 'the doctor has nothing to read', () => sql('delete from preconsult_summary where id = $1', SUMMARY)],
  [
    'I18',
    'what was signed was changed',
    () => sql(`update preconsult_summary set text = '\\x03' where id = $1`, SUMMARY),
  ],
];
it.each(breakages)('%s is named when %s', async (id, _how, act) => {
  await act();
  expect(await broken()).toEqual([id]);
});
