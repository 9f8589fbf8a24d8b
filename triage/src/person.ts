// Who is the patient: the writer, or somebody the writer tells about; how old, which sex, expecting or not.
import type { Hit } from './match.ts';
import { firstFrom } from './ordered.ts';
import type { Taken } from './measures.ts';
import type { Piece } from './clauses.ts';
import type { Person, Profile } from './types.ts';

export type Who = Person['who'];

interface Kin {
  who: Who;
  sex?: 'male' | 'female';
  pattern: RegExp;
}

/** In order: the longer word first. */
const KIN: Kin[] = [
  { who: 'child', sex: 'female', pattern: /女儿|闺女|孙女|外孙女|女宝|女婴|女娃|小公主|我家姑娘|\bdaughter\b/ },
  { who: 'child', sex: 'male', pattern: /儿子|孙子|外孙|男宝|男婴|男娃|我家小子|\bson\b/ },
  {
    who: 'child',
    pattern:
      /宝宝|宝贝|孩子|小孩|婴儿|幼儿|新生儿|娃娃|我家娃|俺娃|小朋友|小宝|大宝|二宝|崽崽|囡囡|[我俺]娃|娃|我家宝|细路|\b(?:baby|child|kid|infant|toddler)\b/,
  },
  {
    who: 'parent',
    sex: 'male',
    pattern:
      /爸爸|爸|父亲|爷爷|外公|姥爷|公公|岳父|我爹|老爹|阿公|老头子|老爷子|\b(?:father|dad|grandpa|grandfather)\b/,
  },
  {
    who: 'parent',
    sex: 'female',
    pattern:
      /妈妈|妈|母亲|奶奶|外婆|姥姥|婆婆|岳母|我娘|老娘|阿婆|阿嬷|阿妈|老太太|\b(?:mother|mom|mum|grandma|grandmother)\b/,
  },
  { who: 'parent', pattern: /老人家|老人|父母|爸妈/ },
  { who: 'partner', sex: 'male', pattern: /老公|丈夫|男朋友|男友|先生|孩子他爸|\b(?:husband|boyfriend)\b/ },
  { who: 'partner', sex: 'female', pattern: /老婆|妻子|媳妇|女朋友|女友|太太|\b(?:wife|girlfriend)\b/ },
  { who: 'partner', pattern: /爱人|对象|\bpartner\b/ },
  { who: 'friend', sex: 'male', pattern: /男同学|哥们|兄弟/ },
  { who: 'friend', sex: 'female', pattern: /女同学|闺蜜|姐妹/ },
  {
    who: 'friend',
    pattern:
      /室友|舍友|同学|朋友|同事|同寝|学生|队友|学弟|学妹|学长|学姐|邻居|\b(?:friend|roommate|classmate|colleague)\b/,
  },
  {
    who: 'other',
    sex: 'male',
    pattern: /哥哥|弟弟|我哥|我弟|叔叔|舅舅|大爷|伯伯|表哥|表弟|堂哥|姑父|姨父|\bbrother\b/,
  },
  {
    who: 'other',
    sex: 'female',
    pattern: /姐姐|妹妹|我姐|我妹|阿姨|姑姑|姑妈|舅妈|大妈|表姐|表妹|堂姐|小姨|大姨|\bsister\b/,
  },
  { who: 'other', pattern: /病人|患者|有人|路人|行人|家里人|家人|亲戚|工友|\b(?:someone|somebody|patient)\b/ },
];

