import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { LongFirst } from './checks/kit/long-first.ts';

const everywhere = '{apps,bench,checks,contract,sandbox,scripts,server,triage,ui,wayfinding}/**';
const outputs = ['**/node_modules/**', '**/dist/**', '**/unpackage/**'];

export default defineConfig({
  test: {
    globalSetup: './checks/kit/global-setup.ts',
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        plugins: [vue()],
        test: {
          name: 'node',
          include: [`${everywhere}/*.test.ts`],
          exclude: [...outputs, '**/*.browser.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // A browser takes a whole core: two files at a time, when the others are done.
        extends: true,
        test: {
          name: 'browser',
          include: [`${everywhere}/*.browser.test.ts`],
          exclude: outputs,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
