// Stage 6: the history for the doctor, from the patient's words and answers alone. Nothing is concluded: what was not told is 未提供, an
// illness is what the patient calls it, "denied" was asked or told. Pure; the time is passed in.
import { sentencesFromAnswers } from './draft-answers.ts';
import { chiefOf } from './draft-chief.ts';
import { presentIllness } from './draft-present.ts';
import { narrowest, type Said, saidOf } from './draft-said.ts';
import { clausesQuoted, listed, type Sentence } from './draft-sentences.ts';
import { MARK, TITLES } from './draft-words.ts';
import { type Known, knownOf } from './interview-known.ts';
import type { Into } from './interview-data.ts';
import { framesOf } from './interview-frames.ts';
import type { Analysis, Draft, DraftSection, Talk, TriageData, Words } from './types.ts';

/** Named in every draft's metadata. */
export const ENGINE = 'menzhen-triage 0.1.0';

/** The draft of a talk; `at` (an instant, ISO 8601) is when the caller made it. */
export function draft(analysis: Analysis, talk: Talk, data: TriageData, at: string | null = null): Draft {
  const known = knownOf(analysis, talk, data);
  const language = languageOf(analysis);
  const said = saidOf(known);
  const chief = chiefOf(
    said.filter((each) => sectionOf(each, known) === 'present_illness'),
    known,
  );
  const pastTold = past(belonging(said, 'past_history', known), known);
  const drugsTold = medicines(belonging(said, 'medication', known), known);
  const told = (key: DraftSection['key']) => clausesQuoted(belonging(said, key, known), LABELS[key] ?? AS_TOLD, known);
  const section = (key: DraftSection['key'], into: Into) => [
    told(key),
    ...sentencesFromAnswers(into, known, [told(key)]),
  ];
  const parts: Record<DraftSection['key'], (Sentence | null)[]> = {
    chief_complaint: [chief],
    present_illness: presentIllness(belonging(said, 'present_illness', known), known, talk),
    past_history: [...pastTold, ...sentencesFromAnswers('past', known, pastTold)],
    allergy: section('allergy', 'allergy'),
    medication: [...drugsTold, ...sentencesFromAnswers('drugs', known, drugsTold)],
    personal: section('personal', 'personal'),
    menstrual: section('menstrual', 'reproductive'),
    family: section('family', 'family'),
  };
  const keys = (Object.keys(parts) as DraftSection['key'][]).filter(
    (key) => key !== 'menstrual' || known.sex !== 'male',
  );
  const sections = keys.map((key) => ({
    key,
    title: TITLES[key],
    sentences: parts[key].filter((each) => each !== null).map((each) => ({ text: each[language], ...each })),
  }));
  return { sections, language, mark: MARK, metadata: { ai_generated: true, engine: ENGINE, at } };
}

/** The language of the patient's words: English when none of them is Chinese. */
export function languageOf({ reading }: Analysis): 'zh' | 'en' {
  const words = reading.turns
    .filter((turn) => turn.from === 'patient')
    .map((turn) => turn.text)
    .join(' ');
  return /[a-z]{2}/i.test(words) && !/\p{Script=Han}/u.test(words) ? 'en' : 'zh';
}

// ------------------------------------------------------------------ where a thing said belongs

const ALLERGY = /过敏|allerg/i;
const NAMED_ALLERGY = /^(allergy|allergic|drug-allergy|food-allergy)/;
const ASKING = /什么|哪些|哪种|怎么|如何|能不能|可以|能吃|需要|想开|吗|好\s*$|下药|which|what|should|can i|could/i;
const TAKING = /吃了|用了|喝了|打了|服了|在吃|在用|吃着|took|taking|have taken/i;
const PERSONAL = /^(smok|drinking|alcohol$|occupation|travel|contact)/;
const REPRODUCTIVE =
  /^(pregnan|postpartum|menopaus|breast-?feeding|lactat|contracepti|late-period|irregular-period|period)/;
const FAMILY =
  /宝|孩|娃|老公|老婆|丈夫|妻|爸|妈|父|母|爷|奶|姥|外公|外婆|哥|姐|弟|妹|兄|儿|女|家人|家里|家族|亲|叔|姑|舅|姨|mother|father|mom|dad|brother|sister|parent|family|grand|uncle|aunt|son|daughter/i;

