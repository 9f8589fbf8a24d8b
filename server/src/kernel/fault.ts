/**
 * Where a test may pull the plug: `MENZHEN_FAULT_POINT=name:n` ends the process, as kill -9 does, when it passes that point for
 * the n-th time. Without it nothing happens.
 */
const [name, times] = (process.env.MENZHEN_FAULT_POINT ?? '').split(':');
let left = Number(times ?? 1);

export type FaultPoint =
  | 'after-commit-before-answer'
  | 'before-settle-commit'
  | 'after-settle-commit'
  | 'after-opening-at-channel'
  | 'after-refund-at-channel';

export function faultPoint(here: FaultPoint): void {
  if (here !== name) return;
  left -= 1;
  if (left <= 0) process.kill(process.pid, 'SIGKILL');
}
