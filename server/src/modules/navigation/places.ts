/** What people go to on a campus: its rooms and service points that are in use. */
import type { Tx } from '../../kernel/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Place } from './tables.ts';

/** A service point stands where its rooms are. */
export interface PointOfService {
  id: string;
  name: string;
  department_id: string;
  room_ids: readonly string[];
}

/** @param points every service point of the hospital, in its own order */
export const placesFrom =
  (catalog: Pick<Catalog, 'view'>, points: (tx: Tx) => Promise<readonly PointOfService[]>) =>
  async (tx: Tx, campus_id: string): Promise<Place[]> => {
    const { rooms, room, department } = await catalog.view(tx);
    const here = rooms.filter((one) => one.state === 'active' && one.campus_id === campus_id);
    const ids = new Set(here.map(({ id }) => id));
    const nameOf = (department_id: string) => department(department_id)?.name ?? '';
    const served = (await points(tx)).filter(({ room_ids }) => room_ids.some((id) => ids.has(id)));
    return [
      ...here.map(({ id, name, department_id, floor }) => {
        return { place_kind: 'room' as const, place_id: id, name, department_name: nameOf(department_id), floor };
      }),
      ...served.map(({ id, name, department_id, room_ids }) => {
        const floor = room(room_ids[0]!)?.floor ?? '';
        return {
          place_kind: 'service_point' as const,
          place_id: id,
          name,
          department_name: nameOf(department_id),
          floor,
          room_ids,
        };
      }),
    ];
  };
