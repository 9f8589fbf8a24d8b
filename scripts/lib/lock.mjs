// A lock between processes: a file that names its owner. A lock whose owner is dead is taken over.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 200;

/** @param {number} pid @returns {boolean} whether a process with this id exists (also another user's) */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Runs `work` while holding the lock file; others wait for their turn.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(file, work, onWait = () => {}) {
  mkdirSync(dirname(file), { recursive: true });
  let waited = false;
  while (!take(file)) {
    if (!waited) onWait();
    waited = true;
    await sleep(RETRY_MS);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} file @returns {boolean} */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  const owner = Number(readOrEmpty(file));
  if (owner > 0 && !isAlive(owner)) setAside(file, owner);
  return false;
}

/** Renaming is atomic: of several waiters only one removes a dead owner's file. @param {string} file @param {number} owner */
function setAside(file, owner) {
  const aside = `${file}.${owner}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (Number(readOrEmpty(aside)) === owner) rmSync(aside, { force: true });
    else renameSync(aside, file); // someone alive took it in between: give it back
  } catch {
    // another waiter was faster
  }
}

/** @param {string} file */
function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
