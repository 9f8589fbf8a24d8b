import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { districtHospital } from '../policy/index.ts';
import { aheadToStandBefore, levelOf, type LineGround, order, slotOfPlace, type Waiting } from './rules-order.ts';
import { whyHere } from './words.ts';

const at = (time: string) => Temporal.Instant.from(`2026-03-02T${time}:00+08:00`);
let serial = 0;
const ticket = (id: string, slot: string, checked_in: string, more: Partial<Waiting> = {}): Waiting => ({
  id,
  serial: serial++,
  slot_starts_at: at(slot),
  slot_ends_at: at(slot).add({ minutes: 30 }),
  checked_in_at: at(checked_in),
  urgency: 4,
  class: null,
  round: 1,
  back_at: null,
  returned_at: null,
  returned_after_call: null,
  placed_at: null,
  placed_ahead: null,
  placed_after_call: null,
  placed_reason: null,
  ...more,
});
const rules = {
  ...districtHospital([]).queue,
  classes: [],
  passed_lets_pass: 2,
  results_every: 1,
  ageing_minutes: 600,
};
const ground = (more: Partial<LineGround> = {}): LineGround => ({ now: at('08:30'), rules, turns: [], ...more });
const turnsOf = (...names: string[]) => names.map((turn, n) => ({ seq: n + 1, turn }));
const ids = (tickets: Waiting[], more: Partial<LineGround> = {}) =>
  order(tickets, ground(more)).map((placed) => placed.ticket.id);

