import type { AlipayError } from '../alipay/errors.ts';
import { html, page } from '../../../kit/html.ts';
import { wordsOf } from './words.ts';

/** What a payer sees when the merchant's server has sent them here with something that cannot be paid. */
export function alipayErrorPage(error: AlipayError): string {
  const [zh, en] = [wordsOf('zh-CN'), wordsOf('en')];
  const body = html`
<p class="mark">${zh.noRealMoney}</p>
<main class="cashier alipay">
<h1>${zh.channelCashier.alipay}</h1>
<div class="card">
<p class="notice" role="alert">${zh.cannotPay}<br><span lang="en">${en.cannotPay}</span></p>
<dl><dt>${error.sub_code}</dt><dd>${error.message}</dd></dl>
</div>
</main>`;
  return page({ lang: 'zh-CN', title: zh.channelCashier.alipay, body });
}
