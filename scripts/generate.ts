// `npm run generate`: writes the files that follow from the sources. `--check` writes nothing and names those that differ.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openapi, pathsModule } from '../contract/src/openapi.ts';
import { envExample } from '../server/src/kernel/settings.ts';
import { Advice, say, sayFailure } from './lib/say.mjs';

const root = dirname(import.meta.dirname);

const generated: Record<string, () => string> = {
  '.env.example': envExample,
  'contract/generated/openapi.json': () => `${JSON.stringify(openapi(), null, 2)}\n`,
  'contract/generated/paths.ts': pathsModule,
};

try {
  if (process.argv.includes('--check')) check();
  else generate();
} catch (error) {
  sayFailure(error);
  process.exitCode = 1;
}

function generate(): void {
  for (const [file, make] of Object.entries(generated)) {
    if (committed(file) === make()) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), make());
    say(`  ✓ ${file}`);
  }
}

function check(): void {
  const drifted = Object.keys(generated).filter((file) => committed(file) !== generated[file]?.());
  if (drifted.length === 0) return;
  throw new Advice(
    '生成的文件与源码不一致：请运行 npm run generate 并提交。',
    'Generated files differ from their sources: run "npm run generate" and commit them.',
    drifted.join('\n'),
  );
}

function committed(file: string): string | undefined {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;
}
