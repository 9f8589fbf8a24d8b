/** The engine of the talk before the visit, with what the hospital's own visits taught where that is in use. */
import { createEngine, createLearned, type Engine, type LearnedWeights, loadData } from '@menzhen/triage';
import type { Learned } from '../modules/preconsult/index.ts';

export const triageEngine = (learned: Learned | null): Engine =>
  createEngine(loadData(), learned ? { learned: createLearned(learned as never as LearnedWeights) } : {});
