/** No request leaves the origin: what the apps are built to names no foreign host that a browser would ask. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { APPS } from '../../scripts/lib/build.ts';
import { root } from './tree.ts';

/** Names of things, never fetched: XML namespaces, schemas, and the pages that error messages point people to. */
const NAMES_ONLY =
  /^https?:\/\/((www\.)?w3\.org|schemas\.|json-schema\.org|(www\.)?(vuejs|vue-i18n\.intlify)\.|router\.vuejs\.org|pinia\.vuejs\.org|element-plus\.org|tanstack\.com|github\.com|(localhost|127\.0\.0\.1|a|x|example\.\w+)(?![\w.]))/;

function foreignHostsIn(text: string): string[] {
  const found = text.match(/https?:\/\/[\w.-]+/g) ?? [];
  return [...new Set(found)].filter((address) => !NAMES_ONLY.test(`${address}/`));
}

function textFilesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(js|css|html|json|svg|webmanifest)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

test('the judge sees a foreign host and lets namespaces pass', () => {
  expect(foreignHostsIn("fetch('https://cdn.example-host.cn/a.js')")).toEqual(['https://cdn.example-host.cn']);
  expect(foreignHostsIn('<svg xmlns="http://www.w3.org/2000/svg">')).toEqual([]);
});

test.each(APPS)('$folder names no foreign host', ({ output }) => {
  const folder = join(root, output);
  expect(existsSync(join(folder, 'index.html')), `${output} is not built: run "npm test" or "npm start" first`).toBe(
    true,
  );
  const found = textFilesIn(folder).flatMap((file) =>
    foreignHostsIn(readFileSync(file, 'utf8')).map((host) => `${file.slice(root.length + 1)}: ${host}`),
  );
  expect(found).toEqual([]);
});
