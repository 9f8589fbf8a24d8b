/** From metres on the plan to WGS 84 and back, on the plane that touches the earth at the map's anchor: exact to a centimetre over a campus. */
import type { MapRow } from './tables.ts';

export type Anchor = Pick<MapRow, 'longitude' | 'latitude' | 'bearing_degrees'>;

const EQUATOR_METRES = 6_378_137;
const ECCENTRICITY_SQUARED = 0.006_694_379_990_14;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres a degree of latitude and of longitude, here. */
function scaleAt(latitude: number): [north: number, east: number] {
  const sine = Math.sin(radians(latitude));
  const flat = 1 - ECCENTRICITY_SQUARED * sine * sine;
  const north = (EQUATOR_METRES * (1 - ECCENTRICITY_SQUARED)) / flat ** 1.5;
  const east = (EQUATOR_METRES * Math.cos(radians(latitude))) / Math.sqrt(flat);
  return [(north * Math.PI) / 180, (east * Math.PI) / 180];
}

const digits = (value: number, count: number) => Number(value.toFixed(count));

export interface Projection {
  /** [longitude, latitude] of [x, y]; nine digits, a tenth of a millimetre. */
  out(point: readonly number[]): number[];
  /** [x, y] in metres, to the millimetre. */
  in(position: readonly number[]): number[];
}

export function projectionAt({ longitude, latitude, bearing_degrees }: Anchor): Projection {
  const [north, east] = scaleAt(latitude);
  const [sine, cosine] = [Math.sin(radians(bearing_degrees)), Math.cos(radians(bearing_degrees))];
  return {
    out([x = 0, y = 0]) {
      const [right, up] = [x, -y];
      const metresEast = right * cosine + up * sine;
      const metresNorth = up * cosine - right * sine;
      return [digits(longitude + metresEast / east, 9), digits(latitude + metresNorth / north, 9)];
    },
    in([lon = 0, lat = 0]) {
      const [metresEast, metresNorth] = [(lon - longitude) * east, (lat - latitude) * north];
      const right = metresEast * cosine - metresNorth * sine;
      const up = metresEast * sine + metresNorth * cosine;
      return [digits(right, 3), digits(-up, 3)];
    },
  };
}