describe('order', () => {
  test('by slot first: an early arrival does not overtake an earlier slot', () => {
    expect(ids([ticket('b', '08:30', '07:30'), ticket('a', '08:00', '08:10')])).toEqual(['a', 'b']);
  });

  test('within a slot by check-in, and by serial when these are equal', () => {
    const [first, second] = [ticket('first', '08:00', '08:00'), ticket('second', '08:00', '08:00')];
    expect(ids([second, first, ticket('early', '08:00', '07:55')])).toEqual(['early', 'first', 'second']);
  });

  test('who comes after the own slot stands behind those of the slot running on arrival', () => {
    const late = ticket('late', '08:00', '09:10');
    expect(slotOfPlace(late)).toEqual(at('09:00'));
    expect(ids([late, ticket('nine', '09:00', '09:20'), ticket('half', '09:30', '09:00')])).toEqual([
      'nine',
      'late',
      'half',
    ]);
  });

  test('the end of a slot is no longer in it', () => {
    expect(slotOfPlace(ticket('x', '08:00', '08:29'))).toEqual(at('08:00'));
    expect(slotOfPlace(ticket('x', '08:00', '08:30'))).toEqual(at('08:30'));
  });

  test('a passed patient who is back lets two others go first, counted from the return', () => {
    const line = [ticket('a', '08:00', '08:00'), ticket('b', '08:00', '08:01'), ticket('c', '08:00', '08:02')];
    const back = ticket('back', '08:00', '07:50', { returned_at: at('08:20'), returned_after_call: 0 });
    const since = (n: number) => ({ turns: turnsOf(...Array.from({ length: n }, () => 'slot')) });
    expect(ids([...line, back])).toEqual(['a', 'b', 'back', 'c']);
    expect(ids([...line, back], since(1))).toEqual(['a', 'back', 'b', 'c']);
    expect(ids([...line, back], since(2))).toEqual(['back', 'a', 'b', 'c']);
    expect(ids([...line, back], since(7))).toEqual(['back', 'a', 'b', 'c']);
    expect(ids([line[0]!, back])).toEqual(['a', 'back']);
  });

  test('two who are back keep the order of their return', () => {
    const back = (id: string, returned: string) =>
      ticket(id, '08:00', '07:50', { returned_after_call: 0, returned_at: at(returned) });
    const line = [ticket('a', '08:00', '08:00'), ticket('b', '08:00', '08:01')];
    expect(ids([...line, back('second', '08:21'), back('first', '08:20')])).toEqual(['a', 'b', 'first', 'second']);
  });

  test('each place is explained in both languages', () => {
    const line = [
      ticket('a', '08:00', '08:00'),
      ticket('late', '07:00', '08:10'),
      ticket('back', '08:00', '07:50', { returned_after_call: 0, returned_at: at('08:20') }),
    ];
    const placed = order(line, ground({ turns: turnsOf('slot') }));
    expect(placed.map((p) => whyHere(p.reason, 'zh'))).toEqual([
      '08:00 时段，按签到先后',
      '过号后已回来，再让 1 位（共 2 位）',
      '07:00 时段，签到时已过；排在 08:00 时段的人之后',
    ]);
    expect(whyHere(placed[2]!.reason, 'en')).toContain('stands behind those of 08:00');
  });

  test('levels of urgency go before the rest; who is critical before everybody', () => {
    const line = [
      ticket('a', '08:00', '08:00'),
      ticket('priority', '09:00', '08:20', { urgency: 3 }),
      ticket('urgent', '09:30', '08:25', { urgency: 2 }),
      ticket('critical', '10:00', '08:29', { urgency: 1 }),
    ];
    expect(ids(line)).toEqual(['critical', 'urgent', 'priority', 'a']);
    expect(order(line, ground())[0]!.reason).toEqual({ kind: 'urgent', urgency: 1 });
  });

  test('waiting past one’s time raises, to urgent at most', () => {
    const old = ticket('old', '08:00', '07:00');
    const level = (now: string) => levelOf(old, ground({ now: at(now), rules: { ...rules, ageing_minutes: 60 } }));
    expect(['08:59', '09:00', '10:00', '15:00'].map(level)).toEqual([4, 3, 2, 2]);
    const aged = ids([ticket('early', '07:30', '09:59'), old], {
      now: at('10:00'),
      rules: { ...rules, ageing_minutes: 60 },
    });
    expect(aged).toEqual(['old', 'early']);
  });

  test('reserved classes: first, or one after so many', () => {
    const classes = [
      { class: 'soldier', every: 0 },
      { class: 'senior', every: 2 },
    ] as const;
    const line = [
      ...['a', 'b', 'c', 'd', 'e'].map((id, n) => ticket(id, '08:00', `08:0${n}`)),
      ticket('s1', '09:00', '08:10', { class: 'senior' }),
      ticket('s2', '09:00', '08:11', { class: 'senior' }),
      ticket('soldier', '09:00', '08:12', { class: 'soldier' }),
      ticket('child', '08:00', '08:05', { class: 'child' }),
    ];
    const found = ids(line, { rules: { ...rules, classes: [...classes] } });
    expect(found).toEqual(['soldier', 'a', 'b', 's1', 'c', 'd', 's2', 'e', 'child']);
  });

  test('who is back with results goes one after so many, counted from the last of them', () => {
    const back = (id: string, at_time: string) => ticket(id, '08:00', '07:30', { round: 2, back_at: at(at_time) });
    const line = [
      ...['a', 'b', 'c', 'd'].map((id, n) => ticket(id, '08:00', `08:0${n}`)),
      back('r1', '08:20'),
      back('r2', '08:25'),
    ];
    const every2 = { rules: { ...rules, results_every: 2 } };
    expect(ids(line, every2)).toEqual(['a', 'b', 'r1', 'c', 'd', 'r2']);
    expect(ids(line, { ...every2, turns: turnsOf('slot', 'results', 'slot') })).toEqual([
      'a',
      'r1',
      'b',
      'c',
      'r2',
      'd',
    ]);
    expect(ids(line, { rules: { ...rules, results_every: 0 } }).slice(0, 2)).toEqual(['r1', 'r2']);
  });

  test('a nurse’s placement holds while others are called, and below who is critical', () => {
    const line = ['a', 'b', 'c'].map((id, n) => ticket(id, '08:00', `08:0${n}`));
    const late = ticket('late', '10:00', '08:30');
    const placed_ahead = aheadToStandBefore([...line, late], { ticket_id: 'late', before_id: 'b' }, ground());
    const placed = {
      ...late,
      placed_at: at('08:30'),
      placed_ahead: placed_ahead!,
      placed_after_call: 0,
      placed_reason: '发热',
    };
    expect(ids([...line, placed])).toEqual(['a', 'late', 'b', 'c']);
    expect(ids([...line.slice(1), placed], { turns: turnsOf('slot') })).toEqual(['late', 'b', 'c']);
    expect(ids([...line, placed, ticket('critical', '11:00', '08:31', { urgency: 1 })])[0]).toBe('critical');
    expect(aheadToStandBefore(line, { ticket_id: 'late', before_id: 'gone' }, ground())).toBeUndefined();
    expect(aheadToStandBefore(line, { ticket_id: 'late', before_id: null }, ground())).toBe(3);
  });
});

