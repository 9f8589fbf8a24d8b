/**
 * Where a test may pull the plug: `MENZHEN_FAULT_POINT=name:n` ends the process, as kill -9 does, when it passes that point for
 * the n-th time. Without it nothing happens.
 */
let armed: string | undefined;
let left = 0;

/** @param text what main.ts finds in `MENZHEN_FAULT_POINT`; without it no point does anything */
export function armFaultPoint(text: string | undefined): void {
  const [name, times = '1'] = (text ?? '').split(':');
  armed = name;
  left = Number(times);
}

export type FaultPoint =
  | 'after-commit-before-answer'
  | 'before-settle-commit'
  | 'after-settle-commit'
  | 'after-opening-at-channel'
  | 'after-refund-at-channel'
  | 'after-message-sent';

export function faultPoint(here: FaultPoint): void {
  if (here !== armed) return;
  left -= 1;
  if (left <= 0) process.kill(process.pid, 'SIGKILL');
}
