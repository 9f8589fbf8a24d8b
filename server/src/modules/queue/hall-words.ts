/** What a board says besides the call itself. */

/** Said once after a call: who comes next may get ready. Null when nobody is near. */
export function spokenPrepare(next: readonly { ticket_number: string; patient_name_masked: string }[]): string | null {
  if (next.length === 0) return null;
  const people = next.map((one) => `${one.ticket_number} 号 ${one.patient_name_masked}`.trim());
  return `请 ${people.join('、')} 准备`;
}

/** A call to a window or a laboratory: what is done there, its name says. */
export const spokenAtPoint = (call: { number: string; name_masked: string; room_name: string }): string =>
  `请 ${call.number} 号 ${call.name_masked} 到 ${call.room_name}`;

/** A window that was closed while people wait for it. */
export const pausedNotice = (point: { name: string; waiting: number }): string =>
  `${point.name}暂停服务，${point.waiting} 位候诊的请留意现场通知`;
