/** Contract in, service, contract out: staff, their roles, and the audit trail. */
import { actorName, cutPage, type Handlers, listAudit, readSeqCursor, verifyAudit } from '../../kernel/index.ts';
import type { PeopleGround } from './service/ground.ts';
import { addStaff, changeStaff, listStaff, namesOf } from './service/staff.ts';
import { auditView, staffView } from './views.ts';

export type StaffRoutes = 'staffList' | 'staffAdd' | 'staffChange' | 'auditList' | 'auditVerify';

const PAGE = 50;
const staffIdIn = (actor: string): string[] => /^staff:([0-9a-f-]{36})$/.exec(actor)?.slice(1) ?? [];

export function staffHandlers(ground: PeopleGround): Handlers<StaffRoutes> {
  const { kysely } = ground.db;
  return {
    async staffList() {
      return { items: (await listStaff(kysely)).map(staffView) };
    },
    async staffAdd(ask) {
      const acting = { ...ask.body, now: ask.now, actor: actorName(ask.actor) };
      const view = await ask.run(async (tx) => staffView(await addStaff(tx, acting)));
      ground.wake.announce();
      return view;
    },
    async staffChange(ask) {
      const acting = { now: ask.now, actor: actorName(ask.actor), staff_id: ask.params.id, change: ask.body };
      const changed = await ask.run((tx) => changeStaff(ground, tx, acting));
      ground.wake.announce();
      return staffView(changed);
    },
    async auditList(ask) {
      const limit = ask.query.limit ?? PAGE;
      const before = readSeqCursor(ask.query.cursor);
      const { patient_id } = ask.query;
      const rows = await listAudit(kysely, {
        limit: limit + 1,
        ...(before === undefined ? {} : { before }),
        ...(patient_id ? { patient_id } : {}),
      });
      const page = cutPage(rows, limit, (last) => [last.seq]);
      const names = await namesOf(
        kysely,
        page.items.flatMap((row) => staffIdIn(row.actor)),
      );
      return { ...page, items: page.items.map((row) => auditView(row, names)) };
    },
    auditVerify: () => verifyAudit(kysely),
  };
}
