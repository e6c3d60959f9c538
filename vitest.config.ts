import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/support/closing-line.ts';
import { longTests } from './tests/support/long-tests.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Software of others takes gigabytes and minutes: `npm run test:alive`, `npm run clients`; campaigns: `npm run test:long`.
    exclude: ['tests/fixtures/**', 'tests/alive/**', 'tests/clients/**', ...longTests],
    setupFiles: ['tests/support/fast-check.ts'],
    // Real browsers, databases and queues wait a good part of their time: three files at a time are what two cores carry.
    pool: 'forks',
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 15_000,
    // Real browsers on a shared machine: a run of 2,800 tests should not be lost to one; who passed so is marked `retry x1`.
    retry: process.env.CI === 'true' ? 1 : 0,
    reporters: ['default', new ClosingLine()],
  },
});
