import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { World } from '../world.ts';
import { type BillType, tradeBill } from './bill.ts';
import { BILL_SCHEMA } from './schemas.ts';

type BillQuery = { Querystring: { bill_date: string; bill_type?: BillType; tar_type?: 'GZIP' } };

export const BILL_DOWNLOAD_PATH = '/v3/billdownload/file';

/** Asking for a bill answers its address and SHA-1; the download is written while it is sent. */
export function billRoutes(app: FastifyInstance, world: World): void {
  app.get<BillQuery>('/v3/bill/tradebill', { schema: BILL_SCHEMA }, async (request) => {
    const { bill_date, bill_type = 'ALL', tar_type } = request.query;
    const query = new URLSearchParams({ bill_date, bill_type, ...(tar_type && { tar_type }) });
    const hash = await sha1(tradeBill(world, bill_date, bill_type));
    const wrong = world.store.faults.bill_difference === 'wrong_hash';
    return {
      hash_type: 'SHA1',
      hash_value: wrong ? hash.split('').reverse().join('') : hash,
      download_url: `${world.publicUrl()}${BILL_DOWNLOAD_PATH}?${query.toString()}`,
    };
  });
  app.get<BillQuery>(BILL_DOWNLOAD_PATH, { schema: BILL_SCHEMA }, (request, reply) => {
    const { bill_date, bill_type = 'ALL', tar_type } = request.query;
    const bill = Readable.from(tradeBill(world, bill_date, bill_type));
    if (tar_type !== 'GZIP') return reply.type('text/plain').send(bill);
    return reply.type('application/gzip').send(bill.compose(createGzip()));
  });
}

/** Of the text, packed or not. Other requests get their turn between the chunks. */
async function sha1(chunks: Iterable<Buffer>): Promise<string> {
  const hash = createHash('sha1');
  for await (const chunk of Readable.from(chunks)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
