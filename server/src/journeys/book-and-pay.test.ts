import { expect, test } from 'vitest';
import { type BookAndPayGround, bookAndPayHandlers } from './book-and-pay.ts';

/** A place that is held and whose order is at the channel; `arrives` is the one transaction that books it and takes the money. */
function world() {
  let hasCome = false;
  const card = () => ({
    id: 'b1',
    patient_id: 'p1',
    fee_fen: 1500,
    fee_parts: [],
    state: hasCome ? 'booked' : 'held',
    held_until: Temporal.Instant.from('2026-03-02T01:00:00Z'),
  });
  const order = () => ({ state: hasCome ? 'paid' : 'paying', order_id: 'o1', steps: [], refunds: [] });
  const arrives = () => {
    hasCome = true;
  };
  return { card, order, arrives };
}

test('money that comes while the page asks is told with the place it bought, never as paid for a place still held', async () => {
  for (const arrives_at of ['first money', 'first card', 'second money', 'second card', 'never']) {
    const { card, order, arrives } = world();
    const read = { money: 0, card: 0 };
    const at = async (what: 'money' | 'card') => {
      read[what] += 1;
      // after what was asked together with it has been read
      await new Promise(setImmediate);
      if (arrives_at === `${read[what] === 1 ? 'first' : 'second'} ${what}`) arrives();
    };
    const ground = {
      db: {},
      wake: { announce() {} },
      people: { ownPatientIds: async () => ['p1'] },
      booking: {
        async card() {
          const read_now = card();
          await at('card');
          return read_now;
        },
      },
      payment: {
        channels: ['wechat'],
        refresh: async () => {},
        async ordersOf() {
          await at('money');
          return new Map([['b1', order()]]);
        },
      },
    } as unknown as BookAndPayGround;
    const ask = { params: { id: 'b1' }, actor: { id: 'a1' } } as never;
    const { booking_state, payment } = await bookAndPayHandlers(ground).bookingPayment(ask);
    expect(`${booking_state} ${payment}`, arrives_at).not.toBe('held paid');
  }
});
