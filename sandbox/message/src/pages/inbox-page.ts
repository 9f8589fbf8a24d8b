import { FAULTS_SCHEMA, type Faults } from '../faults.ts';
import type { Row } from '../rows.ts';
import { dateTime, type World } from '../world.ts';
import { html, type Markup, page } from '../../../kit/html.ts';
import { type Language, wordsOf } from './words.ts';

/** Newest messages shown. */
const ROWS = 200;

export interface InboxView {
  lang: Language;
  /** One phone number or openid; all when not given. */
  to: string | undefined;
}

/** What the patients' phones would show, and the switches for what goes wrong. */
export function inboxPage(world: World, view: InboxView): string {
  const words = wordsOf(view.lang);
  const rows = world.store.messages
    .filter((row) => view.to === undefined || row.to === view.to)
    .slice(-ROWS)
    .reverse();
  const body = html`
<header class="mark">${words.notReal}</header>
<main>
<h1>${words.title}</h1>
<p class="row"><a class="button" href="${address(view)}">${words.refresh}</a>
<a class="button" href="${address({ ...view, lang: words.other.lang })}" lang="${words.other.lang}">${words.other.name}</a></p>
${phones(world, view)}
${rows.length === 0 ? nothing(view) : html`<ul class="messages">${rows.map((row) => bubble(row, view.lang))}</ul>`}
<h2>${words.faults}</h2>
${faultForm(world.store.faults, view.lang)}
<form method="post" action="/operator/reset?lang=${view.lang}" class="row"><button>${words.reset}</button></form>
</main>`;
  return page({ lang: view.lang, title: words.title, body });
}

function address({ lang, to }: InboxView): string {
  const query = new URLSearchParams({ lang, ...(to !== undefined && { to }) });
  return `/?${query.toString()}`;
}

function nothing({ lang }: InboxView): Markup {
  const words = wordsOf(lang);
  return html`<div class="card"><strong>${words.none}</strong><p class="quiet">${words.noneHow}</p></div>`;
}

function phones(world: World, view: InboxView): Markup {
  const words = wordsOf(view.lang);
  const known = [...new Set(world.store.messages.map((row) => row.to))];
  if (known.length < 2) return html``;
  const link = (to: string | undefined, name: string) =>
    html`<a class="button" href="${address({ ...view, to })}"${to === view.to ? html` aria-current="page"` : ''}>${name}</a>`;
  return html`<nav class="row" aria-label="${words.phones}">${link(undefined, words.all)}${known.map((to) => link(to, to))}</nav>`;
}

function bubble(row: Row, lang: Language): Markup {
  const words = wordsOf(lang);
  const copies = row.copies > 1 ? ` · ${words.copies(row.copies)}` : '';
  return html`<li class="message"><p class="meta">${words.channel[row.channel]} · ${words.to} ${row.to} · ${dateTime(row.at_ms)}${copies}</p>
${row.channel === 'sms' ? html`<p>${row.text}</p>` : card(row)}</li>`;
}

function card(row: Extract<Row, { channel: 'wechat' }>): Markup {
  const fields = row.fields.map(({ label, value }) => html`<dt>${label}</dt><dd>${value}</dd>`);
  return html`<strong>${row.title}</strong><dl>${fields}</dl>`;
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
  if (typeof value === 'boolean') return html`<input type="checkbox" name="${name}"${value ? html` checked` : ''}>`;
  if ('enum' in schema) {
    const options = schema.enum.map(
      (option) => html`<option${option === value ? html` selected` : ''}>${option}</option>`,
    );
    return html`<select name="${name}">${options}</select>`;
  }
  const { minimum, maximum } = schema as { minimum: number; maximum: number };
  return html`<input type="number" name="${name}" value="${value}" min="${minimum}" max="${maximum}" required>`;
}
