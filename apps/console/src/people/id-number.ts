/**
 * GB 11643 at the desk, before anything is sent: what is wrong with a resident identity number, or whose birthday and sex
 * it tells. The server checks again; this only saves the clerk a round trip.
 */
export type IdFault = 'length' | 'digits' | 'date' | 'check';
export type IdReading = { fault: IdFault } | { birth_date: string; sex: 'male' | 'female' };

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

export function readIdNumber(typed: string): IdReading {
  const number = typed.trim().toUpperCase();
  if (number.length !== 18) return { fault: 'length' };
  if (!/^\d{17}[\dX]$/.test(number)) return { fault: 'digits' };
  const birth_date = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isDay(birth_date)) return { fault: 'date' };
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  if (CHECKS[sum % 11] !== number[17]) return { fault: 'check' };
  return { birth_date, sex: Number(number[16]) % 2 === 1 ? 'male' : 'female' };
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) && day >= '1900-01-01';
}
