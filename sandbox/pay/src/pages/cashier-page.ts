import { dateTime } from '../clock.ts';
import { yuan } from '../money.ts';
import { payableUntilMs, tradeState } from '../orders.ts';
import { cashierId, type Order } from '../rows.ts';
import type { World } from '../world.ts';
import { html, type Markup, page } from '../../../kit/html.ts';
import { type Language, wordsOf } from './words.ts';

export interface CashierView {
  lang: Language;
  /** Where the merchant wants its payer back; checked already. */
  redirectUrl?: string;
  cancelled?: boolean;
}

/** The time of day, with the day before it unless that is today. */
function momentOf(world: World, ms: number): string {
  const text = dateTime(ms).slice(0, 16);
  return text.slice(0, 10) === dateTime(world.clock.nowMs()).slice(0, 10) ? text.slice(11) : text;
}

/** The page a payer sees; `order` undefined says that there is none. */
export function cashierPage(world: World, order: Order | undefined, view: CashierView): string {
  const words = wordsOf(view.lang);
  const title = order ? words.channelCashier[order.channel] : words.cashier;
  const body = html`
<p class="mark">${words.noRealMoney}</p>
<main class="cashier${order ? ` ${order.channel}` : ''}">
<h1>${title}</h1>
<div class="card">${order ? orderCard(world, order, view) : html`<p class="notice" role="status">${words.unknown}</p>`}</div>
<p class="other"><a href="?${otherLanguage(order, view)}" lang="${words.other.lang}">${words.other.name}</a></p>
</main>`;
  return page({ lang: view.lang, title, body });
}

/** The same page in the other language; the way back goes along, where the page's address is what carries it. */
function otherLanguage(order: Order | undefined, view: CashierView): string {
  const back = order?.channel === 'wechat' ? view.redirectUrl : undefined;
  return new URLSearchParams({ lang: wordsOf(view.lang).other.lang, ...(back && { redirect_url: back }) }).toString();
}

function orderCard(world: World, order: Order, view: CashierView): Markup {
  const words = wordsOf(view.lang);
  return html`
<p class="money"><span>${words.amount}</span><strong>¥${yuan(order.total_fen)}</strong></p>
<dl>
<dt>${words.item}</dt><dd>${order.description}</dd>
<dt>${words.merchant}</dt><dd>${order.channel === 'wechat' ? world.keys.merchant.mchid : world.keys.alipay.seller_id}</dd>
<dt>${words.orderNo}</dt><dd>${order.out_trade_no}</dd>
</dl>
${isPayable(world, order) ? payForm(world, order, view) : ended(world, order, view)}`;
}

function isPayable(world: World, order: Order): boolean {
  return tradeState(world, order) === 'NOTPAY' && world.clock.nowMs() < payableUntilMs(order);
}

function payForm(world: World, order: Order, view: CashierView): Markup {
  const words = wordsOf(view.lang);
  const until = words.payBefore(momentOf(world, payableUntilMs(order)));
  return html`
<p class="notice" role="status">${view.cancelled ? words.cancelled : until}</p>
<form method="post" action="/cashier/${cashierId(order)}" class="acts">
<input type="hidden" name="redirect_url" value="${view.redirectUrl ?? ''}">
<input type="hidden" name="lang" value="${view.lang}">
<button class="strong" name="decision" value="pay">${words.pay} ¥${yuan(order.total_fen)}</button>
<button name="decision" value="cancel">${words.cancel}</button>
</form>`;
}

function ended(world: World, order: Order, view: CashierView): Markup {
  const words = wordsOf(view.lang);
  const said = order.success_at_ms === undefined ? words.closed : words.paid(momentOf(world, order.success_at_ms));
  return html`
<p class="notice" role="status">${said}</p>
${view.redirectUrl ? html`<p class="acts"><a class="button strong" href="${view.redirectUrl}">${words.back}</a></p>` : ''}`;
}
