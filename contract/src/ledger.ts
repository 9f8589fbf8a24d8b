/** The hospital's books: accounts of a day, what came in and went back by channel, cashier, department; every single line. */
import { Type } from 'typebox';
import { routes } from './route.ts';
import { Cursor, Day, Id, Instant, Limit, obj, oneOf, orNull, page } from './shapes.ts';

const tag = 'finance';
const finance = ['finance', 'administrator', 'auditor'] as const;
const Signed = (description: string) => Type.Integer({ description: `fen; ${description}` });

export const ledgerAccounts = [
  'channel_wechat',
  'channel_alipay',
  'cash',
  'card_terminal',
  'insurance_fund',
  'bank',
  'refunds_owed',
  'differences',
  'income_registration',
  'income_consultation',
  'other_income',
  'channel_fees',
  'cash_over_short',
] as const;

export const LedgerPosition = obj({
  key: orNull(Type.String({ description: 'channel, staff:<id>, department id, payer class or part; null: none' })),
  name: Type.String(),
  captured: Type.Integer({ description: 'how many payments' }),
  captured_fen: Signed('came in'),
  refunds_promised_fen: Signed('promised back on this day'),
  refunds_paid_fen: Signed('left on this day'),
});
export const LedgerLine = obj({
  posting_id: Id,
  n: Type.Integer(),
  at: Instant,
  kind: Type.String(),
  source: Type.String({ description: 'kind:id of what moved it' }),
  actor: Type.String(),
  note: Type.String(),
  debit: oneOf(ledgerAccounts),
  credit: oneOf(ledgerAccounts),
  amount_fen: Type.Integer({ minimum: 1 }),
  part: orNull(Type.String()),
  channel: orNull(Type.String()),
  cashier: orNull(Type.String()),
  department_id: orNull(Id),
  payer_class: orNull(Type.String()),
});

export const ledgerRoutes = routes({
  ledgerDay: {
    method: 'GET',
    path: '/api/finance/ledger',
    tag,
    zh: '当日账：科目与按渠道、收款员、科室的收退',
    en: 'The books of a day: accounts, and what came in and went back by channel, cashier, department',
    who: finance,
    query: obj({ date: Type.Optional(Day) }),
    answer: obj({
      date: Day,
      accounts: Type.Array(
        obj({
          code: oneOf(ledgerAccounts),
          kind: oneOf(['asset', 'liability', 'income', 'expense'] as const),
          name: Type.String(),
          before_fen: Signed('before the day; debits positive'),
          debited_fen: Signed('on the day'),
          credited_fen: Signed('on the day'),
          after_fen: Signed('after the day; debits positive'),
        }),
      ),
      by_channel: Type.Array(LedgerPosition),
      by_cashier: Type.Array(LedgerPosition),
      by_department: Type.Array(LedgerPosition),
      by_payer_class: Type.Array(LedgerPosition),
      by_part: Type.Array(LedgerPosition),
      sum_fen: Signed('of all accounts: always 0'),
      closed_at: orNull(Instant),
    }),
    problems: ['input_invalid'],
  },
  ledgerLines: {
    method: 'GET',
    path: '/api/finance/ledger/lines',
    tag,
    zh: '账簿分录',
    en: 'Lines of the ledger, newest posting first; the limit counts postings',
    who: finance,
    query: obj({
      date: Type.Optional(Day),
      account: Type.Optional(oneOf(ledgerAccounts)),
      source: Type.Optional(Type.String({ maxLength: 80, pattern: '^[a-z_]+:[0-9A-Za-z_.:-]+$' })),
      cursor: Cursor,
      limit: Limit,
    }),
    answer: page(LedgerLine),
    problems: ['input_invalid'],
  },
});
