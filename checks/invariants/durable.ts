/** I12: what a client was told with a 2xx is there afterwards, and the same key is the same booking. */
import type { Ask } from './ask.ts';

/** A 2xx as a client remembers it. */
export interface Answer {
  route: string;
  /** Who asked and with what Idempotency-Key, on routes that take one. */
  actor: string;
  key?: string;
  booking?: { id: string; state: string; serial: number; slot_id: string; patient_id: string };
  patient_id?: string;
  ticket?: { id: string; number: string };
}

async function keysOf(ask: Ask, sql: string): Promise<Set<string>> {
  const rows = await ask<{ key: string }>(sql);
  return new Set(rows.map((row) => row.key));
}

export async function answersAreDurable(ask: Ask, answers: Answer[]): Promise<string[]> {
  // where it stands, or stood before a closure moved it
  const bookings = await keysOf(
    ask,
    `select concat_ws(' ', id, serial, slot_id, patient_id) as key from booking
    union select concat_ws(' ', substr(subject, 9), data->>'from_serial', data->>'from_slot_id', patient) from fact where kind = 'booking.moved'`,
  );
  const reached = await keysOf(
    ask,
    `select substr(subject, 9) || ' ' || case kind when 'booking.moved' then data->>'state' else substr(kind, 9) end as key from fact where subject like 'booking:%'`,
  );
  const patients = await keysOf(ask, 'select id as key from patient');
  const tickets = await keysOf(
    ask,
    `select id || ' ' || number as key from ticket
    union select data->>'ticket_id' || ' ' || (data->>'number') from fact where kind = 'ticket.issued' and exists (select 1 from ticket t where t.id::text = data->>'ticket_id')`,
  );
  const found: string[] = [];
  for (const { route, booking, patient_id, ticket } of answers) {
    if (booking && !bookings.has([booking.id, booking.serial, booking.slot_id, booking.patient_id].join(' ')))
      found.push(`${route} answered with booking ${booking.id} (serial ${booking.serial}), which is not there`);
    else if (booking && !reached.has(`${booking.id} ${booking.state}`))
      found.push(`${route} answered that booking ${booking.id} is ${booking.state}; no fact tells of it`);
    if (patient_id && !patients.has(patient_id))
      found.push(`${route} answered with patient ${patient_id}, who is not there`);
    if (ticket && !tickets.has(`${ticket.id} ${ticket.number}`))
      found.push(`${route} answered with ticket ${ticket.number} (${ticket.id}), which is not there`);
  }
  return [...found, ...keysAnsweredTwice(answers)];
}

function keysAnsweredTwice(answers: Answer[]): string[] {
  const keyed = answers.filter((answer) => answer.key && answer.booking);
  const byKey = Map.groupBy(keyed, ({ actor, route, key }) => `${actor} ${route} ${key}`);
  return [...byKey].flatMap(([key, same]) => {
    const ids = new Set(same.map((answer) => answer.booking!.id));
    return ids.size > 1 ? [`the key of ${key} was answered with ${ids.size} bookings`] : [];
  });
}
