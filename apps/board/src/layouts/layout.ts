/** What every layout is given. */
import type { BoardView } from '@menzhen/contract';
import type { HallCall } from '../calls.ts';

export interface LayoutProps {
  view: BoardView;
  front: HallCall | null;
  behind: HallCall[];
  /** A call is being said. */
  speaking: boolean;
  /** It cannot be said here, so it is made to be seen. */
  flash: boolean;
  /** Set when what is shown is history: the time it was true. */
  asOf: string | null;
  nowMs: number;
  checkInUrl: string | null;
}
