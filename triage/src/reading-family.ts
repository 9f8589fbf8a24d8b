// Words typed to the question after illnesses of the family: 「糖尿病」 there is no illness of the patient's.
import { interviewOf } from './interview-data.ts';
import type { Answer, Concept, Reading, TriageData } from './types.ts';

/** The turns that answer it. */
export function familyTurns(answers: readonly Answer[], data: TriageData): ReadonlySet<number> {
  if (answers.every((answer) => answer.turn === undefined)) return new Set();
  const { questions } = interviewOf(data);
  const turns = answers.filter((answer) => questions.get(answer.question)?.into === 'family').map(({ turn }) => turn);
  return new Set(turns.filter((turn) => turn !== undefined));
}

/** Of oneself, or of this moment: safer read as the patient's own. */
const OWN =
  /我(?!们?家|[爸妈爹娘父母哥姐弟妹爷奶姥舅叔姑姨外])|自己|本人|现在|刚才|刚刚|突然|正在|\b(i|i'm|me|myself|now|sudden(ly)?)\b/i;

/** Illnesses named there are the family's. Complaints are left as they were read: somebody may tell there how bad it is now. */
export function ofFamily(
  reading: Reading,
  turns: ReadonlySet<number>,
  concepts: ReadonlyMap<string, Pick<Concept, 'kind'>>,
): void {
  if (turns.size === 0) return;
  for (const mention of reading.mentions) {
    if (!turns.has(mention.turn) || mention.answered || mention.assertion === 'absent') continue;
    if (concepts.get(mention.concept)?.kind !== 'disease') continue;
    if (OWN.test(reading.clauses[mention.clause]?.text ?? '')) continue;
    mention.assertion = 'other_person';
    mention.family = true;
  }
}
