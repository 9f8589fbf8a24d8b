/** What the house is made of: licences we may use, and lockfiles from which every platform can install. */
import { expect, test } from 'vitest';
import { filesOfHouse, textOf } from './tree.ts';

type Entry = {
  version?: string;
  /** Old packages list several, any of which one may choose. */
  license?: string | string[];
  link?: boolean;
  dev?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};
type Lockfile = { packages: Record<string, Entry> };

const lockfiles = filesOfHouse().filter((file) => file.endsWith('package-lock.json'));
const packagesOf = (file: string) => (JSON.parse(textOf(file)) as Lockfile).packages;
const entries = lockfiles.flatMap((file) => Object.entries(packagesOf(file)));

const MAY_USE =
  /^\(?(MIT(-0)?|ISC|0BSD|Apache-2\.0|Apache License 2\.0|BSD|BSD-[23]-Clause|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-[34]\.0|Unlicense|Zlib|Python-2\.0|PSF-2\.0|PostgreSQL|OFL-1\.1|MPL-2\.0|WTFPL)\b/;

const choices = (license: string | string[]) => [license].flat().flatMap((one) => one.split(/ OR /));

test('every package has a licence that a hospital may use', () => {
  const isWrong = ({ license }: Entry) => license !== undefined && !choices(license).some((one) => MAY_USE.test(one));
  expect(isWrong({ license: 'AGPL-3.0' })).toBe(true);
  expect(isWrong({ license: '(MIT OR GPL-3.0)' })).toBe(false);
  expect(entries.filter(([, entry]) => isWrong(entry)).map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});

test('each of our own packages is under Apache-2.0', () => {
  const own = filesOfHouse().filter((file) => file.endsWith('package.json'));
  expect(own.length).toBeGreaterThan(5);
  const wrong = own.filter((file) => (JSON.parse(textOf(file)) as Entry).license !== 'Apache-2.0');
  expect(wrong).toEqual([]);
});

/** npm drops packages of other platforms that it could not fetch; `npm ci` then fails everywhere, this machine included. */
function missingFrom(packages: Record<string, Entry>): string[] {
  const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  return Object.entries(packages)
    .filter(([path]) => !path.startsWith('../')) // a link to the workspace, which has its own lockfile
    .flatMap(([, entry]) => Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }))
    .filter((name) => !names.has(name));
}

test('the lockfiles hold the packages of every platform', () => {
  const sample = { 'node_modules/a': { optionalDependencies: { 'a-darwin': '1.0.0' } } };
  expect(missingFrom(sample)).toEqual(['a-darwin']);
  expect(lockfiles).toContain('package-lock.json');
  for (const file of lockfiles) expect({ [file]: missingFrom(packagesOf(file)) }).toEqual({ [file]: [] });
});

test('no lockfile names a registry of its own', () => {
  const isForeign = ({ resolved }: Entry) => /^https?:\/\/(?!registry\.npmjs\.org\/)/.test(resolved ?? '');
  expect(isForeign({ resolved: 'https://mirror.example/a.tgz' })).toBe(true);
  expect(entries.filter(([, entry]) => isForeign(entry)).map(([path]) => path)).toEqual([]);
});

test('every install script in use is allowed by name', () => {
  const { allowScripts } = JSON.parse(textOf('package.json')) as { allowScripts: Record<string, boolean> };
  const withScripts = Object.entries(packagesOf('package-lock.json'))
    .filter(([, entry]) => (entry as { hasInstallScript?: boolean }).hasInstallScript)
    .map(([path]) => path.split('node_modules/').at(-1) ?? '');
  expect(withScripts.filter((name) => !(name in allowScripts))).toEqual([]);
});
