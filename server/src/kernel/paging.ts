/** Cursors are opaque to clients: base64url of what the next page continues from. */
import { Refusal } from './problem.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const writeCursor = (from: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(from)).toString('base64url');

/** Reads a cursor of `parts` items; anything else is a clear problem. */
export function readCursor(cursor: string | undefined, parts: number): (string | number)[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const fine =
      Array.isArray(value) &&
      value.length === parts &&
      value.every((v) => typeof v === 'string' || typeof v === 'number');
    if (fine) return value as (string | number)[];
  } catch {
    // falls through to the refusal: a cursor that cannot be read is the caller's mistake
  }
  throw notACursor();
}

/** As `Temporal.Instant` writes it, of a year that PostgreSQL knows. */
function isInstant(text: string): boolean {
  try {
    return text >= '1900' && Temporal.Instant.from(text).toString() === text;
  } catch {
    return false;
  }
}

const notACursor = () =>
  new Refusal('input_invalid', {}, [{ field: 'cursor', message: '不是有效的翻页标记 / not a cursor of this list' }]);

/** The cursor of a list in order of a sequence: one whole number. */
export function readSeqCursor(cursor: string | undefined): number | undefined {
  const seq = readCursor(cursor, 1)?.[0];
  if (seq === undefined || (Number.isSafeInteger(seq) && Number(seq) >= 0)) return seq as number | undefined;
  throw notACursor();
}

/** The cursor of a list in order of time and id. */
export function readTimeCursor(cursor: string | undefined): [at: string, id: string] | undefined {
  const parts = readCursor(cursor, 2);
  if (!parts) return undefined;
  const [at, id] = parts.map(String) as [string, string];
  if (isInstant(at) && UUID.test(id)) return [at, id];
  throw notACursor();
}

/** The cursor of a list in order of ids that begin with their time. */
export function readIdCursor(cursor: string | undefined): string | undefined {
  const id = readCursor(cursor, 1)?.[0];
  if (id === undefined || UUID.test(String(id))) return id === undefined ? undefined : String(id);
  throw notACursor();
}

/** Cuts a list that was asked with one row too many into a page. */
export function cutPage<T>(
  rows: T[],
  limit: number,
  from: (last: T) => readonly (string | number)[],
): { items: T[]; next_cursor: string | null } {
  const items = rows.slice(0, limit);
  return { items, next_cursor: rows.length > limit ? writeCursor(from(items.at(-1)!)) : null };
}
