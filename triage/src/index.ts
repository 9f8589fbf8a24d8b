export { dataProblems } from './check.ts';
export { createEngine } from './engine.ts';
export { loadData } from './load.ts';
export type * from './types.ts';
export { toQuestionnaireResponse } from './draft-fhir.ts';
export { MARK, NOT_GIVEN } from './draft-words.ts';
export { back, WHAT, WHOM, withAnswer } from './interview-answers.ts';
export { MOST_QUESTIONS, progress } from './interview.ts';
export { createLearned, type LearnedWeights } from './learn.ts';
