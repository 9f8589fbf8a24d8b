/** Catalog: the only door of the module. See README.md. */
import type { FastifyInstance } from 'fastify';
import { type Handlers, Refusal, type Tx } from '../../kernel/index.ts';
import { type CatalogGround, type CatalogRoutes, readHandlers, writeHandlers } from './routes.ts';
import { type BoardGround, type BoardRoutes, boardHandlers } from './routes-board.ts';
import { portraitSvg } from './rules.ts';
import * as service from './service.ts';
import { addBoard } from './service-board.ts';
import { boardById, boardByKey } from './store-board.ts';
import { cachedView } from './view.ts';

export { catalogFacts } from './facts.ts';
export type { CatalogGround } from './routes.ts';
export { nameIn } from './rules.ts';
export { type FeePartRow, feeParts, feeSum, listFee } from './rules-fee.ts';
export type { Acting } from './service.ts';
export type { CatalogView } from './view.ts';

const PICTURE_SECONDS = 86_400;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function openCatalog(ground: CatalogGround & BoardGround) {
  const cached = cachedView(() => ground.db.kysely);
  const handlers: Handlers<CatalogRoutes | BoardRoutes> = {
    ...readHandlers(ground, cached),
    ...writeHandlers(ground, cached),
    ...boardHandlers(ground),
  };
  /** Additions forget the cached view, so that the same transaction reads what it wrote. */
  const forgetting =
    <A extends unknown[], T>(add: (tx: Tx, ...rest: A) => Promise<T>) =>
    async (tx: Tx, ...rest: A): Promise<T> => {
      const made = await add(tx, ...rest);
      cached.forget();
      return made;
    };
  return {
    handlers,
    /** The whole catalog, at most 2 seconds old. */
    view: cached.view,
    /** Boards that a screen is; an unpaired one is nobody. */
    boards: { byKey: boardByKey, byId: boardById },
    nameHospital: forgetting(service.nameHospital),
    addCampus: forgetting(service.addCampus),
    addDepartment: forgetting(service.addDepartment),
    addRoom: forgetting(service.addRoom),
    addDoctor: forgetting(service.addDoctor),
    addVisitType: forgetting(service.addVisitType),
    addBoard,
    /** GET /api/doctors/:id/picture.svg: not JSON, so not of the contract's table. */
    registerPictures(app: FastifyInstance): void {
      app.get<{ Params: { id: string } }>(
        '/api/doctors/:id/picture.svg',
        { schema: { hide: true } as object },
        async (request, reply) => {
          const doctor = UUID.test(request.params.id) ? (await cached.view()).doctor(request.params.id) : undefined;
          if (!doctor) throw new Refusal('not_found');
          return reply
            .type('image/svg+xml; charset=utf-8')
            .header('cache-control', `public, max-age=${PICTURE_SECONDS}`)
            .send(portraitSvg(doctor.name));
        },
      );
    },
  };
}
export type Catalog = ReturnType<typeof openCatalog>;
