/** A year as twelve months of weeks, Monday first; null fills the days that belong to another month. */
export function monthsOf(year: number): { month: number; weeks: (string | null)[][] }[] {
  return Array.from({ length: 12 }, (_, at) => ({ month: at + 1, weeks: weeksOf(year, at + 1) }));
}

function weeksOf(year: number, month: number): (string | null)[][] {
  const before = (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = (number: number) => `${year}-${String(month).padStart(2, '0')}-${String(number).padStart(2, '0')}`;
  const cells: (string | null)[] = [
    ...Array.from({ length: before }, () => null),
    ...Array.from({ length: last }, (_, at) => day(at + 1)),
  ];
  while (cells.length % 7 > 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
