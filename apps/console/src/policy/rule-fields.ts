/**
 * The form of the rules as data: every section a hospital may set, field by field, in the order a patient meets them. Long because
 * the form is one table.
 */
import type { InjectionKey, Ref } from 'vue';
import type { Key } from '../shared/words.ts';

type Label = `rules.f.${keyof typeof import('./field.words.ts')['zh']['f']}`;
type Word = `rules.o.${keyof typeof import('./field.words.ts')['zh']['o']}`;
/** What cannot stand, by its place in the data. */
export const clausesKey: InjectionKey<Ref<Map<string, string>>> = Symbol('clauses');

export interface Choice {
  value: string;
  label: Word;
}
interface Named {
  name: string;
  label: Label;
}
/** One way a value may be given; `fits` says whether it is given so now. */
export interface Variant {
  key: string;
  label: Word;
  fits: (value: object) => boolean;
  make: () => object;
  fields: RuleField[];
}
/**
 * number, time, text, money (typed in yuan, kept in fen): a plain value; `empty` is what an empty field means (null, or the key is absent). pick, checks: words.
 * switch: yes or no. group: an object. maybe: an object or null. variant: one of several
 * shapes. list: rows of fields, or of one `item` that is the row itself.
 */
export type RuleField = Named &
  (
    | { kind: 'number' | 'time' | 'text' | 'money'; empty?: 'null' | 'absent' }
    | { kind: 'pick'; options: Choice[]; empty?: 'null' }
    | { kind: 'checks'; options: Choice[]; empty?: 'null' }
    | { kind: 'switch' }
    | { kind: 'group'; fields: RuleField[] }
    | { kind: 'maybe'; fields: RuleField[]; make: () => object; absent?: boolean }
    | { kind: 'variant'; variants: Variant[]; optional?: boolean }
    | { kind: 'list'; fields: RuleField[]; make: () => object; item?: RuleField }
  );

const label = (name: string) => `rules.f.${name}` as Label;
const choice = (value: string, word = value): Choice => ({ value, label: `rules.o.${word}` as Word });
const choices = (...values: string[]): Choice[] => values.map((value) => choice(value));

const number = (name: string, empty?: 'null'): RuleField => ({ kind: 'number', name, label: label(name), empty });
const time = (name: string, empty?: 'null' | 'absent'): RuleField => ({
  kind: 'time',
  name,
  label: label(name),
  empty,
});
const yuan = (name: string): RuleField => ({ kind: 'money', name, label: label(name) });
const text = (name: string, empty?: 'null'): RuleField => ({ kind: 'text', name, label: label(name), empty });
const toggle = (name: string): RuleField => ({ kind: 'switch', name, label: label(name) });
const level = (name: string): RuleField =>
  group(name, [text('zh'), text('en'), pick('colour', choices('red', 'orange', 'yellow', 'green')), number('minutes')]);
const pick = (name: string, options: Choice[], empty?: 'null'): RuleField => ({
  kind: 'pick',
  name,
  label: label(name),
  options,
  empty,
});
const checks = (name: string, options: Choice[], empty?: 'null'): RuleField => ({
  kind: 'checks',
  name,
  label: label(name),
  options,
  empty,
});
const group = (name: string, fields: RuleField[]): RuleField => ({ kind: 'group', name, label: label(name), fields });
const maybe = (name: string, fields: RuleField[], make: () => object, absent = false): RuleField => ({
  kind: 'maybe',
  name,
  label: label(name),
  fields,
  make,
  absent,
});
const list = (name: string, fields: RuleField[], make: () => object): RuleField => ({
  kind: 'list',
  name,
  label: label(name),
  fields,
  make,
});
const variant = (name: string, variants: Variant[], optional = false): RuleField => ({
  kind: 'variant',
  name,
  label: label(name),
  variants,
  optional,
});
/** A shape told by the key it has. */
const byKey = (key: string, make: () => object, fields: RuleField[]): Variant => ({
  key,
  label: `rules.o.${key}` as Word,
  fits: (value) => key in value,
  make,
  fields,
});
/** A shape told by its `kind`. */
const byKind = (kind: string, rest: object, fields: RuleField[]): Variant => ({
  key: kind,
  label: `rules.o.${kind}` as Word,
  fits: (value) => (value as { kind?: string }).kind === kind,
  make: () => ({ kind, ...structuredClone(rest) }),
  fields,
});

const days = [number('days'), pick('count', choices('calendar', 'working', 'not_holiday'))];
const halfDays = [time('morning', 'absent'), time('afternoon', 'absent'), time('evening', 'absent')];
const dayTime = [number('days_before'), time('at')];
const share = (name: string, optional = false): RuleField =>
  variant(
    name,
    [
      byKey('percent', () => ({ percent: 10 }), [number('percent')]),
      byKey('places', () => ({ places: 2 }), [number('places')]),
    ],
    optional,
  );
