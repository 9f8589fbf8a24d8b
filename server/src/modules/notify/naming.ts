/** Ids of a message as names of today, in the reader's language. */
import type { Locale } from '../../kernel/index.ts';
import type { NotifyNeeds } from './ports.ts';
import type { NoticeParams } from './rules.ts';
import type { Named } from './rules-words.ts';

export type NamesNow = Awaited<ReturnType<NotifyNeeds['names']>>;

export function named(params: NoticeParams, names: NamesNow, patient: string, locale: Locale): Named {
  const { department_id, doctor_id, room_id, service_point_id, substitute_doctor_id, ...rest } = params;
  const word = (one: { name: string; name_en?: string } | undefined) =>
    (locale === 'en' ? one?.name_en || one?.name : one?.name) ?? '';
  return {
    ...rest,
    patient,
    department: word(department_id ? names.department(department_id) : undefined),
    doctor: word(doctor_id ? names.doctor(doctor_id) : undefined),
    substitute: word(substitute_doctor_id ? names.doctor(substitute_doctor_id) : undefined),
    room: word(
      (room_id ? names.room(room_id) : undefined) ??
        (service_point_id ? names.service_point(service_point_id) : undefined),
    ),
  };
}
