/** The facts of talks: codes, counts and levels, never what was said. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { AlertRow, TalkRow } from './tables.ts';

const text = Type.String();
const count = Type.Integer();
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const TalkData = Type.Object({ talk_id: text, state: text, level: count, version: count });
const of = <T extends Parameters<typeof Type.Object>[0]>(more: T) => Type.Object({ ...TalkData.properties, ...more });
const AlertData = { alert_id: text, kind: text, families: Type.Array(text) };
const SectionCorrected = Type.Object({ key: text, edit_distance: count, characters: count });

/** Kind -> schema of its data. */
export const preconsultFacts = {
  'preconsult.started': of({ teller: text, locale: text, booking_id: orNull(text) }),
  // words, a button, a skipped question, an answer taken back, or 'that is all'
  'preconsult.told': of({ by: text, question_id: orNull(text), characters: count, asked: count }),
  'preconsult.flagged': of({ rule: text, family: text, flag_level: count, flag_state: text, source: text }),
  'preconsult.denied': of({ rule: text, family: text, flag_level: count }),
  'preconsult.stopped': of({ families: Type.Array(text) }),
  'preconsult.proposed': of({
    department_ids: Type.Array(text),
    codes: Type.Array(text),
    confidence: Type.Number(),
    abstain: Type.Boolean(),
    weights_version: orNull(count),
    asked: count,
  }),
  'preconsult.confirmed': of({ asked: count }),
  // given up, or another was begun instead
  'preconsult.abandoned': of({ why: text }),
  'preconsult.booked': of({ booking_id: text }),
  'preconsult.consented': of({ purpose: text, given: Type.Boolean() }),
  'preconsult.alert_raised': of({ ...AlertData, to_confirm: Type.Boolean() }),
  'preconsult.alert_changed': of({ ...AlertData, to_confirm: Type.Boolean() }),
  'preconsult.alert_overdue': of(AlertData),
  'preconsult.alert_acknowledged': of({ ...AlertData, seconds: count, late: Type.Boolean() }),
  'preconsult.alert_closed': of({ ...AlertData, seconds: count, outcome: text }),
  'preconsult.summary_drafted': of({ summary_id: text, given: count }),
  'preconsult.corrected': of({
    summary_id: text,
    number: count,
    sections: Type.Array(SectionCorrected),
    after_sign: Type.Boolean(),
  }),
  'preconsult.signed': of({ summary_id: text, number: count, corrected: count }),
  'preconsult.words_forgotten': of({}),
  'preconsult.departments_set': Type.Object({ version: count, changed: Type.Array(text) }),
  'preconsult.weights_used': Type.Object({ version: count, active: Type.Boolean() }),
} as const;
export type PreconsultFactKind = keyof typeof preconsultFacts;
type Of<K extends PreconsultFactKind> = Static<(typeof preconsultFacts)[K]>;
type TalkFactKind = { [K in PreconsultFactKind]: Of<K> extends { talk_id: string } ? K : never }[PreconsultFactKind];
type More<K extends TalkFactKind> = Omit<Of<K>, keyof Static<typeof TalkData>>;

export interface Deed {
  at: Temporal.Instant;
  /** As facts name the actor: `account:…`, `staff:…`, `system:…`. */
  actor: string;
}

export function factOfTalk<K extends TalkFactKind>(
  kind: K,
  talk: TalkRow,
  { at, actor }: Deed,
  more: More<K>,
): FactInput {
  const { id: talk_id, state, level, version, patient_id } = talk;
  const data = { talk_id, state, level, version, ...more };
  return { at, actor, kind, subject: `talk:${talk_id}`, patient: patient_id, data };
}

export const alertData = ({
  id,
  kind,
  families,
}: AlertRow): { alert_id: string; kind: string; families: string[] } => ({
  alert_id: id,
  kind,
  families,
});

export const settingFact = <K extends 'preconsult.departments_set' | 'preconsult.weights_used'>(
  kind: K,
  { at, actor }: Deed,
  data: Of<K>,
): FactInput => ({ at, actor, kind, subject: 'hospital:preconsult', data: { ...data } });
