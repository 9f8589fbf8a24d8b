/** Nobody is lost in a closure: who stands in a closed place is being asked, and what a case says has happened. */
import { type Ask, allSentences } from './ask.ts';

const FORGOTTEN = `
  select format('booking %s is %s in a closed place, and nobody asks its patient', b.id, b.state) as what
  from booking b join slot t on t.id = b.slot_id join session s on s.id = b.session_id
  where b.state in ('booked', 'checked_in', 'called') and (s.state = 'closed' or t.state = 'closed')
    and not exists (select 1 from closure_case c where c.booking_id = b.id and c.state = 'choosing')`;

const UNTRUE = `
  select format('case %s is %s, its booking %s is %s', c.id, c.state, b.id, b.state) as what
  from closure_case c join booking b on b.id = c.booking_id
  where (c.state in ('refunded', 'cancelled') and b.state not in ('cancelled', 'expired', 'no_show'))
    or (c.state = 'refunded' and c.refund_fen > coalesce((select sum(o.refund_due_fen) from payment_order o where o.payable_id = b.id), 0))`;

const SETTLED_TOO_SOON = `
  select format('closure %s is settled, case %s is not', c.closure_id, c.id) as what
  from closure_case c join closure o on o.id = c.closure_id where o.state = 'settled' and c.state = 'choosing'`;

const MONEY_WENT_ASTRAY = `
  select format('booking %s was moved by case %s and its order is %s of %s fen', b.id, c.id, o.paid_fen - o.refund_due_fen, b.fee_fen) as what
  from closure_case c join booking b on b.id = c.booking_id join payment_order o on o.payable_id = b.id and o.paid_fen > 0
  where c.state = 'moved' and b.state in ('booked', 'checked_in', 'called', 'in_consultation', 'finished')
  group by b.id, c.id, o.id having o.paid_fen - o.refund_due_fen <> b.fee_fen`;

export const nobodyIsLostInAClosure = (ask: Ask): Promise<string[]> =>
  allSentences(ask, FORGOTTEN, UNTRUE, SETTLED_TOO_SOON, MONEY_WENT_ASTRAY);
