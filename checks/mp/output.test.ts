/** What WeChat would refuse at upload or show broken: judged by its own compilers and by its published limits. */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { contract } from '@menzhen/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtOutput, filesBelow, readJson } from './output.ts';

const require = createRequire(import.meta.url);
const compilers = createRequire(require.resolve('miniprogram-simulate'))('miniprogram-compiler') as {
  wxmlToJs: (root: string) => string;
  wxssToJs: (root: string) => string;
};

let root: string;
let files: string[];
beforeAll(() => {
  root = builtOutput();
  files = filesBelow(root);
}, 300_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

// an XML name space, and addresses of help pages within messages of Vue and uni
const harmlessHosts = new Set(['www.w3.org', 'vuejs.org', 'uniapp.dcloud.net.cn']);

const text = (file: string): string => readFileSync(join(root, file), 'utf8');

test('WeChat’s own compilers accept every template and style sheet', () => {
  expect(compilers.wxmlToJs(root)).toContain('$gwx');
  expect(compilers.wxssToJs(root)).toContain('wxssMap');
});

test('every page and component it names is there', () => {
  const app = readJson<{ pages: string[] }>(join(root, 'app.json'));
  expect(app.pages[0]).toBe('home/home-page');
  for (const page of app.pages) {
    for (const kind of ['js', 'json', 'wxml']) expect(existsSync(join(root, `${page}.${kind}`)), page).toBe(true);
  }
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    const used = readJson<{ usingComponents?: Record<string, string> }>(join(root, file)).usingComponents ?? {};
    for (const path of Object.values(used)) {
      const target = path.startsWith('/') ? path.slice(1) : join(dirname(file), path);
      expect(existsSync(join(root, `${target}.wxml`)), `${file} uses ${path}`).toBe(true);
    }
  }
});

test('the package stays under WeChat’s 2 MiB', () => {
  const size_bytes = files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0);
  expect(size_bytes).toBeLessThan(2 * 1024 * 1024);
});

test('templates hold no web elements and no web attributes', () => {
  for (const file of files.filter((name) => name.endsWith('.wxml'))) {
    expect(text(file), file).not.toMatch(/<(div|span|p|a|img|svg|ul|li|h[1-6]|section)[\s>/]/);
    expect(text(file), file).not.toMatch(/\s(role|tabindex)=/);
  }
});

test('scripts evaluate nothing and know no foreign host', () => {
  for (const file of files.filter((name) => /\.(js|wxss|wxml)$/.test(name))) {
    expect(text(file), file).not.toMatch(/\beval\(|new Function\(/);
    const hosts = [...text(file).matchAll(/https?:\/\/([\w.-]+)/g)].map((found) => found[1]!);
    expect(
      hosts.filter((host) => !harmlessHosts.has(host)),
      file,
    ).toEqual([]);
  }
});

test('own scripts stay away from what only a browser has', () => {
  for (const file of files.filter((name) => name.endsWith('.js') && !name.startsWith('common/'))) {
    expect(text(file), file).not.toMatch(/\b(document|window|localStorage|fetch|XMLHttpRequest)\b[.(]/);
  }
});

test('no route that a phone calls has a method WeChat cannot send', () => {
  const sendable = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'];
  const forPhones = Object.entries(contract).filter(
    ([, route]) => typeof route.who === 'string' && route.who !== 'board',
  );
  expect(forPhones.length).toBeGreaterThan(20);
  expect(forPhones.filter(([, route]) => !sendable.includes(route.method)).map(([name]) => name)).toEqual([]);
});
