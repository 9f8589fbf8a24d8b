/** Seeded chance: the same seed draws the same numbers on every machine, so that a day can be played again. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  yes(probability: number): boolean;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  pick<T>(items: readonly T[]): T;
  /** One item, each as likely as its weight says. */
  weighted<T>(items: readonly T[], weightOf: (item: T) => number): T;
  /** Around `middle`, mostly within a factor of `spread` up or down: how long things take. */
  around(middle: number, spread: number): number;
  /** A chance of its own by name: what one patient draws does not change what another will. */
  fork(name: string): Chance;
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Mixes a counter (the finaliser of MurmurHash3): small, fast and even enough to play a clinic with. */
function mix(counter: number): number {
  let z = counter;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

export function chanceOf(seed: string): Chance {
  let state = hashOf(seed);
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state) / 2 ** 32;
  };
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    yes: (probability) => next() < probability,
    whole,
    pick: (items) => items[whole(0, items.length - 1)]!,
    weighted(items, weightOf) {
      let left = next() * items.reduce((sum, item) => sum + weightOf(item), 0);
      for (const item of items) {
        left -= weightOf(item);
        if (left < 0) return item;
      }
      return items.at(-1)!;
    },
    around(middle, spread) {
      const bell = (next() + next() + next()) / 1.5 - 1;
      return middle * spread ** bell;
    },
    fork: (name) => chanceOf(`${seed}/${name}`),
  };
}
