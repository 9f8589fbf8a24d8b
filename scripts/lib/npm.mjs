// Runs the npm that this machine has, quietly, and turns its failures into one sentence.
import { spawn } from 'node:child_process';
import { Advice } from './say.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<void>}
 */
export async function npm(args, cwd) {
  const { code, output } = await runNpm([...args, '--no-audit', '--no-fund', '--loglevel=error'], cwd);
  if (code !== 0) throw adviceFor(output);
}

/** @param {string[]} args @param {string} cwd @returns {Promise<{ code: number, output: string }>} */
function runNpm(args, cwd) {
  // Under `npm start` npm says where its own program is; without it, the one on PATH is used.
  const cli = process.env.npm_execpath;
  const isScript = cli?.endsWith('.js') || cli?.endsWith('.cjs');
  const [command, first] = isScript ? [process.execPath, [String(cli)]] : ['npm', []];
  return new Promise((resolve) => {
    const child = spawn(command, [...first, ...args], {
      cwd,
      env: cleanEnv(),
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && !isScript,
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-8000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    // An npm that outlived us would go on writing while the next one starts.
    const pass = (/** @type {NodeJS.Signals} */ signal) => {
      child.kill(signal);
      setTimeout(() => child.kill('SIGKILL'), 3000).unref();
      child.once('close', () => process.exit(130));
    };
    for (const signal of SIGNALS) process.once(signal, pass);
    child.on('error', (error) => resolve({ code: 1, output: `${output}\n${error.message}` }));
    child.on('close', (code) => {
      for (const signal of SIGNALS) process.off(signal, pass);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** The outer npm hands its own state to its children; an npm working in another folder must not inherit it. */
function cleanEnv() {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (
      /^npm_(package|lifecycle|command|config_(local_prefix|prefix|workspaces?|global|json|omit|include)$)/i.test(name)
    ) {
      delete env[name];
    }
  }
  delete env.NODE_OPTIONS;
  return env;
}

/** @type {[RegExp, string, string][]} */
const ADVICE = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network/i,
    '连不上 npm 源：请检查网络，或设置可达的镜像（npm config set registry <地址>）后重试。',
    'The npm registry cannot be reached: check the network, or set one that can be (npm config set registry <url>), and run the command again.',
  ],
  [
    /ENOSPC/,
    '磁盘已满：请腾出至少 3 GB 空间后重试。',
    'The disk is full: free at least 3 GB and run the command again.',
  ],
  [
    /EACCES|EPERM|EROFS/,
    '没有写入权限：请用拥有本目录的用户运行，或把仓库放到可写的目录。',
    'No permission to write: run as the user who owns this folder, or clone into a folder you can write to.',
  ],
  [
    /EUSAGE|in sync|Missing: .* from lock file/,
    'package.json 与 package-lock.json 不一致：请运行 npm install 更新锁文件。',
    'package.json and package-lock.json disagree: run "npm install" to bring the lockfile up to date.',
  ],
  [
    /ENOENT.*npm|spawn npm/,
    '找不到 npm：请安装 Node 20 或更新版本（自带 npm）。',
    'npm was not found: install Node 20 or later (npm comes with it).',
  ],
  [
    /ENOTEMPTY|EBUSY/,
    '另一个 npm 正在同一目录工作：等它结束后再运行同一命令。',
    'Another npm is working in the same folder: wait for it to end and run the same command again.',
  ],
  [
    /EINTEGRITY/,
    '下载内容与锁文件的校验值不符：请运行 npm cache clean --force 后重试，仍失败请更换镜像。',
    'A download does not match its checksum in the lockfile: run "npm cache clean --force" and try again, or use another registry.',
  ],
];

/** @param {string} printed */
function adviceFor(printed) {
  const output = printed.split(/^npm error (?:Clean install|A complete log)/m)[0] ?? printed; // not npm's own manual
  const known = ADVICE.find(([pattern]) => pattern.test(output));
  if (known) return new Advice(known[1], known[2], output);
  return new Advice(
    'npm 安装失败：原因见上面几行；修正后再运行同一命令即可继续。',
    'npm could not install: the lines above say why; put that right and run the same command again.',
    output,
  );
}
