/**
 * What every screen keeps to, in one look; see every-screen.ts. The console is looked at on a phone in the dark and largest
 * print, and light on a desktop: what fits and reads there does so here, and the whole test has half an hour.
 */
import { everyScreenIn } from './every-screen.ts';
import { looks } from './screens.ts';

everyScreenIn(looks.phone, []);
