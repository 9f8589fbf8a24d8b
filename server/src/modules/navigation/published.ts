/**
 * The published maps in memory: their features, the graph of their ways, and the bytes a phone is sent. What is published and closed is
 * asked of the database each time (two small selects), so that a closure counts on every node with the next question.
 */
import type { PublishedMapView } from '@menzhen/contract';
import { findWay, type Goal, graphOf, type Locale, type WayFound, type WayGraph } from '@menzhen/wayfinding';
import { type Db, found, Prepared, Refusal, type Tx } from '../../kernel/index.ts';
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

export class PublishedMaps {
  readonly #db: Db;
  readonly #drawn = new Map<string, Promise<Drawn>>();
  readonly #shown = new Map<string, { key: string; map: PublishedMap }>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** What stands now, in the order the maps were made. */
  async list(now: Temporal.Instant, tx: Tx = this.#db.kysely): Promise<Standing[]> {
    return (await standing(tx)).map((one) => ({
      ...one,
      closures: one.closures.filter((row) => isClosedAt(row, now)),
    }));
  }

  #draw({ id, number }: Standing): Promise<Drawn> {
    const key = `${id}/${number}`;
    const known = this.#drawn.get(key);
    if (known) return known;
    for (const old of this.#drawn.keys()) if (old.startsWith(id)) this.#drawn.delete(old);
    const drawing = featuresOfPublication(this.#db.kysely, id, number).then((features) => ({
      number,
      features: features!,
      ways: graphOf(features!),
    }));
    drawing.catch(() => this.#drawn.delete(key));
    this.#drawn.set(key, drawing);
    return drawing;
  }

  async #show(one: Standing): Promise<PublishedMap> {
    const key = JSON.stringify([
      one.number,
      one.version,
      one.closures.map(({ feature_id, closed_at }) => [feature_id, closed_at]),
    ]);
    const known = this.#shown.get(one.id);
    if (known?.key === key) return known.map;
    const drawn = await this.#draw(one);
    const map = {
      ...drawn,
      standing: one,
      closed: one.closures.map(({ feature_id }) => feature_id),
      prepared: preparedOf(one, drawn),
    };
    this.#shown.set(one.id, { key, map });
    return map;
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

function preparedOf(one: Standing, { features, ways }: Drawn): Prepared<PublishedMapView> {
  const { id, campus_id, name, name_en, number, published_at, pace, slow_pace } = one;
  const closures = one.closures.map((row) => closureView(row, ways.features));
  return new Prepared({
    id,
    campus_id,
    name,
    name_en,
    number,
    published_at: published_at.toString(),
    pace,
    slow_pace,
    features,
    closures,
  });
}

/** The way on a published map with what is closed now. */
export function wayOn(
  { standing: { id, number, pace, slow_pace }, ways, closed }: PublishedMap,
  ask: Omit<FindAsk, 'map_id'>,
): WayFound {
  const { slow, ...rest } = ask;
  return findWay(ways, { ...rest, map: { id, number }, pace: slow ? slow_pace : pace, closed });
}
