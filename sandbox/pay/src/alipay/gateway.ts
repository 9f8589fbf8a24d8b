import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { tellRefund } from '../callbacks.ts';
import { dateTimeToMs } from '../clock.ts';
import { GATEWAY_PATH } from '../keys.ts';
import { alipayErrorPage } from '../pages/error-page.ts';
import { cashierId } from '../rows.ts';
import { hangUp, spend } from '../spending.ts';
import type { World } from '../world.ts';
import { billRoutes, billUrl } from './bill-download.ts';
import { type Biz, parseBiz } from './biz.ts';
import { AlipayError, callLimited, invalid, missing, systemError } from './errors.ts';
import { refundQueryView, refundTrade, refundView } from './refunds.ts';
import { isSigned, signText } from './signing.ts';
import { closeTrade, findTrade, placeTrade, tradeView } from './trades.ts';

type Parameters = Record<string, string>;

/** What a merchant's server may call, and what it is answered beside `code` and `msg`. */
type Method = (world: World, biz: Biz, wakeAgenda: () => void) => object;

const METHODS: Record<string, Method> = {
  'alipay.trade.query': (world, biz) => tradeView(world, findTrade(world, biz)),
  'alipay.trade.close': (world, biz) => {
    const order = findTrade(world, biz);
    closeTrade(world, order);
    return { trade_no: order.transaction_id, out_trade_no: order.out_trade_no };
  },
  'alipay.trade.refund': (world, biz, wakeAgenda) => {
    const done = refundTrade(world, biz);
    if (done.moved) tellRefund(world, done.refund);
    wakeAgenda();
    return refundView(world, done);
  },
  'alipay.trade.fastpay.refund.query': refundQueryView,
  'alipay.data.dataservice.bill.downloadurl.query': billUrl,
};

/** Those that change something: only they are carried out and then left without an answer. */
const CHANGING = ['alipay.trade.close', 'alipay.trade.refund'];

/** What a payer's browser is sent to. */
const PAGES: Record<string, 'PAGE' | 'WAP'> = { 'alipay.trade.page.pay': 'PAGE', 'alipay.trade.wap.pay': 'WAP' };

/** Alipay's open platform: one address for everything, told apart by `method`. */
export async function alipayRoutes(app: FastifyInstance, world: World, wakeAgenda: () => void): Promise<void> {
  await app.register(formbody);
  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    const { method } = { ...(request.query as Parameters), ...(request.body as Parameters | undefined) };
    const page = PAGES[method ?? ''];
    if (page) return openPage(world, request, reply, page);
    const answer = answerOf(world, request, wakeAgenda);
    if (answer.done && CHANGING.includes(method!) && spend(world, 'timeout_after_success')) await hangUp();
    return reply.type('application/json; charset=utf-8').send(answer.text);
  };
  app.get(GATEWAY_PATH, handle);
  app.post(GATEWAY_PATH, handle);
  billRoutes(app, world);
}

/** Sends the browser on to the cashier page; a refusal is a page for people. */
function openPage(world: World, request: FastifyRequest, reply: FastifyReply, trade_type: 'PAGE' | 'WAP') {
  try {
    const { notify_url, return_url, biz_content } = admitted(world, request);
    const order = placeTrade(world, { trade_type, notify_url, return_url, biz: parseBiz(biz_content) });
    return reply.redirect(`${world.publicUrl()}/cashier/${cashierId(order)}`, 302);
  } catch (error) {
    if (!(error instanceof AlipayError)) throw error;
    return reply.status(400).type('text/html; charset=utf-8').send(alipayErrorPage(error));
  }
}

function answerOf(world: World, request: FastifyRequest, wakeAgenda: () => void): { text: string; done: boolean } {
  let name = 'error_response';
  try {
    const { method = '', biz_content } = admitted(world, request, (known) => {
      name = `${known.replaceAll('.', '_')}_response`;
    });
    const body = METHODS[method]!(world, parseBiz(biz_content), wakeAgenda);
    return { text: signed(world, name, { code: '10000', msg: 'Success', ...body }), done: true };
  } catch (error) {
    if (!(error instanceof AlipayError)) throw error;
    return { text: signed(world, name, error.body), done: false };
  }
}

/** The signature is over these very characters: `/` is written `\/`, as the real gateway does. */
function signed(world: World, name: string, body: object): string {
  const text = JSON.stringify(body).replaceAll('/', '\\/');
  const { alipayPrivateKey, roguePrivateKey } = world.keys;
  const key = world.store.faults.forge_answer_signature ? roguePrivateKey : alipayPrivateKey;
  return `{"${name}":${text},"sign":"${signText(text, key)}"}`;
}

/**
 * The parameters of a request that this app signed.
 * @param onMethod told once the method is known, since refusals after that carry its name
 */
function admitted(world: World, request: FastifyRequest, onMethod: (method: string) => void = () => undefined) {
  const parameters = parametersOf(request);
  for (const name of ['app_id', 'method', 'sign_type', 'sign', 'timestamp', 'version'] as const) {
    if (!parameters[name]) throw missing(name === 'sign' ? 'signature' : name);
  }
  const { app_id, method, sign_type, charset = 'utf-8', timestamp } = parameters;
  if (app_id !== world.keys.alipay.app_id) throw invalid('invalid-app-id', '无效的AppID参数');
  if (!METHODS[method!] && !PAGES[method!]) throw invalid('invalid-method', '不存在的方法名');
  onMethod(method!);
  if (sign_type !== 'RSA2') throw invalid('invalid-signature-type', '无效的签名类型');
  if (!/^utf-?8$/i.test(charset)) throw invalid('invalid-charset', '无效的字符集参数');
  if (!isSigned(parameters, world.keys.alipayAppPublicKey)) throw invalid('invalid-signature', '无效签名');
  if (dateTimeToMs(timestamp!) === undefined) throw invalid('invalid-timestamp', '非法的时间戳参数');
  if (spend(world, 'server_error')) throw systemError();
  if (spend(world, 'frequency_limited')) throw callLimited();
  return parameters;
}

/** Those of the address and of the form together; a name that comes twice is refused. */
function parametersOf(request: FastifyRequest): Parameters {
  const query = request.query as Record<string, unknown>;
  const form = (request.body ?? {}) as Record<string, unknown>;
  const all = [...Object.entries(query), ...Object.entries(form)];
  const once = new Set(all.map(([name]) => name)).size === all.length;
  if (!once || all.some(([, value]) => typeof value !== 'string')) throw invalid('suspected-attack', '可疑的攻击请求');
  return Object.fromEntries(all) as Parameters;
}
