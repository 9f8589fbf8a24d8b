/** The one direction of the house: each wrong arrow, drawn in a small tree, is refused by its rule; right ones pass. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { root } from './tree.ts';

const modules = 'server/src/modules';

const wrongArrows: [from: string, to: string, rule: string][] = [
  ['contract/src/a.ts', 'server/src/app.ts', 'contract-stands-alone'],
  ['triage/src/a.ts', 'contract/src/b.ts', 'triage-stands-alone'],
  ['ui/src/a.ts', 'apps/console/src/b.ts', 'ui-knows-the-contract-only'],
  ['apps/console/src/a.ts', 'server/src/app.ts', 'apps-know-ui-and-contract'],
  ['apps/console/src/a.ts', 'apps/board/src/b.ts', 'apps-apart'],
  ['server/src/app.ts', 'sandbox/pay/src/b.ts', 'server-knows-the-contract-only'],
  ['sandbox/pay/src/a.ts', 'contract/src/b.ts', 'stand-ins-are-strangers'],
  ['server/src/kernel/a.ts', `${modules}/people/index.ts`, 'kernel-is-the-ground'],
  [`${modules}/people/service.ts`, 'server/src/journeys/b.ts', 'modules-below-journeys'],
  ['server/src/journeys/a.ts', `${modules}/people/store.ts`, 'journeys-below-app'],
  ['server/src/journeys/a.ts', 'server/src/adapters/sms.ts', 'adapters-only-from-app'],
  ['server/src/app.ts', `${modules}/people/store.ts`, 'doors-from-outside'],
  [`${modules}/booking/service.ts`, `${modules}/people/store.ts`, 'doors-between-modules'],
  [`${modules}/people/service.ts`, `${modules}/booking/index.ts`, 'people-knows-no-later-module'],
  [`${modules}/people/service.ts`, `${modules}/people/routes.ts`, 'nobody-imports-routes'],
  [`${modules}/people/store.ts`, `${modules}/people/service.ts`, 'store-below-service'],
  [`${modules}/people/routes.ts`, `${modules}/people/store.ts`, 'routes-through-service'],
  [`${modules}/people/rules.ts`, `${modules}/people/store.ts`, 'rules-are-pure'],
  [`${modules}/people/rules/names.ts`, 'server/src/kernel/db.ts', 'rules-are-pure'],
  [`${modules}/people/rules/names.ts`, `${modules}/people/tables.ts`, 'rules-read-rows-as-types'],
  [`${modules}/visit/rules.ts`, `${modules}/visit/rules/back.ts`, 'no-circles'],
];

const rightArrows: [from: string, to: string][] = [
  [`${modules}/visit/rules/back.ts`, `${modules}/visit/rules.ts`],
  ['apps/console/src/a.ts', 'ui/src/index.ts'],
  ['server/src/app.ts', 'server/src/adapters/sms.ts'],
  [`${modules}/preconsult/service.ts`, 'triage/src/index.ts'],
  ['server/src/journeys/a.ts', `${modules}/booking/index.ts`],
  [`${modules}/booking/service.ts`, `${modules}/people/index.ts`],
  [`${modules}/people/service.ts`, `${modules}/people/store-order.ts`],
];

type Violation = { from: string; to: string; rule: { name: string } };
let violations: Violation[] = [];

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'menzhen-arrows-'));
  drawTree(folder);
  const args = ['--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json'];
  const parts = ['contract', 'triage', 'server', 'sandbox', 'ui', 'apps'];
  const run = spawnSync(join(root, 'node_modules/.bin/depcruise'), [...args, ...parts], {
    cwd: folder,
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true, force: true });
  violations = (JSON.parse(run.stdout) as { summary: { violations: Violation[] } }).summary.violations;
});

function drawTree(folder: string): void {
  const texts = new Map<string, string>();
  for (const [from, to] of [...wrongArrows, ...rightArrows]) {
    const path = relative(dirname(from), to);
    const line = `export * from '${path.startsWith('.') ? path : `./${path}`}';\n`;
    texts.set(from, (texts.get(from) ?? '') + line);
    texts.set(to, texts.get(to) ?? '');
  }
  for (const [file, text] of texts) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}export {};\n`);
  }
}

const refusals = (from: string, to: string) =>
  violations.filter((violation) => violation.from === from && violation.to === to).map(({ rule }) => rule.name);

test.each(wrongArrows)('%s may not import %s', (from, to, rule) => {
  expect(refusals(from, to)).toContain(rule);
});

test.each(rightArrows)('%s may import %s', (from, to) => {
  expect(refusals(from, to).filter((rule) => rule !== 'no-circles')).toEqual([]);
});
