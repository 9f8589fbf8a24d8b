/** What way-finding needs of the rooms before it. */
import type { Db, Secrets, Tx, Wake } from '../../kernel/index.ts';
import type { PointOfService } from './places.ts';
import type { PublishedMaps } from './published.ts';
import type { Place } from './tables.ts';

export interface NavigationNeeds {
  /** Rooms and open service points of a campus that are in use, in the hospital's own order. */
  places: (tx: Tx, campus_id: string) => Promise<Place[]>;
  /** Every service point of the hospital with its rooms. */
  points: (tx: Tx) => Promise<readonly PointOfService[]>;
  /** Undefined: there is no such campus. */
  campus: (id: string) => Promise<{ address: string } | undefined>;
  /** Where patients open the phone page. */
  public_origin: string;
}

export interface NavigationGround {
  db: Db;
  secrets: Secrets;
  wake: Wake;
  needs: NavigationNeeds;
  published: PublishedMaps;
}
