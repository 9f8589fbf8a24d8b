/** Facts of the catalog: what was added or changed, with the names as they were then, so that history reads as it was. */
import { FeeDiscount } from '@menzhen/contract';
import { Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { Kind, Rows } from './store.ts';
import type { BoardCardRow } from './tables.ts';

const Named = { id: Type.String(), name: Type.String(), name_en: Type.String(), state: Type.String() };
const nullable = Type.Union([Type.String(), Type.Null()]);
const departmentData = Type.Object({ ...Named, parent_id: nullable });
const roomData = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: Type.String(),
  campus_id: Type.String(),
  department_id: Type.String(),
  floor: Type.String(),
});
const doctorData = Type.Object({ ...Named, department_id: Type.String(), title: Type.String() });
const visitTypeData = Type.Object({
  ...Named,
  kind: Type.String(),
  registration_fen: Type.Integer(),
  consultation_fen: Type.Integer(),
  /** Absent in facts from before there were discounts. */
  discounts: Type.Optional(Type.Array(FeeDiscount)),
});

const boardData = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: Type.String(),
  layout: Type.String(),
  department_ids: Type.Array(Type.String()),
  room_id: nullable,
});

/** kind -> schema of its data */
export const catalogFacts = {
  'department.added': departmentData,
  'department.changed': departmentData,
  'room.added': roomData,
  'room.changed': roomData,
  'doctor.added': doctorData,
  'doctor.changed': doctorData,
  'visit_type.added': visitTypeData,
  'visit_type.changed': visitTypeData,
  'board.paired': boardData,
  'board.changed': boardData,
  'board.unpaired': boardData,
  'board.restarted': boardData,
};

const told: { [K in Kind]: readonly (keyof Rows[K])[] } = {
  department: ['id', 'name', 'name_en', 'state', 'parent_id'],
  room: ['id', 'name', 'state', 'campus_id', 'department_id', 'floor'],
  doctor: ['id', 'name', 'name_en', 'state', 'department_id', 'title'],
  visit_type: ['id', 'name', 'name_en', 'state', 'kind', 'registration_fen', 'consultation_fen', 'discounts'],
};

export const factOf = <K extends Kind>(
  acting: { now: Temporal.Instant; actor: string },
  kind: K,
  turn: 'added' | 'changed',
  row: Rows[K],
): FactInput => ({
  at: acting.now,
  actor: acting.actor,
  kind: `${kind}.${turn}`,
  subject: `${kind}:${row.id}`,
  data: Object.fromEntries(told[kind].map((field) => [field, row[field]])),
});

export const boardFact = (
  acting: { now: Temporal.Instant; actor: string },
  turn: 'paired' | 'changed' | 'unpaired' | 'restarted',
  { id, name, state, layout, department_ids, room_id }: BoardCardRow,
): FactInput => ({
  at: acting.now,
  actor: acting.actor,
  kind: `board.${turn}`,
  subject: `board:${id}`,
  data: { id, name, state, layout, department_ids, room_id },
});
