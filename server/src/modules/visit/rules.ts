/** The rules of a visit: its two states and its note. Pure. */
export const visitStates = ['in_consultation', 'finished'] as const;
export type VisitState = (typeof visitStates)[number];

export const noteFields = ['chief_complaint', 'history', 'examination', 'diagnosis', 'advice'] as const;
export type Note = Record<(typeof noteFields)[number], string>;
export const emptyNote: Note = { chief_complaint: '', history: '', examination: '', diagnosis: '', advice: '' };

/** The note with only what was sent changed; ends of lines are kept, blanks around a field are not. */
export function amended(note: Note, change: Partial<Note>): Note {
  const sent = noteFields.filter((field) => change[field] !== undefined);
  return { ...note, ...Object.fromEntries(sent.map((field) => [field, change[field]!.trim()])) };
}

/** Why a note may not be written now, or null. */
export function judgeNote(
  visit: { state: VisitState; version: number },
  seen_version: number,
): 'visit_finished' | 'version_conflict' | null {
  if (visit.state === 'finished') return 'visit_finished';
  return visit.version === seen_version ? null : 'version_conflict';
}
