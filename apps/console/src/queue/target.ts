/** Where a ticket may be sent: the doctors, rooms and departments on duty today, or the points of the same service. */
import type { ServicePointView, SessionView, TicketView } from '@menzhen/contract';

export const targetKinds = ['doctor', 'room', 'department', 'service_point'] as const;
export type TargetKind = (typeof targetKinds)[number];
/** Exactly one of them, as the routes take it. */
export type Target = { [K in TargetKind as `${K}_id`]?: string };
export interface TargetOption {
  value: string;
  label: string;
}
type OnDuty = Pick<
  SessionView,
  'id' | 'state' | 'ends' | 'department_id' | 'department_name' | 'doctor_id' | 'doctor_name' | 'room_id' | 'room_name'
>;
type Point = Pick<ServicePointView, 'id' | 'kind' | 'name' | 'is_open' | 'waiting' | 'department_name'>;
type From = Pick<TicketView, 'kind' | 'session_id' | 'service_point_id'>;

const unique = (options: TargetOption[]) => [...new Map(options.map((one) => [one.value, one])).values()];

/** `now` is HH:MM on the hospital's wall: a session that is over takes nobody. */
export function targetsOf(
  from: From,
  sessions: readonly OnDuty[],
  points: readonly Point[],
  now: string,
): Partial<Record<TargetKind, TargetOption[]>> {
  if (from.service_point_id !== null) {
    const others = points.filter((one) => one.is_open && one.kind === from.kind && one.id !== from.service_point_id);
    return {
      service_point: others.map((one) => ({ value: one.id, label: `${one.name} · ${one.department_name}` })),
    };
  }
  const open = sessions.filter((one) => one.state === 'open' && now < one.ends);
  const others = open.filter((one) => one.id !== from.session_id);
  return {
    doctor: unique(
      others.map((one) => ({
        value: one.doctor_id,
        label: `${one.doctor_name} · ${one.room_name} · ${one.department_name}`,
      })),
    ),
    room: unique(
      others.map((one) => ({
        value: one.room_id,
        label: `${one.room_name} · ${one.doctor_name} · ${one.department_name}`,
      })),
    ),
    department: unique(others.map((one) => ({ value: one.department_id, label: one.department_name }))),
  };
}
