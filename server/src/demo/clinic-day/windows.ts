/** What the window does with money beside taking fees: a drawer opened and counted each day, and money given back while a visit stays. */
import { faces_fen, type StaffOrderView } from '@menzhen/contract';
import { instantOf } from '../../kernel/index.ts';
import { must } from './client.ts';
import type { Play } from './play.ts';
import { refuse } from './tally.ts';
import type { Visit } from './visits.ts';

const OPENS_AT = '06:50';
const COUNTED_AT = '18:40';
const FLOAT_FEN = 50_000;
/** Of the counts, how many do not agree with the books, and by how much. */
const MISCOUNTS = 0.1;
const MISCOUNT_FEN = 100;
const SECOND_PERSON_AGREES = 0.7;

/** The fewest notes and coins that make up an amount; what is less than the smallest coin is left out. */
function counted(amount_fen: number): { face_fen: (typeof faces_fen)[number]; pieces: number }[] {
  let open_fen = amount_fen;
  return faces_fen.map((face_fen) => {
    const pieces = Math.floor(open_fen / face_fen);
    open_fen -= pieces * face_fen;
    return { face_fen, pieces };
  });
}

export class Windows {
  readonly #play: Play;
  #keys = 0;

  constructor(play: Play) {
    this.#play = play;
  }

  #key(): string {
    this.#keys += 1;
    return `window-${this.#play.now_ms()}-${this.#keys}`;
  }

  /** The drawer's day. */
  open(date: string): void {
    const { timeline, now_ms } = this.#play;
    timeline.at(Math.max(instantOf(date, OPENS_AT).epochMilliseconds, now_ms()), () => this.#openDrawer());
    timeline.at(instantOf(date, COUNTED_AT).epochMilliseconds, () => this.#countDrawer(date));
  }

  async #openDrawer(): Promise<void> {
    const { ask, team } = this.#play;
    const body = { place: '1 号窗', opening_fen: FLOAT_FEN };
    await must('drawerOpen', ask('drawerOpen', { as: team.clerk, key: this.#key(), body }));
  }

  async #countDrawer(date: string): Promise<void> {
    const { ask, team, chance } = this.#play;
    const { drawer } = await must('drawerMine', ask('drawerMine', { as: team.clerk }));
    if (!drawer) return;
    const isWrong = chance.fork(`count/${date}`).yes(MISCOUNTS);
    const count = counted(drawer.expected_fen - (isWrong ? MISCOUNT_FEN : 0));
    const body = isWrong ? { count, note: '找零有误' } : { count };
    const closing = ask('drawerClose', { as: team.clerk, key: this.#key(), params: { id: drawer.id }, body });
    await must('drawerClose', closing);
  }

  /** A part of the fee, or half of a part, goes back; above the limit another person has to agree. */
  async adjust({ booking, chance }: Visit): Promise<void> {
    const { ask, team, tally, later } = this.#play;
    const params = { id: booking.id };
    const shown = await must('deskPaymentShow', ask('deskPaymentShow', { as: team.clerk, params }));
    const order = shown.orders.find((one) => one.paid_fen > one.refund_due_fen);
    const parts = order && partsBack(order, chance.pick([0.5, 1]), chance.yes(0.3));
    if (!order || !parts || parts.length === 0) return;
    const body = { parts, reason: '医生减免', hand_back: true };
    const asked = await ask('deskRefundAsk', {
      as: team.clerk,
      key: this.#key(),
      params: { id: order.order_id },
      body,
    });
    if (!asked.ok) return refuse(tally, asked.code);
    tally.adjusted += 1;
    const { refund_id, state, channel } = asked.body;
    if (state === 'awaiting_approval')
      later(chance.whole(120, 1800), () => this.#decide(refund_id, chance.yes(SECOND_PERSON_AGREES), channel));
  }

  async #decide(refund_id: string, agrees: boolean, channel: string): Promise<void> {
    const { ask, team, tally, later } = this.#play;
    const params = { id: refund_id };
    const decided = agrees
      ? await ask('refundApprove', { as: team.finance, params })
      : await ask('refundReject', { as: team.finance, params, body: { reason: '不符合减免规定' } });
    if (!decided.ok) return refuse(tally, decided.code);
    if (agrees && (channel === 'cash' || channel === 'card')) later(60, () => this.#handBack(refund_id));
  }

  async #handBack(refund_id: string): Promise<void> {
    const { ask, team, tally } = this.#play;
    const given = await ask('deskRefundHandBack', { as: team.clerk, key: this.#key(), params: { id: refund_id } });
    if (!given.ok) refuse(tally, given.code);
  }
}

/** `share` of one part of what is left of an order, or of all its parts. */
function partsBack(order: StaffOrderView, share: number, all: boolean) {
  const left = order.parts
    .map(({ kind, amount_fen, refund_due_fen }) => ({
      kind,
      refund_fen: Math.floor(((amount_fen - refund_due_fen) * share) / 10) * 10,
    }))
    .filter(({ refund_fen }) => refund_fen > 0);
  return all ? left : left.slice(-1);
}
