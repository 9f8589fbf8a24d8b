/** What staff see of the outbox: a day's messages to phones, newest first, nobody by full name or number. */
import type { AnswerOf, Contract, DeliveryView } from '@menzhen/contract';
import { cutPage, type Tx } from '../../kernel/index.ts';
import { named } from './naming.ts';
import type { NotifyNeeds } from './ports.ts';
import { groupOf } from './rules-delivery.ts';
import { wordsOf } from './rules-words.ts';
import { type DeliveryAsk, listed, type ListedRow } from './store-deliveries.ts';

/** By account; an account that is gone has none. */
async function phonesOf(tx: Tx, needs: NotifyNeeds, rows: readonly ListedRow[]): Promise<Map<string, string>> {
  const phones = new Map<string, string>();
  for (const account_id of new Set(rows.filter((row) => row.channel === 'sms').map((row) => row.account_id))) {
    const phone = await needs.phoneOf(tx, account_id);
    if (phone) phones.set(account_id, needs.maskPhone(phone));
  }
  return phones;
}

export async function listDeliveries(
  tx: Tx,
  needs: NotifyNeeds,
  ask: DeliveryAsk,
): Promise<AnswerOf<Contract['deliveryList']>> {
  const rows = await listed(tx, ask);
  const { items, next_cursor } = cutPage(rows, ask.limit, (last) => [last.message_id, last.channel]);
  const cards = await needs.cards(tx, [...new Set(items.map((row) => row.patient_id))]);
  const [names, phones] = [await needs.names(), await phonesOf(tx, needs, items)];
  const show = (row: ListedRow): DeliveryView => {
    const patient_name_masked = cards.get(row.patient_id)?.name_masked ?? '';
    const words = named(row.params, names, patient_name_masked, ask.locale);
    return {
      id: row.id,
      at: row.at.toString(),
      kind: row.kind,
      title: wordsOf(row.kind, words, ask.locale).title,
      patient_name_masked,
      ticket_number: row.params.number ?? null,
      department_name: words.department,
      channel: row.channel,
      phone_masked: row.channel === 'sms' ? (phones.get(row.account_id) ?? null) : null,
      state: row.state,
      group: groupOf(row),
      due_at: row.due_at?.toString() ?? null,
      expires_at: row.expires_at.toString(),
      ended_at: row.ended_at?.toString() ?? null,
      attempts: row.attempts,
      outcome: row.outcome,
    };
  };
  return { items: items.map(show), next_cursor };
}