/** Words that say who somebody is, or help one rule alone, are no history. */
const WHO_NOT_WHAT =
  /^(child|male|girlfriend|nervous)-words$|word-acute$|^child-(age|parts|drugs)|^(teenager|elderly|computer|newborn|infant-under.*|allergen|generalised|son-daughter)$/;

function belonging(said: readonly Said[], key: DraftSection['key'], known: Known): Said[] {
  return said.filter((each) => sectionOf(each, known) === key);
}

/** Null: it is not written. What would be if something were, is no history. */
function sectionOf(said: Said, known: Known): DraftSection['key'] | null {
  const { concept, assertion } = said;
  if (assertion === 'hypothetical' || concept.kind === 'body' || WHO_NOT_WHAT.test(concept.id)) return null;
  if (assertion === 'other_person') return FAMILY.test(said.cue) ? 'family' : 'personal';
  if (NAMED_ALLERGY.test(concept.id)) return 'allergy';
  if (concept.kind === 'drug') return drugSection(said, known);
  if (PERSONAL.test(concept.id)) return 'personal';
  if (REPRODUCTIVE.test(concept.id) && concept.kind !== 'symptom')
    return known.child || known.sex === 'male' ? null : 'menstrual';
  if (assertion === 'past') return 'past_history';
  if (concept.kind === 'disease' && assertion !== 'feared')
    return ofThisComplaint(said, known) || !namesIllness(said) ? 'present_illness' : 'past_history';
  return concept.id.startsWith('after-operation') ? 'past_history' : 'present_illness';
}

/** Asking about a medicine (吃什么药好) is not taking it. */
function drugSection(said: Said, known: Known): DraftSection['key'] | null {
  const text = clauseText(said, known);
  if (ALLERGY.test(text)) return 'allergy';
  return ASKING.test(text) && !TAKING.test(text) ? null : 'medication';
}

const clauseText = (said: Said, known: Known): string =>
  said.clauses
    .map(({ turn, start, end }) => (known.analysis.reading.turns[turn]?.text ?? '').slice(start, end))
    .join(' ');

/** Only words that name an illness (高血压) are told as one; 脚踝肿了 speaks for a department and is told as it stands. */
const namesIllness = ({ words, assertion }: Said): boolean =>
  assertion !== 'present' ||
  words === '' ||
  /病|炎|症|癌|瘤|血压|血糖|糖尿|喘|结核|梗|中风|石|囊肿|息肉|甲亢|甲减|贫血|痛风|房颤|[a-z]/i.test(words);

/** 感冒了 is what it is about; 有高血压 beside a sore throat is history. */
function ofThisComplaint(said: Said, known: Known): boolean {
  if (said.assertion !== 'present') return false;
  const wide = known.interview.broader.get(said.concept.id) ?? new Set([said.concept.id]);
  return framesOf(known)
    .slice(0, 1)
    .some((frame) => frame.opens.some((concept) => wide.has(concept)));
}

// ------------------------------------------------------------------ the smaller sections

function past(said: readonly Said[], known: Known): (Sentence | null)[] {
  const now = narrowest(
    said.filter((each) => each.assertion === 'present'),
    known,
  );
  const before = said.filter((each) => each.assertion === 'past');
  const no = said.filter((each) => each.assertion === 'absent');
  const unsure = said.filter((each) => each.assertion === 'uncertain');
  return [
    listed(now, (words) => ({ zh: `自述有${words.zh}`, en: `Has, as told: ${words.en}` }), true),
    listed(before, (words) => ({ zh: `自述以前有过${words.zh}`, en: `Had before, as told: ${words.en}` }), true),
    listed(unsure, (words) => ({ zh: `不确定是否有${words.zh}`, en: `Not sure about: ${words.en}` })),
    listed(no, (words) => ({ zh: `否认${words.zh}`, en: `Denies: ${words.en}` })),
  ];
}

function medicines(said: readonly Said[], known: Known): (Sentence | null)[] {
  const no = said.filter((each) => each.assertion === 'absent');
  const named = said.filter((each) => each.assertion !== 'absent');
  return [
    clausesQuoted(named, { zh: '患者提到的用药', en: 'Medicines as mentioned' }, known),
    listed(no, (words) => ({ zh: `自述未用${words.zh}`, en: `Has not used, as told: ${words.en}` })),
  ];
}

const AS_TOLD = { zh: '自述', en: 'As told' };
const LABELS: Record<string, Words> = {
  family: { zh: '提到家人（患者原话）', en: 'Of the family, in the patient’s words' },
  personal: { zh: '患者原话', en: 'In the patient’s words' },
};
