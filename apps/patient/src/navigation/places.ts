import type { AmenityCategory, MapFeatureShape, PublishedMapView } from '@menzhen/contract';
import { floorsOf, type MapLanguage, nameOfFeature } from '../../../../ui/src/navigation/index.ts';

/** A place of the map that people ask for by its name. */
export interface Place {
  /** Of the unit or amenity. */
  id: string;
  name: string;
  level_id: string;
  /** 3F */
  level: string;
}

/** What is asked for as "the nearest", in the order in which it is offered. */
export const nearestKinds = ['restroom', 'restroom.wheelchair', 'elevator', 'pharmacy', 'entry'] as const;
export type NearestKind = (typeof nearestKinds)[number] & AmenityCategory;

const NAMELESS = ['walkway', 'opentobelow', 'nonpublic', 'unspecified'];

function isPlace({ type, properties }: MapFeatureShape): boolean {
  if (type === 'amenity') return true;
  return type === 'unit' && !NAMELESS.includes(properties.category ?? '');
}

/** All places with a name, from the ground floor up, on a floor by their names. */
export function placesOf(map: PublishedMapView, language: MapLanguage): Place[] {
  const floors = new Map(floorsOf(map.features, language).map((floor) => [floor.id, floor]));
  const found = map.features.flatMap((one) => {
    const floor = floors.get(one.level_id ?? '');
    const name = nameOfFeature(one, language);
    return floor && name && isPlace(one) ? [{ id: one.id, name, floor }] : [];
  });
  return (
    found
      .sort((a, b) => a.floor.ordinal - b.floor.ordinal || a.name.localeCompare(b.name, 'zh-CN'))
      .map(({ id, name, floor }) => ({ id, name, level_id: floor.id, level: floor.short_name }))
      // a room and the sign in it are one place
      .filter((one, n, all) => all.findIndex((of) => of.name === one.name && of.level_id === one.level_id) === n)
  );
}

/** Places whose name or floor holds all the words that were typed. */
export function findPlaces(places: readonly Place[], typed: string): Place[] {
  const asked = typed.trim().toLowerCase().split(/\s+/);
  return places.filter(({ name, level }) => asked.every((word) => `${name} ${level}`.toLowerCase().includes(word)));
}

/** Which of "the nearest" this map has at all, drawn as a room or as a sign; an accessible toilet is a toilet too. */
export function nearestOf(map: PublishedMapView): NearestKind[] {
  const there = map.features.flatMap(({ type, properties: { category } }) =>
    category && (type === 'amenity' || type === 'unit') ? [category] : [],
  );
  return nearestKinds.filter((kind) => there.some((one) => one === kind || one.startsWith(`${kind}.`)));
}
