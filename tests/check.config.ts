import { defineConfig } from 'vitest/config';

/** What `npm run check` holds besides format, lint and types: rules about the tree itself, in seconds. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['tests/architecture.test.ts', 'tests/project/{lockfile,lint,documents}.test.ts'],
    testTimeout: 60_000,
  },
});
