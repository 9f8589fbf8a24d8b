/** Which room a doctor is in: of today's sessions the one going on, else the next, else the last. */
export interface SessionOfDay {
  session_id: string;
  room_id: string;
  starts: string;
  ends: string;
  state: string;
}

/** `now` is HH:MM on the hospital's wall. A session counts from half an hour before it begins. */
export function sessionNow<S extends SessionOfDay>(sessions: readonly S[], now: string): S | null {
  const open = sessions.filter((one) => one.state !== 'closed').toSorted((a, b) => a.starts.localeCompare(b.starts));
  const goingOn = open.findLast((one) => earlier(one.starts, 30) <= now && now < one.ends);
  return goingOn ?? open.find((one) => one.starts > now) ?? open.at(-1) ?? null;
}

function earlier(time: string, minutes: number): string {
  const total = Math.max(0, Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) - minutes);
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
}
