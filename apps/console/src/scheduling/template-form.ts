/** The fields of a template, for adding one and for changing one from a day on. */
import { addDays, weekdayWord } from '@menzhen/ui';
import { computed } from 'vue';
import { useDoctors, useRooms, useVisitTypes } from '../catalog/catalog.query.ts';
import type { FormField } from '../shared/form.ts';
import { useT } from '../shared/words.ts';
import type { Template } from './template-grid.ts';

const HALVES = ['morning', 'afternoon', 'evening'] as const;
const WEEKS = ['every', 'odd', 'even'] as const;
const HOURS = {
  morning: { starts: '08:00', ends: '11:30' },
  afternoon: { starts: '13:30', ends: '16:30' },
  evening: { starts: '18:00', ends: '20:00' },
};

/** What stands in the form of a new template before anything is typed. */
export const usualTemplate = (today: string, at: { half_day: keyof typeof HOURS } | null) => ({
  ...HOURS[at?.half_day ?? 'morning'],
  ...{ half_day: 'morning', weeks: 'every', slot_minutes: 30, places_per_slot: 4, valid_from: addDays(today, 1) },
  ...at,
});
/** A template as it is changed: from tomorrow on, unless it begins later. */
export const changeOf = (template: Template, today: string) => ({
  ...template,
  valid_from: template.valid_from > today ? template.valid_from : addDays(today, 1),
});

export function useTemplateFields(isChange: boolean) {
  const { t, locale } = useT();
  const doctors = useDoctors();
  const rooms = useRooms();
  const visitTypes = useVisitTypes();
  const pick = (name: string, label: string, options: FormField['options'], half = true): FormField => ({
    name,
    label,
    kind: 'pick',
    options: options ?? [],
    half,
  });
  return computed<FormField[]>(() => [
    pick('doctor_id', t('common.doctor'), doctors.options.value, false),
    pick(
      'weekday',
      t('scheduling.template.weekday'),
      [1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: weekdayWord(value, locale.value) })),
    ),
    pick(
      'half_day',
      t('scheduling.template.half_day'),
      HALVES.map((value) => ({ value, label: t(`common.half.${value}`) })),
    ),
    pick(
      'weeks',
      t('scheduling.weeks.label'),
      WEEKS.map((value) => ({ value, label: t(`scheduling.weeks.${value}`) })),
    ),
    pick('room_id', t('common.room'), rooms.options.value),
    { name: 'starts', label: t('scheduling.template.starts'), kind: 'time', half: true },
    { name: 'ends', label: t('scheduling.template.ends'), kind: 'time', half: true },
    { name: 'slot_minutes', label: t('scheduling.template.slot_minutes'), kind: 'number', half: true },
    { name: 'places_per_slot', label: t('scheduling.template.places_per_slot'), kind: 'number', half: true },
    pick('visit_type_id', t('scheduling.template.visit_type'), visitTypes.options.value, false),
    ...(['registration_fen', 'consultation_fen'] as const).map(
      (name): FormField => ({
        name,
        label: t(`scheduling.template.${name}`),
        help: t('scheduling.template.fee_help'),
        kind: 'money',
        optional: true,
        half: true,
      }),
    ),
    {
      name: 'valid_from',
      label: t(isChange ? 'scheduling.template.change_from' : 'scheduling.template.valid_from'),
      kind: 'day',
      half: true,
    },
    {
      name: 'valid_to',
      label: t('scheduling.template.valid_to'),
      help: t('scheduling.template.valid_to_help'),
      kind: 'day',
      optional: true,
      half: true,
    },
  ]);
}
