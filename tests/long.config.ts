import { defineConfig } from 'vitest/config';
import { ClosingLine } from './support/closing-line.ts';
import { longTests } from './support/long-tests.ts';

/** `npm run test:long`: campaigns that take minutes each, and are too long for every change. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: longTests,
    setupFiles: ['tests/support/fast-check.ts'],
    pool: 'forks',
    // Pictures are compared to a pixel and browsers counted: nothing runs beside them.
    maxWorkers: 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 15_000,
    retry: process.env.CI === 'true' ? 1 : 0,
    reporters: ['default', new ClosingLine()],
  },
});
