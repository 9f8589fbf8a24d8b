/** Whom a department, and whom the hospital, sees: age, sex, identity at a first visit, symptoms that belong elsewhere. */
import { ageOn } from '../../../kernel/index.ts';
import { type BookingAsk, type No, no, type Policy } from './policy.ts';
import type { BothWords } from './words.ts';

type Symptom = NonNullable<Policy['gates']['symptoms']>['bars'][number];
type GateAsk = Pick<BookingAsk, 'department' | 'patient' | 'date' | 'symptoms_declared' | 'channel'>;

const NO_AGE_LIMIT = 150;
const sexWords: Record<string, BothWords> = { female: { zh: '女性', en: 'female' }, male: { zh: '男性', en: 'male' } };

interface People {
  sex: string | null;
  age_from_years: number | null;
  age_to_years: number | null;
}
function judgePeople(of: People, ask: GateAsk): No | null {
  const { sex, birth_date } = ask.patient;
  if (of.sex && of.sex !== sex)
    return no('policy_sex_gate', { sex: sexWords[of.sex]?.zh ?? of.sex }, { en: { sex: of.sex } });
  if (of.age_from_years === null && of.age_to_years === null) return null;
  const age = ageOn(birth_date, ask.date);
  const from = of.age_from_years ?? 0;
  const to = of.age_to_years ?? NO_AGE_LIMIT;
  if (age >= from && age <= to) return null;
  const again_at = age < from ? { day: birthday(birth_date, from), time: '00:00' } : null;
  return no('policy_age_gate', { from, to }, { again_at });
}
const birthday = (birth_date: string, years: number): string =>
  Temporal.PlainDate.from(birth_date).add({ years }).toString();

function judgeIdentity(policy: Policy, { patient }: GateAsk): No | null {
  const kinds = policy.gates.first_visit_id_kinds;
  if (!kinds || !patient.first_visit || kinds.includes(patient.id_kind)) return null;
  return no('policy_first_visit_id');
}

/** The symptoms a patient must be asked about before booking; empty: none. */
export const symptomsAsked = (policy: Policy): readonly Symptom[] => policy.gates.symptoms?.bars ?? [];

function judgeSymptoms(policy: Policy, declared: GateAsk['symptoms_declared']): No | null {
  const { symptoms } = policy.gates;
  if (!symptoms || symptoms.bars.length === 0) return null;
  const list = (of: readonly Symptom[]) => ({
    zh: of.map((s) => s.zh).join('、'),
    en: of.map((s) => s.en).join(', '),
  });
  if (declared === null) {
    const asked = list(symptoms.bars);
    return no('policy_symptoms_unasked', { symptoms: asked.zh }, { en: { symptoms: asked.en } });
  }
  const barring = symptoms.bars.filter((s) => declared.includes(s.code));
  if (barring.length === 0) return null;
  const { zh, en } = list(barring);
  const where = symptoms.send_to;
  return no('policy_symptoms_barred', { symptoms: zh, where: where.zh }, { en: { symptoms: en, where: where.en } });
}

/** Whoever books through these stands in the hospital already: that is walking in. */
const ON_THE_SPOT: readonly string[] = ['counter', 'kiosk'];
const judgeAccess = ({ department, channel }: GateAsk): No | null =>
  department.access === 'walk_in' && !ON_THE_SPOT.includes(channel) ? no('policy_walk_in_only') : null;

/** The department's own gates, then the hospital's. */
export function judgeGates(policy: Policy, ask: GateAsk): No | null {
  const { sex_gate, age_from_years, age_to_years } = ask.department;
  return (
    judgeAccess(ask) ??
    judgePeople({ sex: sex_gate, age_from_years, age_to_years }, ask) ??
    judgePeople(policy.gates, ask) ??
    judgeIdentity(policy, ask) ??
    judgeSymptoms(policy, ask.symptoms_declared)
  );
}
