/** Boards: contract in, service, contract out. What a board shows is the queue's. */
import type { BoardCard } from '@menzhen/contract';
import { actorName, type Db, type Handlers, inTransaction, type Tx, type Wake } from '../../kernel/index.ts';
import { isOnline } from './rules-board.ts';
import * as service from './service-board.ts';
import type { Acting } from './service.ts';
import type { BoardCardRow } from './tables.ts';

export type BoardRoutes =
  | 'boardSign'
  | 'boardPairingAsk'
  | 'boardList'
  | 'boardPair'
  | 'boardPairAgain'
  | 'boardChange'
  | 'boardUnpair'
  | 'boardRestart';

function boardCard({ restart_no: _counted, paired_at, ...row }: BoardCardRow): BoardCard {
  const is_online = row.is_paired && isOnline(row.sign_age_seconds);
  return { ...row, paired_at: paired_at?.toString() ?? null, is_online };
}

export interface BoardGround {
  db: Db;
  wake: Wake;
  /** Ends every session of a board, so that its screen shows nothing more. */
  endBoardSessions: service.EndSessions;
}
interface Writing {
  actor: Parameters<typeof actorName>[0];
  now: Temporal.Instant;
  run: <T>(story: (tx: Tx) => Promise<T>) => Promise<T>;
}

export function boardHandlers(ground: BoardGround): Handlers<BoardRoutes> {
  const endSessions = ground.endBoardSessions;
  async function written(ask: Writing, story: (tx: Tx, acting: Acting) => Promise<BoardCardRow>): Promise<BoardCard> {
    const acting = { now: ask.now, actor: actorName(ask.actor) };
    const board = await ask.run(async (tx) => boardCard(await story(tx, acting)));
    ground.wake.announce();
    return board;
  }
  return {
    async boardSign({ actor, body }) {
      await service.giveSign(ground.db.kysely, actor.id, body);
      return { done: true };
    },
    boardPairingAsk: ({ body }) => inTransaction(ground.db, (tx) => service.askForPairing(tx, body.key)),
    boardList: async () => ({ items: (await service.listBoards(ground.db.kysely)).map(boardCard) }),
    boardPair: (ask) => written(ask, (tx, acting) => service.pairBoard(tx, acting, ask.body)),
    boardPairAgain: (ask) =>
      written(ask, (tx, acting) => service.pairAgain(tx, { ...acting, id: ask.params.id, endSessions }, ask.body.code)),
    boardChange: (ask) =>
      written(ask, (tx, acting) => service.changeBoard(tx, { ...acting, id: ask.params.id }, ask.body)),
    boardUnpair: (ask) =>
      written(ask, (tx, acting) => service.unpairBoard(tx, { ...acting, id: ask.params.id, endSessions })),
    boardRestart: (ask) => written(ask, (tx, acting) => service.restartBoard(tx, { ...acting, id: ask.params.id })),
  };
}
