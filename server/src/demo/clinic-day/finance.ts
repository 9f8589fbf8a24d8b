/** The finance clerk's morning: yesterday's bills are there, differences are settled as proposed, days are closed. */
import type { DifferenceView } from '@menzhen/contract';
import { addDays, dayOf, instantOf } from '../../kernel/index.ts';
import { must } from './client.ts';
import type { Play } from './play.ts';
import { refuse } from './tally.ts';

/** Channels make their bills at ten. */
const MORNING = '10:40';
const LOOKS_BACK_DAYS = 14;
/** On which mornings after a day: its refunds may stand in the next bill, and that one may never come. */
const MORNINGS = [1, 2, 3, 4, 5];
export const MOST_MORNINGS = MORNINGS.length;

export class Finance {
  readonly #play: Play;
  /** Days with money in them that are not closed yet, oldest first. */
  readonly #open: string[] = [];

  constructor(play: Play) {
    this.#play = play;
  }

  /** The day's money is looked at on the next morning, and again on some more. */
  follow(date: string): void {
    this.#open.push(date);
    for (const days of MORNINGS)
      this.#play.timeline.at(instantOf(addDays(date, days), MORNING).epochMilliseconds, () => this.morning());
  }

  async morning(): Promise<void> {
    await this.#play.style.bills?.();
    if (await this.#askAgain()) await this.#play.style.bills?.();
    for (const one of await this.#differences()) await this.#settle(one);
    while (this.#open.length > 0 && (await this.#close(this.#open[0]!))) this.#open.shift();
  }

  /** Bills that came cut, or of another merchant: fetched once more. True: there were some. */
  async #askAgain(): Promise<boolean> {
    const { ask, team, clock } = this.#play;
    const today = dayOf(clock.now());
    const query = { from: addDays(today, -LOOKS_BACK_DAYS), to: today };
    const { days } = await must('reconciliationBoard', ask('reconciliationBoard', { as: team.finance, query }));
    const failed = days
      .flatMap(({ bills }) => bills)
      .filter(({ state, failure }) => state === 'failed' && failure !== 'not_ready');
    for (const { channel, day } of failed)
      await must('billFetch', ask('billFetch', { as: team.finance, params: { channel, day } }));
    return failed.length > 0;
  }

  async #differences(): Promise<DifferenceView[]> {
    const { ask, team } = this.#play;
    const query = { state: 'open', limit: '100' };
    return (await must('differenceList', ask('differenceList', { as: team.finance, query }))).items;
  }

  /** As proposed; what asking again does not explain is left standing, with a reason. */
  async #settle(one: DifferenceView): Promise<void> {
    const { ask, team, tally } = this.#play;
    const params = { id: one.id };
    const cured = await ask('differenceCure', { as: team.finance, params, body: { cure: one.proposed } });
    if (!cured.ok) refuse(tally, cured.code);
    const isSettled = cured.ok && cured.body.state === 'settled';
    if (!isSettled && this.#mayGoOn(cured.ok ? cured.body : one)) {
      const body = { cure: 'take_on' as const, note: '渠道查询无误，差额由医院承担' };
      const taken = await ask('differenceCure', { as: team.finance, params, body });
      if (!taken.ok) return refuse(tally, taken.code);
    }
    tally.differences += 1;
  }

  /** Money on its way back is waited for. */
  #mayGoOn = ({ refund_state, allowed }: DifferenceView): boolean =>
    refund_state !== 'sent' && refund_state !== 'processing' && allowed.includes('take_on');

  async #close(date: string): Promise<boolean> {
    const { ask, team, tally, now_ms } = this.#play;
    // it would be refused today: its bills come tomorrow at ten
    if (instantOf(addDays(date, 1), '10:00').epochMilliseconds > now_ms()) return false;
    const closed = await ask('financeDayClose', { as: team.finance, params: { day: date } });
    if (!closed.ok) {
      refuse(tally, closed.code);
      tally.not_closed.set(date, closed.detail);
      return false;
    }
    tally.not_closed.delete(date);
    tally.days_closed += 1;
    return true;
  }
}
