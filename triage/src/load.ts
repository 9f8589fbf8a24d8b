// Reads the data folders of this package. The only I/O of the engine.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import type { GravityWeights } from './gravity.ts';
import type { Concept, Cues, Department, Easing, RoutingWeights, Rule, TriageData } from './types.ts';

const HERE = join(import.meta.dirname, '..');

/** `folder` holds lexicon/, routing/, flags/ and interview/; this package's own when not told. Throws on unreadable YAML, naming the file. */
export function loadData(folder: string = HERE): TriageData {
  const concepts: Concept[] = [];
  const classes: Record<string, string[]> = {};
  for (const file of yamlFiles(join(folder, 'lexicon'))) {
    const name = basename(file, '.yaml');
    if (name === 'cues' || name === 'typos' || name === 'pinyin') continue;
    if (name.startsWith('classes')) addClasses(classes, read<Record<string, string>>(file) ?? {});
    else concepts.push(...(read<Concept[]>(file) ?? []));
  }
  const listed = (name: string) => splitValues(read<Record<string, string>>(join(folder, 'lexicon', name)) ?? {});
  return {
    classes,
    concepts,
    cues: listed('cues.yaml') as Cues,
    typos: { ...turnedRound(listed('typos.yaml')), ...turnedRound(listed('pinyin.yaml')) },
    rules: ruleFiles(folder).flatMap((file) => read<Rule[]>(file) ?? []),
    easings: read<Easing[]>(join(folder, 'flags', EASINGS)) ?? [],
    departments: read<Department[]>(join(folder, 'routing', 'departments.yaml')) ?? [],
    weights: weightsOf(join(folder, 'routing')),
    gravity: gravityOf(join(folder, 'gravity', 'weights.json')),
    interview: Object.fromEntries(
      yamlFiles(join(folder, 'interview')).map((file) => [basename(file, '.yaml'), read<unknown>(file)]),
    ),
  };
}

function addClasses(classes: Record<string, string[]>, more: Record<string, string>): void {
  for (const [name, words] of Object.entries(splitValues(more))) {
    classes[name] = [...new Set([...(classes[name] ?? []), ...words])];
  }
}

const EASINGS = 'easing.yaml';

const ruleFiles = (folder: string): string[] =>
  yamlFiles(join(folder, 'flags')).filter((file) => basename(file) !== EASINGS);

/** All files under a folder, in the order of their names, so that the same data always loads the same. */
function yamlFiles(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => join(folder, name));
}

function read<T>(file: string): T | null {
  try {
    return (loadAll(readFileSync(file, 'utf8'), { schema: CORE_SCHEMA })[0] ?? null) as T | null;
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

const splitValues = (values: Record<string, string>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(values).map(([key, words]) => [key, String(words).split(/\s+/).filter(Boolean)]));

/** typos.yaml says right: wrong wrong …; the table asks wrong -> right. */
function turnedRound(byRight: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(byRight).flatMap(([right, wrongs]) => wrongs.map((wrong) => [wrong, right])),
  );
}

/** A hospital's own data may do without. */
const gravityOf = (file: string): GravityWeights | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as GravityWeights) : undefined;

function weightsOf(folder: string): RoutingWeights {
  const files = yamlFiles(folder).filter((file) => basename(file) !== 'departments.yaml');
  return Object.assign({}, ...files.map((file) => read<RoutingWeights>(file) ?? {})) as RoutingWeights;
}
