/** Cursors are opaque to clients: base64url of what the next page continues from. */
import { Refusal } from './problem.ts';

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
  throw new Refusal('input_invalid', {}, [
    { field: 'cursor', message: '不是有效的翻页标记 / not a cursor of this list' },
  ]);
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
