/** Without a Chinese font every Chinese character on a test page would be blank. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installFromDebian } from './system.ts';

const CACHE = join(import.meta.dirname, '../../.cache/fonts');
const WOFF2 = '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff2';

/** Sets FONTCONFIG_FILE when a font had to be made from the one in npm. @returns where the font comes from */
export async function ensureChineseFont(): Promise<string> {
  if (hasChineseFont()) return 'system';
  if (installFromDebian('fonts-noto-cjk', 'fontconfig') && hasChineseFont()) return 'Debian fonts-noto-cjk';
  process.env.FONTCONFIG_FILE = await makeFont();
  return 'npm @fontsource/noto-sans-sc';
}

function hasChineseFont(): boolean {
  const list = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  return list.status === 0 && list.stdout.trim() !== '';
}

/** Chromium ignores a system font in woff2, so it is unpacked to ttf once. */
async function makeFont(): Promise<string> {
  const config = join(CACHE, 'fonts.conf');
  if (existsSync(config)) return config;
  const { decompress } = await import('wawoff2');
  mkdirSync(CACHE, { recursive: true });
  const packed = readFileSync(createRequire(import.meta.url).resolve(WOFF2));
  writeFileSync(join(CACHE, 'noto-sans-sc.ttf'), await decompress(packed));
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', CACHE].map((folder) => `<dir>${folder}</dir>`);
  const cache = `<cachedir>${join(CACHE, 'cache')}</cachedir>`;
  const head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">';
  writeFileSync(config, `${head}<fontconfig>${folders.join('')}${cache}</fontconfig>\n`);
  return config;
}
