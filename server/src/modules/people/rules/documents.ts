/** Identity documents: what number each kind may have, and what it tells. Pure; the day is given. */
import type { idKinds, sexes } from '@menzhen/contract';

export type IdKind = (typeof idKinds)[number];
export type Sex = (typeof sexes)[number];

/** `reason` completes the sentence of the problem `id_number_invalid`. */
export interface Reason {
  zh: string;
  en: string;
}
export interface ReadDocument {
  number: string;
  /** What the number itself says; null when it says nothing. */
  birth_date: string | null;
  sex: Sex | null;
}

const OLDEST_YEARS = 130;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';
/** First two digits of GB/T 2260, with 81 to 83 for residents from Hong Kong, Macau and Taiwan. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);

const reasons = {
  length: { zh: '应为 18 位', en: 'it must have 18 characters' },
  form: { zh: '格式不符合该证件', en: 'it does not look like this kind of document' },
  region: { zh: '前两位地区码不存在', en: 'its region code does not exist' },
  date: { zh: '其中的出生日期不存在', en: 'its birth date does not exist' },
  future: { zh: '其中的出生日期在今天之后', en: 'its birth date lies in the future' },
  too_old: { zh: '其中的出生日期太早', en: 'its birth date is too long ago' },
  check: { zh: '最后一位校验码不对，请逐位核对', en: 'its check digit is wrong; compare digit by digit' },
} satisfies Record<string, Reason>;

/** Full-width digits, blanks and hyphens people type; letters become capitals. */
export const tidyIdNumber = (text: string): string => text.normalize('NFKC').replace(/[\s-]/gu, '').toUpperCase();

/** ISO 7064 MOD 11-2 over the first 17 digits, as GB 11643-1999 asks. */
export function checkDigit(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(first17[at]), 0);
  return CHECK_DIGITS[sum % 11]!;
}

/** A birth date is a real day, not after today and not absurdly long ago. */
export function birthDateTrouble(date: string, today: string): Reason | undefined {
  let born: Temporal.PlainDate;
  try {
    born = Temporal.PlainDate.from(date, { overflow: 'reject' });
  } catch {
    return reasons.date;
  }
  const now = Temporal.PlainDate.from(today);
  if (Temporal.PlainDate.compare(born, now) > 0) return reasons.future;
  if (Temporal.PlainDate.compare(born, now.subtract({ years: OLDEST_YEARS })) < 0) return reasons.too_old;
  return undefined;
}

const dateIn = (number: string): string => `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;

/** The 18 digits that resident cards and new permanent-residence cards share. */
function readEighteen(number: string, today: string): ReadDocument | Reason {
  const date = dateIn(number);
  const trouble = birthDateTrouble(date, today);
  if (trouble) return trouble;
  if (checkDigit(number.slice(0, 17)) !== number[17]) return reasons.check;
  return { number, birth_date: date, sex: Number(number[16]) % 2 === 1 ? 'male' : 'female' };
}

function readResidentId(number: string, today: string): ReadDocument | Reason {
  if (number.length !== 18) return reasons.length;
  if (!/^\d{17}[\dX]$/.test(number)) return reasons.form;
  if (!PROVINCES.has(number.slice(0, 2))) return reasons.region;
  return readEighteen(number, today);
}

function readForeignerPermit(number: string, today: string): ReadDocument | Reason {
  if (/^[A-Z]{3}\d{12}$/.test(number)) return { number, birth_date: null, sex: null };
  if (!/^9\d{16}[\dX]$/.test(number)) return reasons.form;
  const read = readEighteen(number, today);
  return isReason(read) ? read : { ...read, sex: null };
}

const byForm =
  (form: RegExp) =>
  (number: string): ReadDocument | Reason =>
    form.test(number) ? { number, birth_date: null, sex: null } : reasons.form;

const readers: Record<IdKind, (number: string, today: string) => ReadDocument | Reason> = {
  resident_id: readResidentId,
  passport: byForm(/^(?=.*\d)[A-Z0-9]{5,15}$/),
  hk_macau_permit: byForm(/^[HM]\d{8}(\d{2})?$/),
  taiwan_permit: byForm(/^\d{8}(\d{2})?$/),
  foreigner_permit: readForeignerPermit,
};

export const isReason = (read: ReadDocument | Reason): read is Reason => 'zh' in read;

/** Reads a number as a document of this kind: what it says, or the reason why it cannot be one. */
export const readDocument = (kind: IdKind, text: string, today: string): ReadDocument | Reason =>
  readers[kind](tidyIdNumber(text), today);