const recycles = maybe('recycles', dayTime, () => ({ days_before: 1, at: '18:00' }));
const channels = [
  ...choices('app', 'mini_program', 'counter', 'kiosk'),
  choice('phone', 'channel_phone'),
  choice('city_platform'),
];
export const channelChoices = channels;
export const dayKindChoices = choices('workday', 'weekend', 'holiday', 'make_up_workday');
export const visitKindChoices = choices('ordinary', 'expert', 'special');
const window = (name: string): RuleField =>
  maybe(name, [time('from', 'null'), time('until')], () => ({ from: null, until: '11:00' }), true);
const spans = choices('all', 'department', 'doctor');
const oneStep = [
  byKey('days', () => ({ days: 7 }), [number('days')]),
  byKey('months', () => ({ months: 1 }), [number('months')]),
];

export type SectionName = keyof typeof import('./field.words.ts')['zh']['section'];
/** A section's fields stand under its own name in the data. */
export interface Section {
  name: SectionName;
  field: RuleField;
}
const at = (name: SectionName, field: RuleField): Section => ({ name, field: { ...field, name } });
const value = label('value');

export const parts: { title: Key; sections: Section[] }[] = [
  {
    title: 'rules.part.booking',
    sections: [
      at('horizon', group('limit_to', [group('from', days), group('to', days)])),
      at('release_time', time('at')),
      at(
        'booking_hours',
        maybe('within', [time('from'), time('to')], () => ({ from: '06:00', to: '24:00' })),
      ),
      at('next_day_cut_off', time('at', 'null')),
      at('same_day_cut_off', group('until', halfDays)),
    ],
  },
  {
    title: 'rules.part.people',
    sections: [
      at(
        'gates',
        group('limit_to', [
          number('age_from_years', 'null'),
          number('age_to_years', 'null'),
          pick('sex', choices('female', 'male'), 'null'),
          checks(
            'first_visit_id_kinds',
            choices('resident_id', 'passport', 'hk_macau_permit', 'taiwan_permit', 'foreigner_permit'),
            'null',
          ),
          maybe(
            'symptoms',
            [
              list('bars', [text('code'), text('zh'), text('en')], () => ({ code: 'fever', zh: '发热', en: 'fever' })),
              group('send_to', [text('zh'), text('en')]),
            ],
            () => ({
              bars: [{ code: 'fever', zh: '发热', en: 'fever' }],
              send_to: { zh: '发热门诊', en: 'the fever clinic' },
            }),
          ),
        ]),
      ),
      at(
        'limits',
        list(
          'limit_to',
          [
            pick('who', choices('patient', 'account', 'phone')),
            pick('within', choices('visit_day', 'visit_week', 'visit_month', 'open')),
            pick('of', spans),
            number('max'),
          ],
          () => ({ max: 1, who: 'patient', of: 'department', within: 'visit_day' }),
        ),
      ),
      at(
        'cool_downs',
        list(
          'after',
          [pick('after', choices('cancelled', 'expired', 'no_show')), pick('of', spans), number('minutes')],
          () => ({ after: 'cancelled', minutes: 30, of: 'all' }),
        ),
      ),
      at(
        'counter_exempt',
        checks('limit_to', choices('release', 'horizon', 'booking_hours', 'cut_offs', 'limits', 'cool_downs', 'gates')),
      ),
    ],
  },
  {
    title: 'rules.part.visit',
    sections: [
      at('pay_within_minutes', { ...number('minutes') }),
      at(
        'cancel',
        variant('kind', [
          byKind('wall', { before: { days: 1, count: 'calendar' }, at: '17:00' }, [group('before', days), time('at')]),
          byKind('before_slot', { minutes: 30 }, [number('minutes')]),
          byKind('half_day_before', { ends: { morning: '12:00', afternoon: '17:00' } }, [
            group('ends', [time('morning'), time('afternoon')]),
          ]),
          byKind('never', {}, []),
        ]),
      ),
      at('collect', group('within', [window('morning'), window('afternoon'), window('evening')])),
      at(
        'check_in',
        group('limit_to', [
          variant('opens', [
            byKey('at', () => ({ at: '07:00' }), [time('at')]),
            byKey('minutes_before_slot', () => ({ minutes_before_slot: 30 }), [number('minutes_before_slot')]),
          ]),
          variant('until', [
            byKey('by_half_day', () => ({ by_half_day: { morning: '11:30', afternoon: '16:30' } }), [
              group('by_half_day', halfDays),
            ]),
            byKey('minutes_after_slot_start', () => ({ minutes_after_slot_start: 15 }), [
              number('minutes_after_slot_start'),
            ]),
            byKey('slot_end', () => ({ slot_end: true }), []),
            byKey('session_end', () => ({ session_end: true }), []),
          ]),
          number('late_grace_minutes'),
          pick('late', choices('refused', 'behind_others')),
        ]),
      ),
      at(
        'queue',
        group('limit_to', [
          pick('pooled_by', choices('doctor', 'visit_type', 'department')),
          number('passed_lets_pass'),
          number('results_every'),
          list(
            'classes',
            [pick('class', choices('senior', 'pregnant', 'soldier', 'disabled', 'child', 'veteran')), number('every')],
            () => ({ class: 'senior', every: 2 }),
          ),
          number('ageing_minutes'),
          number('undo_minutes'),
          number('prepare_ahead'),
        ]),
      ),
      at(
        'waitlist',
        group('limit_to', [
          { kind: 'switch', name: 'enabled', label: label('enabled') },
          checks('classes', choices('return_visit', 'senior', 'referral')),
          number('offer_minutes'),
          number('stops_minutes_before_slot'),
          number('per_patient_max'),
        ]),
      ),
    ],
  },
  {
    title: 'rules.part.standing',
    sections: [
      at('no_show', group('limit_to', [pick('after', choices('check_in_until', 'slot_end', 'day_end'))])),
      at(
        'penalties',
        list(
          'limit_to',
          [
            checks('counts', choices('no_show', 'cancelled_by_patient', 'cancelled_same_day', 'expired')),
            number('at_least'),
            variant('within', [
              {
                key: 'calendar',
                label: 'rules.o.calendar',
                fits: (v) => 'calendar' in v,
                make: () => ({ calendar: 'month' }),
                fields: [{ kind: 'pick', name: 'calendar', label: value, options: choices('month', 'year') }],
              },
              {
                key: 'days',
                label: 'rules.o.days',
                fits: (v) => 'days' in ((v as { rolling?: object }).rolling ?? {}),
                make: () => ({ rolling: { days: 30 } }),
                fields: [{ kind: 'group', name: 'rolling', label: value, fields: [number('days')] }],
              },
              {
                key: 'months',
                label: 'rules.o.months',
                fits: (v) => 'months' in ((v as { rolling?: object }).rolling ?? {}),
                make: () => ({ rolling: { months: 12 } }),
                fields: [{ kind: 'group', name: 'rolling', label: value, fields: [number('months')] }],
              },
            ]),
            {
              kind: 'list',
              name: 'steps',
              label: label('steps'),
              make: () => ({ rest_of_month: true }),
              fields: [],
              item: variant('value', [...oneStep, byKey('rest_of_month', () => ({ rest_of_month: true }), [])]),
            },
            pick('scope', [choice('online'), choice('all', 'scope_all')]),
          ],
          () => ({
            counts: ['no_show'],
            at_least: 3,
            within: { rolling: { months: 12 } },
            steps: [{ months: 1 }],
            scope: 'online',
          }),
        ),
      ),
    ],
  },
  {
    title: 'rules.part.places',
    sections: [
      at(
        'pool',
        group('limit_to', [
          list(
            'reserves',
            [pick('reserve', choices('on_site', 'senior', 'return_visit', 'referral')), share('share'), recycles],
            () => ({ reserve: 'on_site', share: { percent: 10 }, recycles: null }),
          ),
          list('channels', [pick('channel', channels), share('floor', true), share('ceiling', true), recycles], () => ({
            channel: 'app',
            floor: null,
            ceiling: { percent: 80 },
            recycles: null,
          })),
          list('stages', [share('share'), group('opens', dayTime)], () => ({
            share: { percent: 30 },
            opens: { days_before: 1, at: '07:00' },
          })),
          number('senior_from_age_years'),
        ]),
      ),
      at('extra', group('limit_to', [number('per_session'), number('per_doctor_day')])),
      at('freed', group('limit_to', [group('return_after_minutes', [number('from'), number('to')])])),
    ],
  },
  {
    title: 'rules.part.rest',
    sections: [
      at('closure', group('limit_to', [number('choose_within_hours')])),
      at('refund', group('limit_to', [yuan('two_person_above_fen')])),
      at(
        'rush',
        group('limit_to', [
          number('draw_ms'),
          pick('challenge', choices('suspicion', 'off')),
          number('per_account_per_minute'),
          number('per_device_accounts_per_day'),
          number('per_address_per_minute'),
        ]),
      ),
    ],
  },
  {
    title: 'rules.part.preconsult',
    sections: [
      at(
        'preconsult',
        group('limit_to', [
          toggle('enabled'),
          group('levels', [level('one'), level('two'), level('three'), level('four')]),
          group('phones', [
            text('ambulance'),
            text('emergency', 'null'),
            text('guide_desk', 'null'),
            text('campus_duty', 'null'),
          ]),
          group('crisis', [text('zh'), text('en'), text('phone')]),
          number('most_questions'),
          number('keep_words_days'),
          number('keep_record_days'),
          pick('model', [choice('off'), choice('after_consent')]),
        ]),
      ),
    ],
  },
];
export const sections: Section[] = parts.flatMap((part) => part.sections);
