/** The outbox: what is planned when a message is written, and the rounds that send it. Nothing is sent inside a transaction. */
import { type Clock, type Db, faultPoint, inTransaction, newId, record, type Tx } from '../../kernel/index.ts';
import { type DeliveryEnd, factOfDelivery } from './facts.ts';
import { type NamesNow, named } from './naming.ts';
import type { AskOutcome, MessageChannel, MessageChannels, NotifyNeeds, OutMessage, SendOutcome } from './ports.ts';
import {
  askSeconds,
  firstChannel,
  isStillSo,
  leavesTheHouse,
  MOST_ATTEMPTS,
  type Reach,
  retrySeconds,
  timingOf,
} from './rules-delivery.ts';
import { outWords, pageOf } from './rules-out.ts';
import type { NewMessage } from './store.ts';
import * as store from './store-delivery.ts';
import { consentsOf, giveConsents, settingsOf, takeConsent, withdrawConsents } from './store-settings.ts';
import type { DeliveryRow, NoticeSettingRow } from './tables.ts';

export interface Outbox {
  db: Db;
  clock: Clock;
  needs: NotifyNeeds;
  channels: MessageChannels;
  /** The outside world's time: the demo hospital's own runs ahead of it. */
  channelNow: () => Temporal.Instant;
  log: { warn(details: object, message: string): void };
}

/** Taken at a time; the rest comes in the next turn of the same round. */
const AT_ONCE = 20;

type Kinds = Pick<NewMessage, 'kind' | 'account_id'>;

/** How each account can be reached, by what it has said and by what the hospital's channels carry. */
async function reaches(tx: Tx, { channels }: Outbox, accounts: string[]) {
  const ids = [...new Set(accounts)];
  const [settings, consents] = [await settingsOf(tx, ids), await consentsOf(tx, ids)];
  const reachOf = ({ kind, account_id }: Kinds): Reach => ({
    wechat_left: consents(account_id, channels.wechat?.templateOf(kind)),
    sms: channels.sms?.templateOf(kind) !== undefined && settings(account_id).sms,
  });
  return { settings, reachOf };
}

/** In the transaction that writes the messages. What is too old to help anybody (a replay) is not planned. */
export async function planDeliveries(tx: Tx, outbox: Outbox, messages: NewMessage[]): Promise<void> {
  const leaving = messages.filter(leavesTheHouse);
  if (leaving.length === 0 || Object.keys(outbox.channels).length === 0) return;
  const now = outbox.clock.now();
  const { settings, reachOf } = await reaches(
    tx,
    outbox,
    leaving.map(({ account_id }) => account_id),
  );
  const planned = leaving.flatMap((message) => {
    const channel = firstChannel(reachOf(message));
    const timing = timingOf(message.kind, message.at, settings(message.account_id));
    const isTooLate = Temporal.Instant.compare(timing.expires_at, now) <= 0;
    return channel && !isTooLate ? [{ id: newId(), message_id: message.id, channel, ...timing }] : [];
  });
  await store.insertDeliveries(tx, planned);
}

/** Moves a delivery on and records how its way ended; undefined when somebody else did in between. */
async function note(tx: Tx, row: DeliveryRow, noted: store.Noted): Promise<DeliveryRow | undefined> {
  const moved = await store.noteDelivery(tx, row, noted);
  if (moved && noted.state !== 'due' && noted.state !== 'sending')
    await record(tx, factOfDelivery(noted.state as DeliveryEnd, moved, noted.now));
  return moved;
}

/** It will not go over WeChat: an SMS then, if the account wants one and it still helps. Never after an unknown outcome. */
async function refuse(tx: Tx, outbox: Outbox, row: DeliveryRow, outcome: string): Promise<void> {
  const now = outbox.clock.now();
  const moved = await note(tx, row, { state: 'refused', outcome, now });
  if (!moved || row.channel !== 'wechat' || Temporal.Instant.compare(row.expires_at, now) <= 0) return;
  const { reachOf } = await reaches(tx, outbox, [row.account_id]);
  if (!reachOf(row).sms) return;
  const { message_id, expires_at } = row;
  await store.insertDeliveries(tx, [{ id: newId(), message_id, channel: 'sms', due_at: now, expires_at }]);
}

