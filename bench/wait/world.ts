/**
 * The invented hospital whose waiting is measured: departments, doctors with their own pace, kinds of visits — and how long
 * things take. Service times are gamma with mean 802 s and coefficient of variation 0.72 over all visits, as published for a
 * real Chinese clinic; doctors and kinds of visits differ within that.
 */
import { type Chance, chanceOf } from '../../server/src/demo/clinic-day/chance.ts';

export const SERVICE_MEAN_SECONDS = 802;
export const SERVICE_CV = 0.72;

export interface Doctor {
  id: string;
  room_id: string;
  /** Against the hospital's mean. */
  pace: number;
  /** How many minutes after the planned beginning the first is called, on average. */
  starts_late_minutes: number;
}
export interface Department {
  id: string;
  name: string;
  /** True: one line, whoever is free takes the next. False: a line for each doctor. */
  is_pooled: boolean;
  doctors: Doctor[];
  kinds: Kind[];
  urgent_per_hour: number;
  results_share: number;
}
/** A visit type: its share of the bookings, and its length against the doctor's mean. */
export interface Kind {
  id: string;
  share: number;
  factor: number;
}

export const NO_SHOW_SHARE = 0.09;
export const MISSES_CALL_SHARE = 0.04;
/** A second look, with results in hand. */
export const RESULTS_FACTOR = 0.5;

const kind = (id: string, share: number, factor: number): Kind => ({ id, share, factor });
interface Plan {
  name: string;
  doctors: number;
  is_pooled: boolean;
  kinds: Kind[];
  urgent_per_hour: number;
  results_share: number;
}
const PLANS: readonly Plan[] = [
  {
    ...{ name: 'internal medicine', doctors: 3, is_pooled: false, urgent_per_hour: 0.25, results_share: 0.15 },
    kinds: [kind('ordinary', 0.75, 0.92), kind('expert', 0.25, 1.24)],
  },
  {
    ...{ name: 'surgery', doctors: 2, is_pooled: false, urgent_per_hour: 0.35, results_share: 0.12 },
    kinds: [kind('ordinary', 0.8, 0.95), kind('expert', 0.2, 1.2)],
  },
  {
    ...{ name: 'paediatrics', doctors: 3, is_pooled: true, urgent_per_hour: 0.5, results_share: 0.1 },
    kinds: [kind('ordinary', 1, 1)],
  },
  {
    ...{ name: 'Chinese medicine', doctors: 2, is_pooled: false, urgent_per_hour: 0, results_share: 0.03 },
    kinds: [kind('ordinary', 0.6, 0.9), kind('expert', 0.4, 1.15)],
  },
  {
    ...{ name: 'dermatology', doctors: 2, is_pooled: true, urgent_per_hour: 0.05, results_share: 0.05 },
    kinds: [kind('ordinary', 0.9, 0.97), kind('expert', 0.1, 1.27)],
  },
];

export interface World {
  departments: Department[];
  /** Seconds of a visit: exact gamma draws, nothing of what the forecast draws with. */
  service(chance: Chance, of: { pace: number; factor: number }): number;
}

export function openWorld(seed: string): World {
  const chance = chanceOf(`${seed}/world`);
  const departments = PLANS.map(({ doctors, ...plan }, d) => ({
    ...plan,
    id: `department ${d}`,
    doctors: Array.from({ length: doctors }, (_, n) => ({
      id: `doctor ${d}.${n}`,
      room_id: `room ${d}.${n}`,
      pace: 0.72 + 0.56 * chance.next(),
      starts_late_minutes: 2 + 8 * chance.next(),
    })),
  }));
  const { mean, square } = factorMoments(departments);
  // what is left of the overall variation once doctors and kinds have had their part
  const shape = 1 / ((1 + SERVICE_CV ** 2) * (mean ** 2 / square) - 1);
  return {
    departments,
    service: (of, { pace, factor }) => ((SERVICE_MEAN_SECONDS / mean) * pace * factor * gamma(of, shape)) / shape,
  };
}

/** Mean and mean square of pace x factor over all visits. */
function factorMoments(departments: Department[]): { mean: number; square: number } {
  let [weights, mean, square] = [0, 0, 0];
  for (const { doctors, kinds, results_share } of departments)
    for (const { pace } of doctors)
      for (const { share, factor } of kinds)
        for (const [part, of] of [[1, 1] as const, [results_share, RESULTS_FACTOR] as const]) {
          // a slow doctor sees fewer
          const weight = (share * part) / pace;
          weights += weight;
          mean += weight * pace * factor * of;
          square += weight * (pace * factor * of) ** 2;
        }
  return { mean: mean / weights, square: square / weights };
}

export function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());
}

/** A gamma variable of scale 1 (Marsaglia and Tsang; exact). */
function gamma(chance: Chance, shape: number): number {
  if (shape < 1) return gamma(chance, shape + 1) * (1 - chance.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(chance);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - chance.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
export const gammaSeconds = (chance: Chance, mean: number, cv: number): number =>
  mean * cv ** 2 * gamma(chance, 1 / cv ** 2);
