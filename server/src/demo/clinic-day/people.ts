/** Invented people: who they are, and how the hospital comes to know them — on the phone or at the window. */
import { addDays, ageOn } from '../../kernel/index.ts';
import type { PayerClass, PersonInput } from '../../modules/people/index.ts';
import { inventedResidentId } from '../accounts.ts';
import type { Chance } from './chance.ts';
import { type Ask, must, type Signed } from './client.ts';

export interface Person extends Signed {
  input: PersonInput;
  sex: 'male' | 'female';
  birth_date: string;
  age_years: number;
  /** Known to the hospital once registered. */
  patient_id?: string | undefined;
  /** Added to an account of their own. */
  is_on_phone?: boolean;
}

const SURNAMES = [
  ...'安白柏卜岑常成池迟楚崔戴邓丁董杜段樊方费冯傅甘葛耿关桂郭韩郝何贺洪侯胡霍季贾简江姜金康柯孔赖蓝雷黎李梁林凌刘柳龙卢陆罗吕马毛孟苗莫穆宁欧潘庞裴彭齐钱秦邱任邵沈石史宋苏孙谭唐陶田童万汪王韦魏温文翁吴伍武夏向萧谢邢徐许薛严颜杨姚叶易殷尹于余俞袁岳曾翟詹张章赵郑钟周朱祝庄卓邹',
];
const GIVEN = [
  ...'安白北彬冰博晨澄川春聪达丹冬铎恩帆芳菲枫刚歌光果海涵航禾和恒虹华怀欢辉慧佳嘉建健江杰瑾晶静君俊凯可兰乐磊黎立丽亮林玲龙鹭曼梅萌敏明铭沐宁培鹏平齐琪乾青清秋然仁荣蓉如瑞森珊山石书舒爽思松涛天彤万薇维文希溪夏贤祥晓欣新星秀雪雅岩燕阳一依怡亦茵莹颖永勇宇雨语玉远月云筠泽展哲真知芷智中舟竹梓',
];

interface Group {
  payer_class: PayerClass;
  years: [least: number, most: number];
  weight: number;
}
/** Who comes to a campus hospital. */
const GROUPS: readonly Group[] = [
  { payer_class: 'student', years: [18, 27], weight: 58 },
  { payer_class: 'staff', years: [26, 59], weight: 20 },
  { payer_class: 'retiree', years: [60, 86], weight: 12 },
  { payer_class: 'self_pay', years: [2, 13], weight: 6 },
  { payer_class: 'self_pay', years: [20, 70], weight: 4 },
];
const PHONE_PREFIX = '19901';
const NUMBERS = { student: 'S', staff: 'T', retiree: 'R', self_pay: '' };

/** The `n`-th person of this chance, on a day; nobody real carries these numbers. */
export function inventPerson(chance: Chance, ask: Ask, n: number, today: string): Person {
  const group = chance.weighted(GROUPS, (one) => one.weight);
  const age_days = chance.whole(group.years[0] * 366, group.years[1] * 365);
  const birth_date = addDays(today, -age_days);
  const sequence = chance.whole(100, 999);
  const phone = `${PHONE_PREFIX}${String(chance.whole(0, 999_999)).padStart(6, '0')}`;
  const name =
    chance.pick(SURNAMES) + chance.pick(GIVEN) + (chance.yes(0.7) ? chance.pick(GIVEN) : chance.pick(SURNAMES));
  const age_years = ageOn(birth_date, today);
  const guardian =
    age_years < 18 ? { guardian_name: chance.pick(SURNAMES) + chance.pick(GIVEN), guardian_phone: phone } : {};
  const letter = NUMBERS[group.payer_class];
  const number = letter ? { campus_number: `${letter}${20_000_000 + chance.whole(0, 999_999)}` } : {};
  return {
    actor: `person ${n}`,
    input: {
      name,
      id_kind: 'resident_id',
      id_number: inventedResidentId(birth_date, sequence),
      phone,
      payer_class: group.payer_class,
      ...number,
      ...guardian,
    },
    // the last digit of the sequence says it
    sex: sequence % 2 === 1 ? 'male' : 'female',
    birth_date,
    age_years,
    signIn: () => signInByPhone(ask, phone),
  };
}

async function signInByPhone(ask: Ask, phone: string): Promise<string> {
  const { demo_code } = await must('smsCodeRequest', ask('smsCodeRequest', { body: { phone } }));
  const signedIn = await must('signInPhone', ask('signInPhone', { body: { phone, code: demo_code ?? '' } }));
  return signedIn.token;
}

/** On the phone: signs in and adds oneself, or one's child. Undefined: refused (known under another name, say). */
export async function registerOnPhone(ask: Ask, person: Person): Promise<string | undefined> {
  const relation = person.age_years < 18 ? 'child' : 'self';
  const key = `add-${person.input.id_number}`;
  const added = await ask('patientAdd', { as: person, key, body: { ...person.input, relation } });
  if (added.ok) return added.body.id;
  if (added.code !== 'patient_already_added') return undefined;
  const { items } = await must('patientList', ask('patientList', { as: person }));
  return items[0]?.id;
}

/** At the window, with the document in hand. */
export async function registerAtDesk(ask: Ask, clerk: Signed, person: Person): Promise<string | undefined> {
  const key = `register-${person.input.id_number}`;
  const registered = await ask('deskPatientRegister', { as: clerk, key, body: person.input });
  return registered.ok ? registered.body.id : undefined;
}
