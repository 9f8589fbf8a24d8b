/** The engine, opened when first asked for and kept; opened anew when other learned weights came into use. */
import type { Concept, Engine, Rule } from '@menzhen/triage';
import type { Tx } from '../../kernel/index.ts';
import type { PreconsultArguments } from './ports.ts';
import { activeWeights, activeWeightsVersion } from './store-settings.ts';

export interface Shelved {
  engine: Engine;
  /** Of the learned weights in use; null: as shipped. */
  weights_version: number | null;
  rule(id: string): Rule | undefined;
  concept(id: string): Concept | undefined;
}
/** Another node's change of weights is seen after this time. */
const LOOK_EVERY_MS = 30_000;

export class EngineShelf {
  readonly #create: PreconsultArguments['createEngine'];
  #kept: Shelved | undefined;
  #looked_ms = Number.NEGATIVE_INFINITY;

  constructor(create: PreconsultArguments['createEngine']) {
    this.#create = create;
  }

  /** The weights in use changed here: the next who asks looks. */
  forget(): void {
    this.#looked_ms = Number.NEGATIVE_INFINITY;
  }

  async of(tx: Tx): Promise<Shelved> {
    const now_ms = performance.now();
    if (this.#kept && now_ms - this.#looked_ms < LOOK_EVERY_MS) return this.#kept;
    const version = await activeWeightsVersion(tx);
    this.#looked_ms = now_ms;
    if (this.#kept?.weights_version === version) return this.#kept;
    const learned = version === null ? null : await activeWeights(tx);
    this.#kept = shelved(this.#create(learned), version);
    return this.#kept;
  }
}

function shelved(engine: Engine, weights_version: number | null): Shelved {
  const rules = new Map(engine.data.rules.map((rule) => [rule.id, rule]));
  const concepts = new Map(engine.data.concepts.map((concept) => [concept.id, concept]));
  return { engine, weights_version, rule: (id) => rules.get(id), concept: (id) => concepts.get(id) };
}
