/**
 * The house's invariants I1 to I18, judged from the raw tables by SQL of their own and from what clients and the payment
 * channel saw; nothing of the server's code is asked.
 *
 *     const violations = await checkInvariants(url, { answers, gateway: readGateway(storeFile) });
 */
import { type Ask, openReader } from './invariants/ask.ts';
import { nobodyIsLostInAClosure } from './invariants/closures.ts';
import { type Answer, answersAreDurable } from './invariants/durable.ts';
import { type GatewayOrder, paidIsBookedOrRefunded } from './invariants/gateway.ts';
import { moneyIsConserved, noServiceWithoutMoney, oneEffectPerMessage } from './invariants/money.ts';
import { onlyLegalMoves, timeRunsForwards } from './invariants/moves.ts';
import { holdsEndOnce, noPlaceSoldTwice, oneActiveRegistration } from './invariants/places.ts';
import { oneRoomPerTicket } from './invariants/queue.ts';
import { auditChainIsWhole, factsRebuildProjections, noticesAreSentOnce, type Rebuilt } from './invariants/record.ts';
import { reconciliationCloses } from './invariants/reconciliation.ts';
import { noDangerIsLost } from './invariants/talks.ts';
import { waitingListKeepsOrder } from './invariants/waitlist.ts';

export type { Answer } from './invariants/durable.ts';
export { type GatewayOrder, readGateway } from './invariants/gateway.ts';
export type { Rebuilt } from './invariants/record.ts';

export interface Violation {
  invariant: string;
  /** One sentence that names the rows. */
  what: string;
}

/** What was seen from outside; an invariant that needs what is missing here is judged by the tables alone, or not at all. */
export interface Seen {
  /** Every 2xx that clients got (I12). */
  answers?: Answer[];
  /** The payment channel's orders (I3). */
  gateway?: GatewayOrder[];
  /** The answer of the rebuild route (I17). */
  rebuilt?: Rebuilt;
  /** Hospital time of the check, RFC 3339: nothing is later, and no hold stands long past its time (I8, I15). */
  as_of?: string;
}

interface Invariant {
  id: string;
  zh: string;
  en: string;
  /** Sentences about what breaks it, or why it cannot be judged here. */
  judge: (ask: Ask, seen: Seen) => Promise<string[]> | { not_judged: string };
}

const later = (what: string) => () => ({ not_judged: what });

const invariants: Invariant[] = [
  { id: 'I1', zh: '号源不超卖，序号唯一', en: 'no place sold twice, serials unique', judge: noPlaceSoldTwice },
  { id: 'I2', zh: '同一班次一人一号', en: 'one active registration per patient', judge: oneActiveRegistration },
  {
    id: 'I3',
    zh: '付了钱的，要么约上要么全额退款',
    en: 'paid at the channel is booked or refunded',
    judge: async (ask, { gateway }) => [
      ...(await paidIsBookedOrRefunded(ask, gateway)),
      ...(await nobodyIsLostInAClosure(ask)),
    ],
  },
  { id: 'I4', zh: '未付费不就诊', en: 'no service without money due', judge: noServiceWithoutMoney },
  {
    id: 'I5',
    zh: '收退相符，总账平衡，退款不超过收款',
    en: 'money is conserved, and the ledger says so',
    judge: moneyIsConserved,
  },
  { id: 'I6', zh: '同一消息多次到达只生效一次', en: 'N messages, one effect', judge: oneEffectPerMessage },
  { id: 'I7', zh: '状态只按规定变化', en: 'only legal state changes', judge: onlyLegalMoves },
  {
    id: 'I8',
    zh: '锁号到期与支付只有一个赢家',
    en: 'a hold ends once',
    judge: (ask, { as_of }) => holdsEndOnce(ask, as_of),
  },
  {
    id: 'I9',
    zh: '候补有序，一号一邀，暂留的号不滞留',
    en: 'the waiting list keeps its order, one offer a place, none stuck',
    judge: (ask, { as_of }) => waitingListKeepsOrder(ask, as_of),
  },
  { id: 'I10', zh: '一张票不在两间诊室叫', en: 'a ticket is called in one room', judge: oneRoomPerTicket },
  { id: 'I11', zh: '对账相符', en: 'reconciliation closes', judge: reconciliationCloses },
  {
    id: 'I12',
    zh: '已答复的不丢失',
    en: 'an answer 2xx is durable',
    judge: (ask, { answers }) =>
      answers ? answersAreDurable(ask, answers) : { not_judged: 'no history of answers was given' },
  },
  { id: 'I13', zh: '访问留痕链完整', en: 'the audit chain is whole', judge: auditChainIsWhole },
  { id: 'I14', zh: '同一通知只发一次', en: 'a notice is sent once', judge: noticesAreSentOnce },
  {
    id: 'I15',
    zh: '时间只向前',
    en: 'time runs forwards',
    judge: (ask, { as_of }) => timeRunsForwards(ask, as_of),
  },
  { id: 'I16', zh: '恢复的备份同样成立', en: 'holds in a restored backup', judge: later('backups are a later step') },
  {
    id: 'I17',
    zh: '由事实可重建全部统计',
    en: 'the facts rebuild the projections',
    judge: (ask, { rebuilt }) =>
      rebuilt ? factsRebuildProjections(ask, rebuilt) : { not_judged: 'no rebuild was asked for' },
  },
  { id: 'I18', zh: '说出的危险不丢失', en: 'no danger that was told is lost', judge: noDangerIsLost },
];

export interface Judgement {
  id: string;
  zh: string;
  en: string;
  violations: string[];
  /** Why nothing was looked at. */
  not_judged?: string;
}

/** Every invariant with what was found against it. */
export async function judgeInvariants(ask: Ask, seen: Seen = {}): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  for (const { id, zh, en, judge } of invariants) {
    const found = await judge(ask, seen);
    judgements.push(
      Array.isArray(found) ? { id, zh, en, violations: found } : { id, zh, en, violations: [], ...found },
    );
  }
  return judgements;
}

/** Opens its own connection; an empty list means that all invariants that can be judged hold. */
export async function checkInvariants(databaseUrl: string, seen: Seen = {}): Promise<Violation[]> {
  const judgements = await judgeDatabase(databaseUrl, seen);
  return judgements.flatMap(({ id, violations }) => violations.map((what) => ({ invariant: id, what })));
}

export async function judgeDatabase(databaseUrl: string, seen: Seen = {}): Promise<Judgement[]> {
  const reader = await openReader(databaseUrl);
  try {
    // One snapshot for all of them: a change committed meanwhile must not look like a contradiction.
    await reader.client.query('begin isolation level repeatable read read only');
    return await judgeInvariants(reader.ask, seen);
  } finally {
    await reader.close();
  }
}

const SHOWN_MOST = 5;

/** A line for each, ✓ ✗ or –, with the first sentences of what is broken. */
export function tellJudgements(judgements: Judgement[]): string[] {
  return judgements.flatMap(({ id, zh, en, violations, not_judged }) => {
    const mark = not_judged ? '–' : violations.length > 0 ? '✗' : '✓';
    const why = not_judged ? ` (${not_judged})` : '';
    const more = violations.length - SHOWN_MOST;
    return [
      `  ${mark} ${id.padEnd(3)} ${zh} ${en}${why}`,
      ...violations.slice(0, SHOWN_MOST).map((what) => `        ${what}`),
      ...(more > 0 ? [`        … ${more} more`] : []),
    ];
  });
}
