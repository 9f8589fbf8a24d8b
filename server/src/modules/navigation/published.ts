/**
 * The published maps in memory: their features, the graph of their ways, and the bytes a phone is sent. What is published and closed is
 * asked of the database each time (two small selects), so that a closure counts on every node with the next question.
 */
import type { MapNews, PublishedMapView } from '@menzhen/contract';
import { findWay, type Goal, graphOf, type Locale, type WayFound, type WayGraph } from '@menzhen/wayfinding';
import { type Db, found, Prepared, Refusal, type Tx } from '../../kernel/index.ts';
import type { NavigationNeeds } from './ports.ts';
import { isClosedAt } from './rules.ts';
import { closureView } from './service-closure.ts';
import { featuresOfPublication, type Standing, standing } from './store-published.ts';
import type { Feature, MapRow } from './tables.ts';

interface Drawn {
  number: number;
  features: Feature[];
  ways: WayGraph;
}
export interface PublishedMap extends Drawn {
  standing: Standing;
  closed: string[];
  prepared: Prepared<PublishedMapView>;
}

export interface FindAsk {
  map_id: string;
  from: string;
  goal: Goal;
  step_free: boolean;
  slow: boolean;
  locale: Locale;
}

/** Service points by the room in which they serve: hospitals move them without drawing a map anew. */
type Serving = ReadonlyMap<string, readonly string[]>;
function servingOf(points: Awaited<ReturnType<NavigationNeeds['points']>>): Serving {
  const pairs = points.flatMap(({ id, room_ids }) => room_ids.map((room_id) => ({ id, room_id })));
  const byRoom = Map.groupBy(pairs, ({ room_id }) => room_id);
  return new Map([...byRoom].map(([room_id, own]) => [room_id, own.map(({ id }) => id)]));
}
function withServing(feature: Feature, serving: Serving): Feature {
  const { place_kind, place_id } = feature.properties;
  const serves = place_kind === 'room' ? serving.get(place_id ?? '') : undefined;
  return serves ? { ...feature, properties: { ...feature.properties, serves: [...serves] } } : feature;
}

export class PublishedMaps {
  readonly #db: Db;
  readonly #points: NavigationNeeds['points'];
  /** By map; old versions are let go. */
  readonly #drawn = new Map<string, { key: string; drawn: Promise<Drawn> }>();
  readonly #shown = new Map<string, { key: string; map: PublishedMap }>();

  constructor(db: Db, points: NavigationNeeds['points']) {
    this.#db = db;
    this.#points = points;
  }

  /** What stands now, in the order the maps were made. */
  async list(now: Temporal.Instant, tx: Tx = this.#db.kysely): Promise<Standing[]> {
    return (await standing(tx)).map((one) => ({
      ...one,
      closures: one.closures.filter((row) => isClosedAt(row, now)),
    }));
  }

  #draw({ id, number }: Standing, serving: Serving): Promise<Drawn> {
    const key = JSON.stringify([id, number, [...serving]]);
    const known = this.#drawn.get(id);
    if (known?.key === key) return known.drawn;
    const drawing = featuresOfPublication(this.#db.kysely, id, number).then((published) => {
      const features = published!.map((feature) => withServing(feature, serving));
      return { number, features, ways: graphOf(features) };
    });
    drawing.catch(() => this.#drawn.delete(id));
    this.#drawn.set(id, { key, drawn: drawing });
    return drawing;
  }

  async #show(one: Standing): Promise<PublishedMap> {
    const serving = servingOf(await this.#points(this.#db.kysely));
    const closures = one.closures.map(({ feature_id, closed_at }) => [feature_id, closed_at]);
    const key = JSON.stringify([one.number, one.version, closures, [...serving]]);
    const known = this.#shown.get(one.id);
    if (known?.key === key) return known.map;
    const drawn = await this.#draw(one, serving);
    const map = {
      ...drawn,
      standing: one,
      closed: one.closures.map(({ feature_id }) => feature_id),
      prepared: preparedOf(one, drawn),
    };
    this.#shown.set(one.id, { key, map });
    return map;
  }

  /** Every published map with what is closed now. */
  async all(now: Temporal.Instant): Promise<PublishedMap[]> {
    return Promise.all((await this.list(now)).map((one) => this.#show(one)));
  }

  /** @throws Refusal not_found: no such map, or none published */
  async of(id: string, now: Temporal.Instant): Promise<PublishedMap> {
    return this.#show(found((await this.list(now)).find((one) => one.id === id)));
  }

  /** @throws Refusal map_not_published */
  async ofPublished({ id, published_number }: MapRow, now: Temporal.Instant): Promise<PublishedMap> {
    if (published_number === null) throw new Refusal('map_not_published');
    return this.of(id, now);
  }

  async ofCampus(campus_id: string, now: Temporal.Instant): Promise<PublishedMap | undefined> {
    const one = (await this.list(now)).find((map) => map.campus_id === campus_id);
    return one && this.#show(one);
  }
}

/** What a phone knows of the map besides what is drawn on it. */
export function newsOf({ standing, ways }: Pick<PublishedMap, 'standing' | 'ways'>): MapNews {
  const { id, campus_id, name, name_en, number, published_at, pace, slow_pace } = standing;
  const closures = standing.closures.map((row) => closureView(row, ways.features));
  return { id, campus_id, name, name_en, number, published_at: published_at.toString(), pace, slow_pace, closures };
}

const preparedOf = (standing: Standing, { features, ways }: Drawn): Prepared<PublishedMapView> =>
  new Prepared({ ...newsOf({ standing, ways }), features });

/** The way on a published map with what is closed now. */
export function wayOn(
  { standing: { id, number, pace, slow_pace }, ways, closed }: PublishedMap,
  ask: Omit<FindAsk, 'map_id'>,
): WayFound {
  const { slow, ...rest } = ask;
  return findWay(ways, { ...rest, map: { id, number }, pace: slow ? slow_pace : pace, closed });
}
