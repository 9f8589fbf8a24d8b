/** Finding a department. Pure. What a visit costs is in rules-fee.ts. */
import type { DepartmentHit, Static } from '@menzhen/contract';
import { pinyin } from 'pinyin-pro';
import type { DepartmentRow, DoctorRow } from './tables.ts';

type Hit = Static<typeof DepartmentHit>;

export const MOST_HITS = 20;
/** One letter would match half the hospital. */
const FEWEST_PINYIN_LETTERS = 2;

/** 呼吸内科 -> "huxineike hxnk" */
export function pinyinOf(name: string): string {
  const spell = (pattern: 'pinyin' | 'first') =>
    pinyin(name, { toneType: 'none', pattern, type: 'array', v: true })
      .join('')
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '');
  return `${spell('pinyin')} ${spell('first')}`;
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');

/** A full spelling may be cut short or begin at a later syllable; initials must begin at the beginning. */
function matchesPinyin(spelling: string, letters: string): boolean {
  const [full = '', initials = ''] = spelling.split(' ');
  return full.includes(letters) || initials.startsWith(letters);
}

/** How well one department answers; a smaller rank is better. */
interface Ranked extends Hit {
  rank: number;
}
type Match = Pick<Ranked, 'because' | 'matched' | 'rank'>;

function matchName(department: DepartmentRow, parent: DepartmentRow | undefined, q: string): Match | undefined {
  const name = folded(department.name);
  const name_en = department.name_en.toLowerCase().replace(/\s+/g, '');
  if (name === q || name_en === q) return { because: 'name', matched: department.name, rank: 0 };
  if (name.startsWith(q)) return { because: 'name', matched: department.name, rank: 1 };
  if (name.includes(q) || (q.length >= 3 && name_en.includes(q)))
    return { because: 'name', matched: department.name, rank: 2 };
  if (q.length >= 2 && q.includes(name)) return { because: 'name', matched: department.name, rank: 2 };
  if (parent && folded(parent.name) === q) return { because: 'name', matched: parent.name, rank: 3 };
  return undefined;
}

function matchPinyin(department: DepartmentRow, q: string): Match | undefined {
  if (!/^[a-z]+$/.test(q) || q.length < FEWEST_PINYIN_LETTERS) return undefined;
  return matchesPinyin(department.pinyin, q) ? { because: 'pinyin', matched: department.name, rank: 4 } : undefined;
}

/** Either way round: 头 finds 头痛, and so does 我头痛三天了. The longer the word that matched, the better. */
function matchSymptom(department: DepartmentRow, q: string): Match | undefined {
  const words = department.keywords.filter((word) => {
    const keyword = folded(word);
    return keyword.includes(q) || (keyword.length >= 2 && q.includes(keyword));
  });
  const [best] = words.sort((a, b) => closeness(b, q) - closeness(a, q));
  return best === undefined ? undefined : { because: 'symptom', matched: best, rank: 6 - closeness(best, q) };
}
/** 1: the same text; towards 0: little in common. */
function closeness(keyword: string, q: string): number {
  const word = folded(keyword);
  return Math.min(word.length, q.length) / Math.max(word.length, q.length);
}

function matchDoctor(doctors: readonly DoctorRow[], q: string): Match | undefined {
  const isSpelt = /^[a-z]+$/.test(q) && q.length >= FEWEST_PINYIN_LETTERS;
  const doctor = doctors.find((one) => {
    const name = folded(one.name);
    return name.includes(q) || (name.length >= 2 && q.includes(name)) || (isSpelt && matchesPinyin(one.pinyin, q));
  });
  return doctor && { because: 'doctor', matched: doctor.name, rank: folded(doctor.name) === q ? 0 : 5 };
}

/**
 * Departments that can be booked (active, without sub-departments of their own) for what a person typed: a name, pinyin
 * or its initials, a complaint in lay words, a doctor's name. Best first, at most 20.
 */
export function searchDepartments(
  typed: string,
  departments: readonly DepartmentRow[],
  doctors: readonly DoctorRow[],
): Hit[] {
  const q = folded(typed);
  if (q === '') return [];
  const byId = new Map(departments.map((department) => [department.id, department]));
  const parents = new Set(departments.map((department) => department.parent_id));
  const ranked: Ranked[] = [];
  for (const department of departments) {
    if (department.state !== 'active' || parents.has(department.id)) continue;
    const parent = department.parent_id ? byId.get(department.parent_id) : undefined;
    const own = doctors.filter((doctor) => doctor.department_id === department.id && doctor.state === 'active');
    const matches = [
      matchName(department, parent, q),
      matchPinyin(department, q),
      matchSymptom(department, q),
      matchDoctor(own, q),
    ].filter((match) => match !== undefined);
    const [best] = matches.sort((a, b) => a.rank - b.rank);
    if (best)
      ranked.push({ department_id: department.id, name: department.name, parent_name: parent?.name ?? null, ...best });
  }
  // Sorting is stable: equals stay in the hospital's own order.
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_HITS)
    .map(({ rank: _rank, ...hit }) => hit);
}

/** A drawn portrait: the doctor's first letter on the brand wash. Only text and colours, so nothing of it can run. */
export function portraitSvg(name: string): string {
  const [letter = ''] = [...name.trim()];
  const safe = /[\p{L}\p{N}]/u.test(letter) ? letter : '';
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img">',
    '<rect width="96" height="96" fill="#E3F1EC"/>',
    '<circle cx="48" cy="40" r="26" fill="#FFFFFF"/>',
    '<path d="M6 96a42 30 0 0 1 84 0z" fill="#FFFFFF"/>',
    `<text x="48" y="41" font-family="sans-serif" font-size="30" font-weight="600" fill="#0B6B57" text-anchor="middle" dominant-baseline="central">${safe}</text>`,
    '</svg>',
  ].join('');
}

/** A thing's name in the language asked for. */
export const nameIn = (thing: { name: string; name_en: string } | undefined, locale: 'zh' | 'en'): string =>
  (locale === 'en' ? thing?.name_en : thing?.name) ?? '';
