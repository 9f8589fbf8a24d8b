import { shanghai } from '../clock.ts';
import { FAULTS_SCHEMA, type Faults } from '../faults.ts';
import { yuan } from '../money.ts';
import { tradeState } from '../orders.ts';
import { cashierId } from '../rows.ts';
import type { World } from '../world.ts';
import { html, type Markup, page } from '../../../kit/html.ts';
import { type Language, wordsOf } from './words.ts';

/** Newest rows shown of each kind. */
const ROWS = 100;

const time = (ms: number) => shanghai(ms).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');

const newest = <T extends { created_at_ms: number }>(rows: Iterable<T>): T[] =>
  Array.from(rows)
    .sort((a, b) => b.created_at_ms - a.created_at_ms)
    .slice(0, ROWS);

/** What the stand-in holds, and the switches for what goes wrong. */
export function operatorPage(world: World, lang: Language): string {
  const words = wordsOf(lang);
  const body = html`
<p class="mark">${words.noRealMoney}</p>
<main class="wide">
<h1>${words.operator}</h1>
<p>${words.now}: ${time(world.clock.nowMs())}</p>
${acts(lang)}
<h2>${words.faults}</h2>
${faultForm(world.store.faults, lang)}
<h2>${words.orders}</h2>${orderTable(world, lang)}
<h2>${words.refunds}</h2>${refundTable(world, lang)}
<h2>${words.callbacks}</h2>${callbackTable(world, lang)}
</main>`;
  return page({ lang, title: words.operator, body });
}

function acts(lang: Language): Markup {
  const words = wordsOf(lang);
  return html`<form method="post" action="/operator/act?lang=${lang}" class="row">
<button name="act" value="advance-10m">${words.advanceTenMinutes}</button>
<button name="act" value="advance-1d">${words.advanceDay}</button>
<button name="act" value="reset">${words.reset}</button>
</form>`;
}

function faultForm(faults: Faults, lang: Language): Markup {
  const words = wordsOf(lang);
  const fields = (Object.keys(faults) as (keyof Faults)[]).map(
    (name) => html`<label>${words.fault[name]} ${field(name, faults[name])}</label>`,
  );
  return html`<form method="post" action="/operator/faults?lang=${lang}" class="card">
<div class="faults">${fields}</div>
<p class="row"><button class="strong">${words.save}</button></p>
</form>`;
}

function field(name: keyof Faults, value: Faults[keyof Faults]): Markup {
  const schema = FAULTS_SCHEMA.properties[name];
  if (typeof value === 'boolean') {
    return html`<input type="checkbox" name="${name}"${value ? html` checked` : ''}>`;
  }
  if ('enum' in schema) {
    const options = schema.enum.map(
      (option) => html`<option${option === value ? html` selected` : ''}>${option}</option>`,
    );
    return html`<select name="${name}">${options}</select>`;
  }
  const { minimum, maximum } = schema as { minimum: number; maximum: number };
  return html`<input type="number" name="${name}" value="${value}" min="${minimum}" max="${maximum}" required>`;
}

function table(heads: string[], rows: Markup[], none: string): Markup {
  if (rows.length === 0) return html`<p class="quiet">${none}</p>`;
  return html`<div class="scroll" tabindex="0"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function orderTable(world: World, lang: Language): Markup {
  const words = wordsOf(lang);
  const rows = newest(world.store.orders.values()).map((order) => {
    const cashier = `/cashier/${cashierId(order)}`;
    return html`<tr><td>${time(order.created_at_ms)}</td><td>${order.out_trade_no}</td>
<td class="long">${order.description}</td><td>${yuan(order.total_fen)}</td><td>${words.channel[order.channel]} ${order.trade_type}</td>
<td>${words.state[tradeState(world, order)]}</td>
<td><a class="button" href="${cashier}?lang=${lang}">${words.openCashier}</a>
${order.trade_type === 'NATIVE' ? html`<a class="button" href="${cashier}/qr.svg">${words.qr}</a>` : ''}</td></tr>`;
  });
  return table(words.columns.order, rows, words.none);
}

function refundTable(world: World, lang: Language): Markup {
  const words = wordsOf(lang);
  const rows = newest(world.store.refunds.values()).map(
    (refund) => html`<tr><td>${time(refund.created_at_ms)}</td><td>${refund.out_refund_no}</td>
<td>${refund.out_trade_no}</td><td>${yuan(refund.refund_fen)}</td><td>${words.refundStatus[refund.status]}</td></tr>`,
  );
  return table(words.columns.refund, rows, words.none);
}

function callbackTable(world: World, lang: Language): Markup {
  const words = wordsOf(lang);
  const rows = newest(world.store.notices.values()).map(
    (notice) => html`<tr><td>${time(notice.created_at_ms)}</td><td>${notice.event_type}</td><td>${notice.about}</td>
<td>${notice.attempts}</td><td class="long">${notice.outcomes.join(', ')}</td><td>${words.noticeState[notice.state]}</td></tr>`,
  );
  return table(words.columns.callback, rows, words.none);
}
