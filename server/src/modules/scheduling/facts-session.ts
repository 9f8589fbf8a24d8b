/** What every fact of a session tells of it. */
import { Type } from 'typebox';

export const sessionFields = {
  session_id: Type.String(),
  department_id: Type.String(),
  doctor_id: Type.String(),
  room_id: Type.String(),
  visit_type_id: Type.String(),
  date: Type.String(),
  half_day: Type.String(),
  starts: Type.String(),
  ends: Type.String(),
};
