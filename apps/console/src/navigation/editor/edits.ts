/** A map's draft as a set of features, and what changes it: every change can be turned round, sent and put on another base. */
import type { MapFeatureShape } from '@menzhen/contract';

export type Feature = MapFeatureShape;
export type Features = ReadonlyMap<string, Feature>;
export interface Change {
  put: readonly Feature[];
  remove: readonly string[];
}

export const byId = (features: readonly Feature[]): Features => new Map(features.map((one) => [one.id, one]));

export function applied(features: Features, { put, remove }: Change): Features {
  const after = new Map(features);
  for (const id of remove) after.delete(id);
  for (const feature of put) after.set(feature.id, feature);
  return after;
}

/** What leads from one state to another. */
export function difference(from: Features, to: Features): Change {
  return {
    put: [...to.values()].filter((one) => from.get(one.id) !== one),
    remove: [...from.keys()].filter((id) => !to.has(id)),
  };
}

export const isEmpty = ({ put, remove }: Change): boolean => put.length === 0 && remove.length === 0;

/** A feature without what it says about others that are going: edges go with their ends, the rest only forgets. */
function without(feature: Feature, gone: ReadonlySet<string>): Feature | null {
  const { properties } = feature;
  if (feature.type === 'edge' && (gone.has(properties.from_node_id ?? '') || gone.has(properties.to_node_id ?? '')))
    return null;
  const links = ['unit_id', 'node_id', 'via_id', 'building_id'] as const;
  const lost = links.filter((link) => gone.has(properties[link] ?? ''));
  if (lost.length === 0) return feature;
  return { ...feature, properties: { ...properties, ...Object.fromEntries(lost.map((link) => [link, null])) } };
}

/** Removing features takes along what cannot be without them: a floor all that stands on it, a node its edges. */
export function removal(features: Features, ids: readonly string[]): Change {
  const gone = new Set(ids);
  for (const one of features.values()) if (one.level_id && gone.has(one.level_id)) gone.add(one.id);
  const put: Feature[] = [];
  for (const one of features.values()) {
    if (gone.has(one.id)) continue;
    const left = without(one, gone);
    if (left === null) gone.add(one.id);
    else if (left !== one) put.push(left);
  }
  return { put, remove: [...gone] };
}

/** Steps back and forth over the states of a draft; a new change forgets what was taken back. */
export class History {
  #past: Features[] = [];
  #future: Features[] = [];
  #now: Features;
  readonly #most: number;

  constructor(start: Features, most = 200) {
    this.#now = start;
    this.#most = most;
  }

  get now(): Features {
    return this.#now;
  }
  get canUndo(): boolean {
    return this.#past.length > 0;
  }
  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  change(change: Change): void {
    if (isEmpty(change)) return;
    this.#past = [...this.#past, this.#now].slice(-this.#most);
    this.#future = [];
    this.#now = applied(this.#now, change);
  }

  undo(): void {
    const before = this.#past.pop();
    if (!before) return;
    this.#future.push(this.#now);
    this.#now = before;
  }

  redo(): void {
    const after = this.#future.pop();
    if (!after) return;
    this.#past.push(this.#now);
    this.#now = after;
  }
}
