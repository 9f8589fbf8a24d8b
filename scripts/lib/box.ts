// The box of addresses at the end of `npm start`. Chinese characters are two columns wide.

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

export function columns(text: string): number {
  return [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/** @param rows a line of text, or a label and a value; undefined draws a rule */
export function box(rows: readonly (string | [string, string] | undefined)[]): string {
  const pairs = rows.filter((row) => Array.isArray(row));
  const labelWidth = Math.max(0, ...pairs.map(([label]) => columns(label)));
  const lines = rows.map((row) => (Array.isArray(row) ? `${pad(row[0], labelWidth)}  ${row[1]}` : row));
  const width = Math.max(...lines.map((line) => columns(line ?? '')));
  const rule = '─'.repeat(width + 4);
  const body = lines.map((line) => (line === undefined ? `├${rule}┤` : `│  ${pad(line, width)}  │`));
  return [`┌${rule}┐`, ...body, `└${rule}┘`].join('\n');
}
