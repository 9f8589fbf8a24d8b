/** A payment channel against the stand-in, with an address that hears its messages: what the tests of both channels stand on. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChannelNotice, ChannelOrderRequest, PaymentChannel } from '../../modules/payment/ports.ts';
import { type PayStandIn, startPayStandIn } from './pay-stand-in.ts';

export interface ChannelPlace {
  base_url: string;
  notify_url: string;
  timeout_ms?: number;
}
type Changes = { base_url?: string; timeout_ms?: number; now?: () => Temporal.Instant };

interface Kind {
  connect(standIn: PayStandIn, place: ChannelPlace, now: () => Temporal.Instant): PaymentChannel;
  /** What an order of this channel has beside the usual. */
  order: Partial<ChannelOrderRequest> & Pick<ChannelOrderRequest, 'scene'>;
  /** At some channels an order exists only once the payer's browser has been at its page. */
  hasPage: boolean;
}

export interface UnderTest {
  readonly channel: PaymentChannel;
  readonly standIn: PayStandIn;
  /** What the notify address made of each message: a notice, `nothing`, or the code of its refusal. */
  readonly told: (ChannelNotice | string)[];
  /** The same channel by another address, patience or clock. */
  openChannel(changes: Changes): PaymentChannel;
  faults(changes: object): Promise<unknown>;
  order(no: string, changes?: Partial<ChannelOrderRequest>): ChannelOrderRequest;
  /** Makes the order known at the channel. */
  opened(no: string, changes?: Partial<ChannelOrderRequest>): Promise<Response | undefined>;
  pay(no: string): Promise<unknown>;
  /** An order opened and paid. */
  payOne(no?: string): Promise<void>;
  /** Waits until the notify address has heard so many messages. */
  heard(count: number): Promise<void>;
}

export const refundOf = (no: string, refundNo: string, fen: number) => ({
  merchant_order_no: no,
  merchant_refund_no: refundNo,
  refund_fen: fen,
  total_fen: 1250,
  reason: '退号',
});
export const refused = (code: string) => expect.objectContaining({ name: 'ChannelRefused', code });
export const unknown = expect.objectContaining({ name: 'ChannelUnknown' });

const listen = (server: ReturnType<typeof createServer>) =>
  new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const addressOf = (server: ReturnType<typeof createServer>) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Opened before the tests of the file, closed after them; the stand-in forgets everything between two tests. */
export function channelUnderTest({ connect, order: own, hasPage }: Kind): UnderTest {
  let standIn: PayStandIn;
  let channel: PaymentChannel;
  let told: (ChannelNotice | string)[] = [];
  const expires_at = Temporal.Now.instant().add({ minutes: 15 });
  const notify = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      try {
        const notice = channel.readNotice(request.headers as Record<string, string>, Buffer.concat(chunks));
        told.push(notice ?? 'nothing');
        response.end('success');
      } catch (error) {
        told.push((error as { code: string }).code);
        response.writeHead(401).end('failure');
      }
    });
  });
  beforeAll(async () => {
    standIn = await startPayStandIn();
    await listen(notify);
    channel = on.openChannel({});
  });
  afterAll(async () => {
    notify.close();
    await standIn.stop();
  });
  beforeEach(async () => {
    told = [];
    await standIn.control('POST', '/_reset');
  });

  const on: UnderTest = {
    get channel() {
      return channel;
    },
    get standIn() {
      return standIn;
    },
    get told() {
      return told;
    },
    openChannel: ({ now = Temporal.Now.instant, ...changes }) =>
      connect(standIn, { base_url: standIn.url, notify_url: `${addressOf(notify)}/notify`, ...changes }, now),
    faults: (changes) => standIn.control('PUT', '/_faults', changes),
    order: (no, changes = {}) => ({
      merchant_order_no: no,
      amount_fen: 1250,
      description: '门诊挂号 & Registration + 1',
      expires_at,
      client_ip: '127.0.0.1',
      ...own,
      ...changes,
    }),
    async opened(no, changes) {
      const { cashier_url } = await channel.open(on.order(no, changes));
      return hasPage ? fetch(cashier_url!) : undefined;
    },
    pay: (no) => standIn.control('POST', `/_pay/${no}?channel=${channel.name}`),
    async payOne(no = 'order-1') {
      await on.opened(no);
      await on.pay(no);
    },
    heard: (count) => vi.waitFor(() => expect(told.length).toBe(count), { timeout: 4000 }),
  };
  return on;
}