/** Any line of any tickets, any rules, any calls before. */
const anyRules = fc.record({
  passed_lets_pass: fc.nat(4),
  results_every: fc.nat(3),
  ageing_minutes: fc.integer({ min: 10, max: 120 }),
  classes: fc.uniqueArray(
    fc.record({ class: fc.constantFrom('senior', 'pregnant', 'soldier' as const), every: fc.nat(3) }),
    { selector: (one) => one.class, maxLength: 3 },
  ),
});
const minutes = (n: number) => at('08:00').add({ minutes: n });
const anyTicket = fc
  .record({
    slot: fc.nat(8),
    checked_in: fc.nat(240),
    urgency: fc.constantFrom(1, 2, 3, 4, 4, 4, 4),
    class: fc.constantFrom(null, null, 'senior', 'pregnant', 'soldier', 'child' as const),
    round: fc.constantFrom(1, 1, 1, 2),
    returned: fc.option(fc.nat(240)),
    placed: fc.option(fc.nat(6), { freq: 5 }),
    isVisit: fc.boolean(),
  })
  .map((one) => {
    const { returned, placed, slot } = one;
    return ticket('', '08:00', '08:00', {
      slot_starts_at: one.isVisit ? minutes(slot * 30) : null,
      slot_ends_at: one.isVisit ? minutes(slot * 30 + 30) : null,
      checked_in_at: minutes(one.checked_in),
      urgency: one.urgency,
      class: one.class,
      round: one.round,
      back_at: one.round > 1 ? minutes(one.checked_in) : null,
      returned_at: returned === null ? null : minutes(returned),
      returned_after_call: returned === null ? null : 0,
      placed_at: placed === null ? null : minutes(one.checked_in),
      placed_ahead: placed,
      placed_after_call: placed === null ? null : 0,
      placed_reason: placed === null ? null : '安排',
    });
  });
const anyLine = fc
  .array(anyTicket, { maxLength: 14 })
  .map((line) => line.map((one, n) => ({ ...one, id: `t${String(n).padStart(2, '0')}`, serial: n + 1 })));
const SEED = { seed: 20_261_122, numRuns: 300 };

describe('any line', () => {
  const playing = (more: object) => ({ ...rules, ...more }) as LineGround['rules'];

  test('everybody stands in it once, whatever the order they are given in, and each place is explained', () => {
    fc.assert(
      fc.property(anyLine, anyRules, (line, some) => {
        const asked = ground({ now: minutes(240), rules: playing(some) });
        const placed = order(line, asked);
        expect(placed.map((one) => one.ticket.id).toSorted()).toEqual(line.map((one) => one.id).toSorted());
        expect(placed.map((one) => one.position)).toEqual(line.map((_, n) => n + 1));
        expect(order(line.toReversed(), asked).map((one) => one.ticket.id)).toEqual(placed.map((one) => one.ticket.id));
        for (const { reason } of placed)
          for (const locale of ['zh', 'en'] as const) expect(whyHere(reason, locale)).not.toBe('');
      }),
      SEED,
    );
  });

  test('when the first is called, the others keep their order', () => {
    fc.assert(
      fc.property(anyLine, anyRules, (line, some) => {
        const asked = ground({ now: minutes(240), rules: playing(some) });
        const [first, ...others] = order(line, asked);
        if (!first) return;
        const rest = line.filter((one) => one.id !== first.ticket.id);
        const turns = [{ seq: 1, turn: first.turn }];
        expect(order(rest, { ...asked, turns }).map((one) => one.ticket.id)).toEqual(
          others.map((one) => one.ticket.id),
        );
      }),
      SEED,
    );
  });

  test('nobody is critical behind somebody who is not', () => {
    fc.assert(
      fc.property(anyLine, anyRules, (line, some) => {
        const levels = order(line, ground({ now: minutes(240), rules: playing(some) })).map(
          (one) => one.ticket.urgency === 1,
        );
        expect(levels).toEqual(levels.toSorted((a, b) => Number(b) - Number(a)));
      }),
      SEED,
    );
  });

  test('nobody starves: however many keep coming, and of whatever class, who waits is called', () => {
    fc.assert(
      fc.property(
        fc.array(anyTicket, { minLength: 12, maxLength: 12 }),
        anyRules,
        fc.integer({ min: 2, max: 3 }),
        (stream, some, urgency) => {
          const asked = playing(some);
          const patient = ticket('patient', '08:00', '08:00');
          let line: Waiting[] = [patient];
          const turns: { seq: number; turn: string }[] = [];
          // one goes every ten minutes; with each, one comes who is urgent by now, none of them critical
          for (let n = 1; n <= 60 && line.includes(patient); n += 1) {
            const now = minutes(n * 10);
            const comes = { ...stream[n % stream.length]!, id: `s${n}`, serial: n + 1, checked_in_at: now };
            const fresh = {
              returned_at: null,
              returned_after_call: null,
              placed_at: null,
              placed_ahead: null,
              placed_after_call: null,
              placed_reason: null,
            };
            line.push({
              ...comes,
              ...fresh,
              urgency,
              slot_starts_at: null,
              slot_ends_at: null,
              back_at: comes.round > 1 ? now : null,
            });
            const [first] = order(line, { now, rules: asked, turns });
            line = line.filter((one) => one !== first!.ticket);
            turns.push({ seq: n, turn: first!.turn });
          }
          expect(line).not.toContain(patient);
        },
      ),
      { ...SEED, numRuns: 60 },
    );
  });
});
