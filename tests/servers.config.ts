import { defineConfig } from 'vitest/config';
import { ClosingLine } from './support/closing-line.ts';
import { longTests } from './support/long-tests.ts';

/**
 * `npm run test:servers`: the suite again, with PostgreSQL, Redis and a bucket in the place of what is embedded, wherever a test
 * does not choose for itself.
 */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/fixtures/**', 'tests/alive/**', 'tests/clients/**', ...longTests],
    globalSetup: ['tests/support/start-test-servers.ts'],
    setupFiles: ['tests/support/fast-check.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 15_000,
    retry: process.env.CI === 'true' ? 1 : 0,
    reporters: ['default', new ClosingLine()],
  },
});