/** 我 as the one who suffers, not as the owner of a relative nor as the one who asks. */
const SELF =
  /(?:我自己|本人|自己|我也|我又|我还|我现在|我今天|我昨|我最近|我这|我有|我头|我肚|我胸|我的(?!爸|妈|父|母|孩|儿|女|宝|小|老|爷|奶|外|同|朋|室|男|丈|妻|对象|爱人|学生)|我(?!爸|妈|爹|娘|父|母|孩|儿|女|宝|家|老|爷|奶|外|公|婆|岳|姥|同|朋|室|舍|男|丈|妻|媳|闺|娃|哥|弟|姐|妹|叔|舅|姨|姑|表|堂|对象|爱人|们|想|给|带|是|问|该|应|看|发现|担心|怀疑|觉得他|觉得她|怕|只|要|能|可以|就想|就是想|就问|先|怎|知|听|希望|请|用|跟|和|把|不知|去给|刚给|让|在家给))|\b(?:i|my|i'm|im)\b(?! (?:father|dad|mother|mom|mum|son|daughter|baby|child|kid|husband|wife|friend|roommate|grand|boyfriend|girlfriend|sister|brother|classmate|partner|colleague))/;

/** Words that only tell of the family's diseases, or of how one caught it. */
const FAMILY =
  /家族史|家族|遗传|家里有人|家里人都|家里人有|也有|也得过|都有|得过|去世|走了|过世|传染给|传给|family history/;

export interface Subject {
  who: Who;
  sex?: 'male' | 'female';
  /** Offset into the normalised text. */
  from: number;
  to: number;
  /** Told as the family's history. */
  family: boolean;
}

/** Every word that names somebody, in order. */
export function subjectsOf(pieces: readonly Piece[]): Subject[] {
  return pieces.flatMap((piece) => [...kinIn(piece), ...selfIn(piece)]).sort((a, b) => a.from - b.from);
}

function kinIn(piece: Piece): Subject[] {
  const seen: (Subject & { company: boolean })[] = [];
  for (const { who, sex, pattern } of KIN) {
    const match = pattern.exec(piece.text);
    if (!match) continue;
    const from = piece.from + match.index;
    const to = from + match[0].length;
    if (seen.some((other) => other.from <= from && to <= other.to)) continue;
    const company = isCompany(piece.text, match.index, match.index + match[0].length);
    seen.push({ who, sex, from, to, family: FAMILY.test(piece.text), company });
  }
  return seen.filter(({ company }) => !company);
}

/** 和女朋友吵架, 我妈担心是肺炎: company, not the patient. */
function isCompany(text: string, at: number, end: number): boolean {
  if (
    /^(?:一直|也|都|很|非常|总|老)?(?:担心|怕我|说我|觉得我|让我|叫我|带我|给我|催|劝|陪我|骂我|打我|不放心)/.test(
      text.slice(end, end + 6),
    )
  )
    return true;
  return /(?:和|跟|与|同|被|把|给|替|对|照顾|抱|陪|生|怀|with|by)(?:我|我的|俺|一个|我们|a |my )?$/.test(
    text.slice(Math.max(0, at - 6), at),
  );
}

function selfIn(piece: Piece): Subject[] {
  const match = SELF.exec(piece.text);
  if (!match) return [];
  const from = piece.from + match.index;
  return [{ who: 'self', from, to: from + 1, family: false }];
}

/** The one a place of the text is about: the last named before it in its sentence, else in the text. */
export function subjectAt(subjects: readonly Subject[], at: number): Subject | undefined {
  return subjects[firstFrom(subjects, at + 1) - 1];
}

export interface Told {
  person: Person;
  /** What is named there is somebody else's, not the patient's. */
  isOther(hit: Hit): boolean;
}

/** A disease's name alone is a weak sign of who is ill now. */
const DISEASE = 0.01;
const COMPLAINTS = new Set<Hit['kind']>(['symptom', 'event']);

export function tellPerson(
  text: string,
  pieces: readonly Piece[],
  hits: readonly Hit[],
  measures: readonly Taken[],
  profile: Profile,
): Told {
  const subjects = subjectsOf(pieces);
  const weight = weigh(subjects, hits);
  const patient = patientOf(subjects, weight, profile, /[给替帮]我?自己/.test(text));
  const several =
    severalOf(weight, patient.who) || (togetherIll(text) && hits.some(({ kind }) => COMPLAINTS.has(kind)));
  const person: Person = { who: patient.who };
  const sex = profile.sex ?? sexOf(text, patient);
  const age = profile.age_months ?? ageIn(measures, text, patient.who);
  if (sex) person.sex = sex;
  if (age !== undefined) person.age_months = age;
  if (several) person.several = true;
  return { person, isOther: (hit) => otherAt(subjects, hit, patient) };
}

/** How many complaints of now stand behind each one named. */
function weigh(subjects: readonly Subject[], hits: readonly Hit[]): Map<Who, number> {
  const weight = new Map<Who, number>();
  for (const hit of hits) {
    const subject = subjectAt(subjects, hit.from);
    const who = subject?.who ?? 'unknown';
    if (subject?.family) continue;
    const points = COMPLAINTS.has(hit.kind) ? 1 : hit.kind === 'disease' ? DISEASE : 0;
    weight.set(who, (weight.get(who) ?? 0) + points);
  }
  return weight;
}

interface Patient extends Subject {
  /** 想给自己挂号: there is no doubt for whom. */
  sure?: boolean;
}

function patientOf(
  subjects: readonly Subject[],
  weight: ReadonlyMap<Who, number>,
  profile: Profile,
  forOneself: boolean,
): Patient {
  const kin = subjects.filter((subject) => subject.who !== 'self' && !subject.family);
  const mine = weight.get('self') ?? 0;
  const told = fromTeller(profile.teller);
  const first = kin[0];
  const nobody: Subject = {
    who: told ?? (mine > 0 || subjects.some((each) => each.who === 'self') ? 'self' : 'unknown'),
    from: 0,
    to: 0,
    family: false,
  };
  if (!first) return nobody;
  if (forOneself) return { ...nobody, who: 'self', sure: true };
  const best = kin.reduce(
    (most, each) => ((weight.get(each.who) ?? 0) > (weight.get(most.who) ?? 0) ? each : most),
    first,
  );
  const theirs = weight.get(best.who) ?? 0;
  if (mine > 0 && mine >= theirs) return { ...nobody, who: 'self' };
  if (theirs === 0 && (weight.get('unknown') ?? 0) > 0 && told === undefined) return { ...nobody, who: nobody.who };
  return best;
}

const fromTeller = (teller: Profile['teller']): Who | undefined =>
  teller === 'parent' ? 'child' : teller === 'child' ? 'parent' : teller === 'self' ? 'self' : undefined;

function severalOf(weight: ReadonlyMap<Who, number>, patient: Who): boolean {
  return [...weight].some(([who, count]) => who !== patient && who !== 'unknown' && count >= 1);
}

/** 我和孩子都发烧了: one complaint, and more than one who has it. Room-mates who ate the same are a circumstance, not patients. */
const TOGETHER =
  /(?:我|本人|孩子|宝宝|儿子|女儿|老公|老婆|爸|妈)(?:和|跟|与|同)(?:我|我家|我的|俺)?(?:孩子|宝宝|娃|儿子|女儿|闺女|老公|老婆|爱人|爸爸?|妈妈?|父亲|母亲|爷爷|奶奶|我)[^,。;!?]{0,6}(?:都|俩|两个)|(?:一家|全家|两个孩子|两个娃|俩孩子|俩娃)[^,。;!?]{0,6}都|\bboth (?:me|i|my \w+) and (?:me|i|my \w+)\b|\b(?:my \w+ and i|i and my \w+) both\b/;
const togetherIll = (text: string): boolean => TOGETHER.test(text);

/** Illnesses and remedies of others are put aside. Their complaints of now are not, unless one says plainly that one writes for oneself. */
function otherAt(subjects: readonly Subject[], hit: Hit, patient: Patient): boolean {
  const subject = subjectAt(subjects, hit.from);
  if (!subject || subject.who === patient.who) return false;
  if (subject.family) return true;
  if (patient.who === 'unknown' || subject.who === 'self') return false;
  return patient.sure || hit.kind === 'disease' || hit.kind === 'drug' || hit.kind === 'test';
}

// ------------------------------------------------------------------ age and sex

const SAYS_MALE = /男[,性生孩宝士的]|\b(?:male|man|boy)\b|前列腺|睾丸|阴茎|龟头|包皮|阴囊|早泄|阳痿|遗精|勃起|蛋蛋/;
const SAYS_FEMALE =
  /女[,性生孩宝士的]|\b(?:female|woman|girl|pregnant)\b|月经|例假|大姨妈|姨妈|白带|阴道|怀孕|孕妇|子宫|卵巢|停经|痛经|孕期|妊娠|宫颈|宫外孕|产后|坐月子|哺乳期/;

function sexOf(text: string, patient: Patient): 'male' | 'female' | undefined {
  if (patient.sex) return patient.sex;
  const male = SAYS_MALE.test(text) || /^男|,男$/.test(text);
  const female = SAYS_FEMALE.test(text) || /^女|,女$/.test(text);
  if (male !== female && patient.who !== 'child') return male ? 'male' : 'female';
  if (patient.who === 'child')
    return /男[孩宝婴娃]/.test(text) ? 'male' : /女[孩宝婴娃]/.test(text) ? 'female' : undefined;
  return undefined;
}

/** The first age told; a newborn has one without a number. */
function ageIn(measures: readonly Taken[], text: string, who: Who): number | undefined {
  const told = measures.find((measure) => measure.kind === 'age_months');
  if (told) return told.value;
  if (/新生儿|刚出生|newborn/.test(text)) return 0;
  if (/满月|月子里的?(?:宝|孩)/.test(text) && who === 'child') return 1;
  return undefined;
}
