import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { hasEntries, isBillReady, plainDate } from '../bill/entries.ts';
import { ApiError } from '../errors.ts';
import type { World } from '../world.ts';
import { tradeBillZip } from './bill.ts';
import { type Biz, requiredText } from './biz.ts';
import { billNotExist, invalidParameter } from './errors.ts';

/** An address given out works this long; whoever has it may fetch the bill. */
const ADDRESS_MS = 30_000;

const PATH = '/alipay/billdownload';

interface Address {
  day: Temporal.PlainDate;
  ends_at_ms: number;
}

/** By token, for each stand-in; a restart forgets them. */
const addresses = new WeakMap<World, Map<string, Address>>();

export function billUrl(world: World, biz: Biz) {
  if (requiredText(biz, 'bill_type', 20) !== 'trade') throw invalidParameter('bill_type');
  const text = requiredText(biz, 'bill_date', 15);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? plainDate(text) : undefined;
  if (!day) throw invalidParameter('bill_date');
  if (!isBillReady(world, day) || !hasEntries(world, 'alipay', day)) throw billNotExist();
  const token = randomBytes(16).toString('hex');
  const given = addressesOf(world);
  given.set(token, { day, ends_at_ms: world.clock.nowMs() + ADDRESS_MS });
  const date = text.replaceAll('-', '');
  const query = new URLSearchParams({ bizType: 'trade', fileType: 'csv.zip', bizDates: date, token });
  return { bill_download_url: `${world.publicUrl()}${PATH}?${query.toString()}` };
}

function addressesOf(world: World): Map<string, Address> {
  const known = addresses.get(world) ?? new Map<string, Address>();
  for (const [token, address] of known) if (address.ends_at_ms <= world.clock.nowMs()) known.delete(token);
  addresses.set(world, known);
  return known;
}

export function billRoutes(app: FastifyInstance, world: World): void {
  app.get<{ Querystring: { token?: string } }>(PATH, (request, reply) => {
    const address = addressesOf(world).get(request.query.token ?? '');
    if (!address) throw new ApiError(403, 'NO_AUTH', '下载地址已失效，请重新获取');
    return reply.type('application/zip').send(Readable.from(tradeBillZip(world, address.day)));
  });
}
