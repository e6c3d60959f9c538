import { defineConfig } from 'vitest/config';

/** `npm run clients`: real software of others reads what this service serves; skipped with a message where it cannot be had. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['tests/clients/**/*.test.ts'],
    setupFiles: ['tests/support/fast-check.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 180_000,
    teardownTimeout: 15_000,
    retry: process.env.CI === 'true' ? 1 : 0,
  },
});