interface Ready {
  row: DeliveryRow;
  channel: MessageChannel;
  message: OutMessage;
}

/** What is due, marked as on its way and written out; what is overtaken, or has nowhere to go, ends here. */
async function takeDue(tx: Tx, outbox: Outbox): Promise<{ taken: number; ready: Ready[] }> {
  const now = outbox.clock.now();
  const expired = await store.claimExpired(tx, now);
  for (const row of expired) await note(tx, row, { state: 'given_up', outcome: 'too_late', now });
  for (const row of await store.claimLost(tx, now)) await noteUnknown(tx, outbox, row, 'sender_lost');
  const rows = await store.claimDue(tx, now, AT_ONCE);
  if (rows.length === 0) return { taken: expired.length, ready: [] };
  const write = await writer(tx, outbox, rows);
  const ready: Ready[] = [];
  for (const row of rows) {
    const channel = await fitToSend(tx, outbox, row);
    const message = channel && (await write(row));
    if (channel && message) ready.push({ row, channel, message });
    else if (channel) await refuse(tx, outbox, row, 'no_address');
  }
  return { taken: rows.length + expired.length, ready };
}

/** The channel, if what is told is still so and the person still takes it there. */
async function fitToSend(tx: Tx, outbox: Outbox, row: DeliveryRow): Promise<MessageChannel | undefined> {
  const now = outbox.clock.now();
  if (!(await stillSo(tx, outbox.needs, row))) {
    await note(tx, row, { state: 'given_up', outcome: 'overtaken', now });
    return undefined;
  }
  const channel = outbox.channels[row.channel];
  const template = channel?.templateOf(row.kind);
  if (!channel || !template) {
    await refuse(tx, outbox, row, 'no_template');
    return undefined;
  }
  if (row.channel === 'wechat' && !(await takeConsent(tx, row.account_id, template))) {
    await refuse(tx, outbox, row, 'no_consent');
    return undefined;
  }
  return channel;
}

async function stillSo(tx: Tx, needs: NotifyNeeds, { kind, params, booking_id }: DeliveryRow): Promise<boolean> {
  return isStillSo(kind, {
    ticket: params.ticket_id ? await needs.ticketState(tx, params.ticket_id) : undefined,
    booking: booking_id ? await needs.bookingState(tx, booking_id) : undefined,
  });
}

type Writer = (row: DeliveryRow) => Promise<OutMessage | undefined>;

/** Writes messages out with today's names, in each account's language; undefined for an account without that address. */
async function writer(tx: Tx, outbox: Outbox, rows: DeliveryRow[]): Promise<Writer> {
  const { needs } = outbox;
  const cards = await needs.cards(tx, [...new Set(rows.map((row) => row.patient_id))]);
  const names = await needs.names();
  const settings = await settingsOf(tx, [...new Set(rows.map((row) => row.account_id))]);
  return async (row) => {
    const to = await (row.channel === 'sms' ? needs.phoneOf : needs.openidOf)(tx, row.account_id);
    const patient = cards.get(row.patient_id)?.name_masked ?? '';
    return to === undefined ? undefined : written(outbox, row, { to, patient, names, ...settings(row.account_id) });
  };
}

function written(
  { clock, channelNow }: Outbox,
  row: DeliveryRow,
  about: { to: string; patient: string; names: NamesNow } & NoticeSettingRow,
): OutMessage {
  const { to, language } = about;
  const words = named(row.params, about.names, about.patient, language);
  return {
    out_id: row.id,
    to,
    kind: row.kind,
    language,
    words: outWords(row.kind, words, { language, at: row.at }),
    page: pageOf(row.kind, row.booking_id),
    sent_at: channelNow().subtract(clock.now().since(row.sending_at ?? clock.now())),
  };
}

async function sendOne(outbox: Outbox, { row, channel, message }: Ready): Promise<void> {
  const told = await channel
    .send(message)
    .catch((error: unknown): SendOutcome => ({ outcome: 'unknown', code: (error as Error).name }));
  faultPoint('after-message-sent');
  if (told.outcome !== 'sent')
    outbox.log.warn({ delivery_id: row.id, channel: row.channel, ...told }, 'a message was not taken');
  await inTransaction(outbox.db, (tx) => noteSending(tx, outbox, row, told));
}

