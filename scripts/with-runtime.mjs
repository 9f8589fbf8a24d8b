// The way into every command of this repository: `node scripts/with-runtime.mjs scripts/start.ts [arguments]`.
// Plain JavaScript for Node 20 and later. It makes sure of Node 26 and of the packages, then runs the script on that Node.
// `--bin NAME` runs a tool from node_modules/.bin instead of a script. `--answers` before all: what the command prints is read by programs,
// so our own lines go to stderr; and it needs no packages of the phone app.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ensureNode, pathWith } from './lib/runtime.mjs';
import { sayAside, sayFailure } from './lib/say.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const answers = process.argv[2] === '--answers';

try {
  if (answers) sayAside();
  const node = await ensureNode(root);
  await ensureDependencies(root, answers ? ['.'] : undefined);
  run(node, process.argv.slice(answers ? 3 : 2));
} catch (error) {
  sayFailure(error);
  process.exitCode = 1;
}

/** @param {string} node @param {string[]} args */
function run(node, args) {
  const [command, rest] = args[0] === '--bin' ? [String(args[1]), args.slice(2)] : [node, args];
  const child = spawn(command, rest, {
    stdio: 'inherit',
    env: { ...process.env, PATH: pathWith(root, node) },
  });
  // The child decides when to end; this process only passes signals on and ends as the child did.
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    sayFailure(error);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']);
  });
}
