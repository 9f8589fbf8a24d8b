/** Which hours a chart of the day shows: from the first with anything in it to the last, without gaps. */
export interface HourFigures {
  hour: number;
  checked_in: number;
  seen: number;
}

export function busyHours(hours: readonly HourFigures[]): HourFigures[] {
  const busy = hours.filter((one) => one.checked_in > 0 || one.seen > 0).map((one) => one.hour);
  if (busy.length === 0) return [];
  const [first, last] = [Math.min(...busy), Math.max(...busy)];
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const hour = first + at;
    return hours.find((one) => one.hour === hour) ?? { hour, checked_in: 0, seen: 0 };
  });
}