/** What payment relies on, whichever channel it is. */
export function promisesOfEveryChannel(on: UnderTest): void {
  describe('every channel', () => {
    test('closes an order once and for all, unless it is paid', async () => {
      const { channel } = on;
      await on.opened('order-1');
      expect(await channel.close('order-1')).toBe('closed');
      expect(await channel.close('order-1')).toBe('closed');
      expect((await channel.query('order-1')).status).toBe('closed');
      await expect(channel.open(on.order('order-1'))).rejects.toEqual(refused('closed'));
      await on.payOne('order-2');
      expect(await channel.close('order-2')).toBe('already_paid');
      expect(await channel.close('order-never-opened')).toBe('closed');
    });

    test('tells when and by which transaction was paid', async () => {
      await on.payOne();
      const paid = await on.channel.query('order-1');
      expect(paid).toMatchObject({ status: 'paid', paid_fen: 1250, transaction_id: expect.stringMatching(/^\d{28}$/) });
      expect(Math.abs(paid.paid_at!.until(Temporal.Now.instant()).total('seconds'))).toBeLessThan(10);
      await expect(on.channel.open(on.order('order-1'))).rejects.toEqual(refused('already_paid'));
    });

    test('refuses a refund beyond what was paid, or of nothing', async () => {
      const { channel } = on;
      expect(await channel.queryRefund('refund-1', 'order-1')).toBeUndefined();
      await expect(channel.refund(refundOf('order-1', 'refund-1', 1))).rejects.toEqual(refused('not_found'));
      await on.payOne();
      expect(await channel.queryRefund('refund-1', 'order-1')).toBeUndefined();
      await expect(channel.refund(refundOf('order-1', 'refund-1', 1251))).rejects.toEqual(refused('invalid'));
    });

    test('sends one message in fifteen copies, which are fifteen times the same notice', async () => {
      await on.faults({ callback_copies: 15 });
      await on.payOne();
      await on.heard(15);
      expect(new Set(on.told.map((notice) => (notice as ChannelNotice).notice_id)).size).toBe(1);
      expect(on.told[0]).toMatchObject({ kind: 'paid', order: { merchant_order_no: 'order-1', paid_fen: 1250 } });
    });

    test('tells a wrong amount as it is, for the payment to compare', async () => {
      await on.faults({ wrong_amount_fen: -1 });
      await on.payOne();
      await on.heard(1);
      expect(on.told[0]).toMatchObject({ order: { paid_fen: 1249 } });
      expect((await on.channel.query('order-1')).paid_fen).toBe(1250);
    });

    test('heals a lost message by asking', async () => {
      await on.faults({ drop_callbacks: true });
      await on.payOne();
      expect((await on.channel.query('order-1')).status).toBe('paid');
      expect(on.told).toEqual([]);
    });

    test('says that nothing is known when nobody is there', async () => {
      const lost = on.openChannel({ base_url: 'http://127.0.0.1:9' });
      await expect(lost.query('order-1')).rejects.toEqual(unknown);
    });
  });
}

/** Something between us and the channel answers as it likes: that proves nothing. */
export function decidesNothing(on: UnderTest, answers: [status: number, body: string][]): void {
  describe('an answer of something between us and the channel', () => {
    let status: number;
    let body: string;
    const proxy = createServer((_request, response) => response.writeHead(status).end(body));
    beforeAll(() => listen(proxy));
    afterEach(() => proxy.closeAllConnections());
    afterAll(() => proxy.close());

    test.each(answers)('unproven %i %s decides nothing', async (answered, text) => {
      status = answered;
      body = text;
      const behind = on.openChannel({ base_url: addressOf(proxy) });
      await expect(behind.query('order-1')).rejects.toEqual(unknown);
      await expect(behind.close('order-1')).rejects.toEqual(unknown);
      await expect(behind.queryRefund('refund-1', 'order-1')).rejects.toEqual(unknown);
    });
  });
}
