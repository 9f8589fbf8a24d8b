/** I13 the audit chain is whole, I14 a notice is sent once, I17 the facts rebuild what is read from them. */
import { createHash } from 'node:crypto';
import { type Ask, allSentences } from './ask.ts';

interface AuditRow extends Record<string, string | null> {
  seq: string;
  at_ms: string;
  actor: string;
  action: string;
  patient_id: string | null;
  reason: string | null;
  hash: string;
}

const BEGINNING = 'menzhen';

/** Each hash is SHA-256 over the one before and the entry, as JSON in this order. */
export async function auditChainIsWhole(ask: Ask): Promise<string[]> {
  const rows = await ask<AuditRow>(`
    select seq, (extract(epoch from at) * 1000)::bigint as at_ms, actor, action, patient_id, reason, hash from audit order by audit.seq`);
  let before = BEGINNING;
  for (const row of rows) {
    const entry = [before, Number(row.at_ms), row.actor, row.action, row.patient_id, row.reason];
    const hash = createHash('sha256').update(JSON.stringify(entry)).digest('hex');
    if (hash !== row.hash) return [`audit entry ${row.seq} does not follow from the one before it`];
    before = row.hash;
  }
  return [];
}

const TOLD_TWICE = `
  select format('account %s was told of fact %s %s times', account_id, fact_seq, count(*)) as what
  from message group by account_id, fact_seq having count(*) > 1`;

/** A booking is booked, cancelled, seen or missed once; so is its notice. Calls are repeated on purpose, each for its own fact. */
const SAME_NEWS_TWICE = `
  select format('account %s was told %s times that booking %s is %s', m.account_id, count(*), m.booking_id, f.kind) as what
  from message m join fact f on f.seq = m.fact_seq
  where f.kind in ('booking.booked', 'booking.cancelled', 'booking.finished', 'booking.no_show')
  group by m.account_id, m.booking_id, f.kind having count(*) > 1`;

const TOLD_OF_NOTHING = `
  select format('message %s tells of fact %s, which does not exist', m.id, m.fact_seq) as what
  from message m left join fact f on f.seq = m.fact_seq where f.seq is null`;

/** What was sent over one channel, or may have been, goes over no other. */
const SENT_TWICE = `
  select format('message %s went, or may have gone, to the phone %s times', message_id, count(*)) as what
  from delivery where state in ('sending', 'sent', 'unknown') group by message_id having count(*) > 1`;

/** The record says the same as the outbox: every delivery that ended has told so, and as what it ended. */
const ENDED_UNTOLD = `
  select format('delivery %s is %s, its last fact says %s', d.id, d.state, coalesce(told.kind, 'nothing')) as what
  from delivery d left join lateral (
    select f.kind from fact f where f.subject = 'delivery:' || d.id order by f.seq desc limit 1
  ) told on true
  where d.state in ('sent', 'refused', 'unknown', 'given_up') and told.kind is distinct from 'delivery.' || d.state`;

export const noticesAreSentOnce = (ask: Ask): Promise<string[]> =>
  allSentences(ask, TOLD_TWICE, SAME_NEWS_TWICE, TOLD_OF_NOTHING, SENT_TWICE, ENDED_UNTOLD);

/** What the rebuild route answered. */
export interface Rebuilt {
  facts: number;
  visits: number;
  same: boolean;
}

/** Besides the route's own word: the projection of bookings is held against the bookings themselves. */
const PROJECTION_DIFFERS = `
  select format('booking %s is %s, the projection says %s', coalesce(b.id, p.booking_id), coalesce(b.state, 'missing'), coalesce(p.state, 'missing')) as what
  from booking b full join an_booking p on p.booking_id = b.id where b.state is distinct from p.state`;

export async function factsRebuildProjections(ask: Ask, rebuilt: Rebuilt): Promise<string[]> {
  const found = await allSentences(ask, PROJECTION_DIFFERS);
  if (!rebuilt.same) found.push(`replaying ${rebuilt.facts} facts gave another projection than the one in use`);
  return found;
}
