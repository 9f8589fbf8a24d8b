/**
 * The order of the test files: those that take minutes before those that take seconds, so that two workers end together. On
 * a clean machine nothing is known of earlier runs, and vitest would go by the size of a file: the longest are among the short.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By what a path has in it; those not named come after these. */
const LONG = [
  'checks/journeys/screens-',
  'checks/faults/',
  'checks/day/',
  'checks/mp/',
  'checks/models/',
  'server/src/journeys/waitlist.',
  'checks/journeys/',
  'checks/races/',
  'checks/contract/',
  'server/src/journeys/',
  'scripts/',
];

function rankOf({ moduleId }: TestSpecification): number {
  const at = LONG.findIndex((part) => moduleId.includes(part));
  return at < 0 ? LONG.length : at;
}

export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || rankOf(a) - rankOf(b));
  }
}
