/** The facts that patients are told of. This room records none of its own: a notice follows from its fact. */
export const noticeKinds = [
  'booking.booked',
  'booking.cancelled',
  'booking.expired',
  'ticket.called',
  'ticket.passed',
  'refund.succeeded',
  'closure_case.opened',
  'booking.moved',
  'extra.given',
  'follow_up.arranged',
  'waitlist.offered',
  'waitlist.expired',
  'waitlist.withdrawn',
  'waitlist.purged',
  'penalty.lifted',
  'penalty.upheld',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];
