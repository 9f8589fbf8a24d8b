/** Parts of the result: what was tried, its figures with their intervals, and every miss. */
import { writeFileSync } from 'node:fs';
import type { Engine } from '../../triage/src/index.ts';
import { plainLevel, rankedCodes } from '../../triage/src/row.ts';
import { type Complaint, isKept, type Vignette } from './data.ts';
import {
  byDepartment,
  isRight,
  type LevelRow,
  type LevelScore,
  type RoutingRow,
  type Share,
  scoreLevels,
  scoreRouting,
} from './measures.ts';

export interface Part {
  figures: Record<string, number>;
  rows: { what: string; values: string[] }[];
  notes: string[];
}

interface Where {
  /** Before the names of the figures. */
  prefix: string;
  where: string;
}

const shareRow = (what: string, { right, of, value, low, high }: Share): Part['rows'][number] => ({
  what,
  values: of === 0 ? ['-', '', '0'] : [value.toFixed(3), `${low.toFixed(3)} … ${high.toFixed(3)}`, `${right}/${of}`],
});

/** Figures and rows of shares by their names. */
function sharesPart(shares: Record<string, Share>, { prefix, where }: Where): Part {
  const named = Object.entries(shares);
  return {
    figures: Object.fromEntries(
      named.filter(([, { of }]) => of > 0).map(([name, { value }]) => [prefix + name, value]),
    ),
    rows: named.map(([name, each]) => shareRow(`${name} (${where})`, each)),
    notes: [],
  };
}

export const levelRowsOf = (engine: Engine, vignettes: readonly Vignette[]): LevelRow[] =>
  vignettes.map(({ id, text, profile, family, gold }) => ({
    id,
    family,
    gold,
    level: plainLevel(engine.analyse(text, profile).level),
  }));

/** `show: 'family'` tells of misses only the identifier and the family, so that nobody fits words to them. */
export function vignettePart(
  engine: Engine,
  vignettes: readonly Vignette[],
  { show, ...where }: Where & { show: 'text' | 'family' },
): Part {
  const levels = scoreLevels(levelRowsOf(engine, vignettes));
  const { accept_at_1, accept_at_3 } = scoreRouting(
    vignettes
      .filter(({ accept }) => accept.length > 0)
      .map(({ id, text, profile, accept }) => {
        const analysis = engine.analyse(text, profile);
        return { id, accept, ranked: rankedCodes(analysis), abstain: analysis.routing.abstain };
      }),
  );
  const { sensitivity: emergency_sensitivity, false_emergency, exact: level_exact } = levels;
  const departments: Record<string, Share> =
    where.prefix === ''
      ? { vignette_accept_at_1: accept_at_1, vignette_accept_at_3: accept_at_3 }
      : { accept_at_1, accept_at_3 };
  const part = sharesPart({ emergency_sensitivity, false_emergency, level_exact, ...departments }, where);
  const texts = new Map(vignettes.map(({ id, text }) => [id, text]));
  return { ...part, notes: levelNotes(levels, where.where, show === 'text' ? texts : undefined) };
}

function levelNotes(levels: LevelScore, where: string, texts?: ReadonlyMap<string, string>): string[] {
  const line = ({ id, family, level }: LevelRow) =>
    `  ${id} ${family}: ${level}${texts ? `  ${texts.get(id) ?? ''}` : ''}`;
  const list = (title: string, rows: readonly LevelRow[]) =>
    rows.length === 0 ? [`${where}: no ${title}`] : [`${where}: ${title}`, ...rows.map(line)];
  return [...list('emergency missed', levels.missed), ...list('false emergency', levels.false_alarms)];
}

export interface RoutedComplaint extends RoutingRow {
  department: string;
}

/** By their words alone: no age or sex is told beside them. */
export const routed = (engine: Engine, complaints: readonly Complaint[]): RoutedComplaint[] =>
  complaints.map(({ id, text, department, accept }) => {
    const analysis = engine.analyse(text);
    return { id, department, accept, ranked: rankedCodes(analysis), abstain: analysis.routing.abstain };
  });

export const routingPart = (rows: readonly RoutedComplaint[], where: Where): Part =>
  sharesPart({ ...scoreRouting(rows) }, where);

const INSTEAD = 4;

export function departmentsPart(rows: readonly RoutedComplaint[]): Part {
  const notes = byDepartment(rows).map(({ department, right, of, instead }) => {
    const others = instead.slice(0, INSTEAD).map(([code, times]) => `${code} ${times}`);
    return `  ${department} ${right}/${of}${others.length > 0 ? `; instead: ${others.join(', ')}` : ''}`;
  });
  return { figures: {}, rows: [], notes: ['right at first place, and what came instead', ...notes] };
}

/** Thousands of complaints have hundreds of misses: they go to a file, those of the kept half without words and answers. */
export function missesPart(
  rows: readonly RoutedComplaint[],
  texts: ReadonlyMap<string, string>,
  file: string | undefined,
): Part {
  const misses = rows.filter((row) => !isRight(row));
  if (!file) {
    const hint = `${misses.length} complaints went elsewhere at first place; TRIAGE_MISSES=FILE lists them.`;
    return { figures: {}, rows: [], notes: [hint] };
  }
  const lines = misses.map(({ id, department, accept, ranked, abstain }) =>
    isKept(id) ? { id, department } : { id, department, accept, ranked, abstain, text: texts.get(id) },
  );
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return { figures: {}, rows: [], notes: [`${misses.length} complaints that went elsewhere: ${file}`] };
}
