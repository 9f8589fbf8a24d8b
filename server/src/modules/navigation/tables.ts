/** Rows of way-finding's tables. */
import type { MapFeatureShape } from '@menzhen/contract';

export interface MapRow {
  id: string;
  campus_id: string;
  name: string;
  name_en: string;
  longitude: number;
  latitude: number;
  bearing_degrees: number;
  /** Metres a second. */
  pace: number;
  slow_pace: number;
  version: number;
  revision: number;
  checked_revision: number | null;
  published_number: number | null;
  published_revision: number | null;
  published_at: Temporal.Instant | null;
}
export type MapFields = Omit<
  MapRow,
  'id' | 'version' | 'revision' | 'checked_revision' | 'published_number' | 'published_revision' | 'published_at'
>;

/** A feature of the draft, or the stone of a removed one. */
export interface FeatureStone {
  id: string;
  revision: number;
  removed: boolean;
}

export interface PublicationRow {
  map_id: string;
  number: number;
  feature_count: number;
  published_at: Temporal.Instant;
  published_by: string;
}

export interface ClosureRow {
  feature_id: string;
  reason: string;
  closed_at: Temporal.Instant;
  until: Temporal.Instant | null;
}

export interface PlanRow {
  id: string;
  media_type: string;
  width_px: number;
  height_px: number;
  picture: Buffer;
}

/** A room or service point of the hospital, as maps name them. */
export interface Place {
  place_kind: 'room' | 'service_point';
  place_id: string;
  name: string;
  department_name: string;
  floor: string;
  /** Of a service point: where it serves. */
  room_ids?: readonly string[];
}

export type Feature = MapFeatureShape;
