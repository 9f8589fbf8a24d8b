/** A holiday notice as pasted text, one day a line, read into the days the calendar takes. */
export interface NoticeDay {
  date: string;
  kind: 'holiday' | 'make_up_workday';
  name: string | null;
  /** Of a make-up day whose line says so: whose roster is worked, ISO, 1 = Monday. */
  works_as_weekday?: number;
}
export interface Notice {
  days: NoticeDay[];
  /** The first line that cannot be read, counted from 1. */
  wrong: { line: number; text: string } | null;
}

const words: Record<string, NoticeDay['kind']> = {
  放假: 'holiday',
  休: 'holiday',
  holiday: 'holiday',
  上班: 'make_up_workday',
  班: 'make_up_workday',
  workday: 'make_up_workday',
};

/** `上周五`, `班周五`, `as-Fri`: a make-up day that works a named weekday's roster. */
function workedWeekday(word: string): number | null {
  const found = /^(?:上|班|补|as-?)(?:周|星期)?([一二三四五六日天]|mon|tue|wed|thu|fri|sat|sun)$/i.exec(word);
  if (!found) return null;
  const day = found[1]!.toLowerCase();
  const at = ['一mon', '二tue', '三wed', '四thu', '五fri', '六sat', '日天sun'].findIndex((one) => one.includes(day));
  return at + 1;
}

export function readNotice(text: string): Notice {
  const days: NoticeDay[] = [];
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (!line) continue;
    const day = readLine(line);
    if (!day) return { days, wrong: { line: at + 1, text: line } };
    days.push(day);
  }
  return { days, wrong: null };
}

function readLine(line: string): NoticeDay | null {
  const [written = '', word = '', ...name] = line.split(/[\s,，]+/);
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(written);
  const weekday = workedWeekday(word);
  const kind = weekday ? 'make_up_workday' : words[word.toLowerCase()];
  if (!parts || !kind) return null;
  const date = `${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}`;
  const read = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(read.getTime()) || !read.toISOString().startsWith(date)) return null;
  return { date, kind, name: name.join(' ') || null, ...(weekday ? { works_as_weekday: weekday } : {}) };
}