async function noteSending(tx: Tx, outbox: Outbox, row: DeliveryRow, told: SendOutcome): Promise<void> {
  const now = outbox.clock.now();
  if (told.outcome === 'sent') return void (await note(tx, row, { state: 'sent', provider_id: told.provider_id, now }));
  if (told.outcome === 'unknown') return noteUnknown(tx, outbox, row, told.code);
  const byPerson = told.outcome === 'refused' && told.by_person === true;
  await keepConsent(tx, outbox, row, byPerson);
  if (told.outcome === 'refused') return refuse(tx, outbox, row, told.code);
  if (row.attempts >= MOST_ATTEMPTS) return refuse(tx, outbox, row, told.code);
  const due_at = now.add({ seconds: retrySeconds(row.attempts) });
  await note(tx, row, { state: 'due', due_at, outcome: told.code, now });
}

/** A message that was not taken has used up no consent; a person who refuses takes none any more. */
async function keepConsent(tx: Tx, outbox: Outbox, row: DeliveryRow, byPerson: boolean): Promise<void> {
  const template = row.channel === 'wechat' ? outbox.channels.wechat?.templateOf(row.kind) : undefined;
  if (!template) return;
  const change = byPerson ? withdrawConsents : giveConsents;
  await change(tx, row.account_id, [template], outbox.clock.now());
}

/** It may have arrived, so it is never simply sent again: the provider is asked, where it can be. */
async function noteUnknown(tx: Tx, outbox: Outbox, row: DeliveryRow, outcome: string): Promise<void> {
  const now = outbox.clock.now();
  const seconds = outbox.channels[row.channel]?.ask ? askSeconds(0) : undefined;
  const due_at = seconds === undefined ? null : now.add({ seconds });
  await note(tx, row, { state: 'unknown', outcome, due_at, now });
}

async function askDue(outbox: Outbox): Promise<number> {
  const asking = await inTransaction(outbox.db, async (tx) => {
    const rows = await store.claimToAsk(tx, outbox.clock.now(), AT_ONCE);
    const write = await writer(tx, outbox, rows);
    return Promise.all(rows.map(async (row) => ({ row, message: await write(row) })));
  });
  await Promise.all(
    asking.map(async ({ row, message }) => {
      const told = message && (await outbox.channels[row.channel]?.ask?.(message));
      await inTransaction(outbox.db, (tx) => noteAnswer(tx, outbox, row, told ?? 'no_answer'));
    }),
  );
  return asking.length;
}

async function noteAnswer(tx: Tx, outbox: Outbox, row: DeliveryRow, told: AskOutcome): Promise<void> {
  const now = outbox.clock.now();
  const { outcome } = row;
  if (told === 'sent') return void (await note(tx, row, { state: 'sent', outcome, now }));
  if (told === 'failed') return void (await note(tx, row, { state: 'refused', outcome: 'carrier_failed', now }));
  const seconds = askSeconds(row.asks);
  if (seconds !== undefined) return store.stayUnknown(tx, row, now.add({ seconds }));
  // Asked three times over minutes: only a provider that says it has no trace of it lets us send again.
  const again = told === 'not_found' && row.attempts < MOST_ATTEMPTS;
  if (again) await note(tx, row, { state: 'due', due_at: now, outcome: 'not_found', now });
  else await store.stayUnknown(tx, row, null);
}

/** One round: all that is due, a few at a time, then what can be asked about. */
export async function deliver(outbox: Outbox): Promise<number> {
  if (Object.keys(outbox.channels).length === 0) return 0;
  let moved = 0;
  for (let taken = AT_ONCE; taken >= AT_ONCE; moved += taken) {
    const due = await inTransaction(outbox.db, (tx) => takeDue(tx, outbox));
    await Promise.all(due.ready.map((one) => sendOne(outbox, one)));
    taken = due.taken;
  }
  return moved + (await askDue(outbox));
}
