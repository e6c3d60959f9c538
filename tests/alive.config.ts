import { defineConfig } from 'vitest/config';

/** `npm run test:alive`: against Bluesky's own software, run here; skipped with a message where it cannot be had. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['tests/alive/**/*.test.ts'],
    setupFiles: ['tests/support/fast-check.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 15_000,
    retry: process.env.CI === 'true' ? 1 : 0,
  },
});
