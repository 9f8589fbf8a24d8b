/** What is wrong with a resident identity number (GB 11643), told while typing; the server judges again. */
export type IdNumberFault = 'length' | 'characters' | 'date' | 'check_digit';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checks = '10X98765432';

function isRealDate(year: number, month: number, date: number): boolean {
  const at = new Date(Date.UTC(year, month - 1, date));
  return at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === date;
}

/** The check digit that belongs to the first 17 digits. */
export function checkDigit(first17: string): string {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(first17[at]), 0);
  return checks[sum % 11]!;
}

/** null when the number is sound; `today` (YYYY-MM-DD) rules out births to come. */
export function idNumberFault(number: string, today: string): IdNumberFault | null {
  if (!/^[0-9]*[0-9Xx]?$/.test(number)) return 'characters';
  if (number.length !== 18) return 'length';
  const birth = birthOf(number);
  if (!birth || birth > today || birth < '1880-01-01') return 'date';
  return checkDigit(number.slice(0, 17)) === number.slice(17).toUpperCase() ? null : 'check_digit';
}

/** Birth date within the number, YYYY-MM-DD; null when there is no such day. */
export function birthOf(number: string): string | null {
  const [year, month, date] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)];
  return isRealDate(Number(year), Number(month), Number(date)) ? `${year}-${month}-${date}` : null;
}

export function sexOf(number: string): 'male' | 'female' {
  return Number(number[16]) % 2 === 1 ? 'male' : 'female';
}

/** Whole years of age on a day, both YYYY-MM-DD. */
export function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}
