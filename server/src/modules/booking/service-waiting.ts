/** What the waiting list asks of booking: whether a patient may have a place, and how many places are given back as a rule. */
import { dayOf, type Refusal, wallTimeOf } from '../../kernel/index.ts';
import { judgeTime, policyForVisit } from '../policy/index.ts';
import { type HoldGround, judge, load } from './hold.ts';
import { refusalOfRule, slotVisit } from './judging.ts';
import { busyPatients, givenBack, lastSeen } from './store-waiting.ts';
import type { HoldAsk } from './tables.ts';

export interface WaitingAsk extends Pick<HoldAsk, 'patient_id' | 'account_id' | 'channel'> {
  slot_ids: string[];
}
/** What the rules say of one slot: about the patient whatever the hour, and about the hour. */
export interface SlotJudgement {
  who: Refusal | null;
  when: Refusal | null;
}

export function waitingService(ground: HoldGround) {
  return {
    /**
     * Judges several slots for one patient who would wait, or is offered one. Symptoms are asked when a place is taken, so here
     * the patient counts as having none.
     */
    async judgeWaiting(ask: WaitingAsk): Promise<Map<string, SlotJudgement>> {
      const asks = ask.slot_ids.map((slot_id) => ({ ...ask, slot_id, symptoms_declared: [] }));
      const loaded = await load(ground, asks);
      const now = { day: dayOf(loaded.now), time: wallTimeOf(loaded.now) };
      const { data, calendar } = loaded.policy;
      return new Map(
        asks.map((one) => {
          const slot = loaded.slots.get(one.slot_id);
          const who = judge(one, loaded, { whenever: true });
          if (!slot) return [one.slot_id, { who, when: null }];
          const visit = { ...slotVisit(slot, loaded.catalog), channel: ask.channel };
          const no = judgeTime(policyForVisit(data, visit, calendar), { ...visit, now }, calendar);
          return [one.slot_id, { who, when: no && refusalOfRule(no) }];
        }),
      );
    },
    busyPatients,
    lastSeen,
    givenBack,
  };
}
