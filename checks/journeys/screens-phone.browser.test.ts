/** What every screen keeps to, in one look; see every-screen.ts. */
import { everyScreenIn } from './every-screen.ts';
import { looks } from './screens.ts';

everyScreenIn(looks.phone);
