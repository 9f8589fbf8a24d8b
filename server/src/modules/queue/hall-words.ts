/** What a board says besides the call itself. */

/** Said once after a call: who comes next may get ready. Null when nobody is near. */
export function spokenPrepare(next: readonly { ticket_number: string; patient_name_masked: string }[]): string | null {
  if (next.length === 0) return null;
  const people = next.map((one) => `${one.ticket_number} 号 ${one.patient_name_masked}`.trim());
  return `请 ${people.join('、')} 准备`;
}
