/** The frame of every bench: runs in turn, medians, one readable table, one JSON line, and the machine it ran on. */
import { cpus, totalmem } from 'node:os';

export interface BenchResult {
  /** How many times each thing was run. */
  runs: number;
  /** The figures by the names that bench/README.md explains. */
  figures: Record<string, number>;
  /** Rows for the table: what, and its values in words. */
  rows: { what: string; values: string[] }[];
  columns: string[];
  /** Anything the reader must know to read the figures. */
  notes: string[];
}
export interface Bench {
  name: string;
  about: string;
  run(say: (line: string) => void): Promise<BenchResult>;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which `share` of the values lie (nearest rank). */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

export function machine(): string {
  const [cpu] = cpus();
  const memory_gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim() ?? 'cpu'}, ${memory_gib} GiB, ${process.platform} ${process.arch}, Node ${process.version}`;
}

export function table(columns: string[], rows: { what: string; values: string[] }[]): string {
  const cells = [columns, ...rows.map(({ what, values }) => [what, ...values])];
  const widths = columns.map((_, n) => Math.max(...cells.map((row) => (row[n] ?? '').length)));
  const line = (row: string[]) =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join('  ');
  return [line(columns), widths.map((width) => '─'.repeat(width)).join('  '), ...cells.slice(1).map(line)].join('\n');
}
