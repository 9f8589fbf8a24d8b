/** The auditor's view of the record of facts: newest first, as it was written. */
import { cutPage, type Db, type Handlers, listFacts, readSeqCursor } from '../kernel/index.ts';

const PAGE = 30;

export function recordHandlers(db: Db): Handlers<'factList'> {
  return {
    async factList({ query }) {
      const limit = query.limit ?? PAGE;
      const before = readSeqCursor(query.cursor);
      const rows = await listFacts(db.kysely, { before, limit: limit + 1, subject: query.subject });
      const { items, next_cursor } = cutPage(rows, limit, (last) => [last.seq]);
      return {
        next_cursor,
        items: items.map((row) => ({
          ...row,
          seq: String(row.seq),
          at: row.at.toString(),
          version: row.version ?? 1,
          patient: row.patient ?? null,
          cause: row.cause ?? null,
        })),
      };
    },
  };
}
