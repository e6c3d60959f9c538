import { defineConfig } from 'vitest/config';
import { AcceptanceReport } from './support/acceptance-report.ts';

/** `npm run acceptance`: what is found and read of the recordings beside the repository, in tables. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['tests/embeds/recordings.test.ts', 'tests/platforms/**/*.test.ts'],
    setupFiles: ['tests/support/fast-check.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
    // Tests are named for the recordings that they judge: whole, to be found in the list of all.
    taskTitleValueFormatTruncate: 0,
    reporters: [new AcceptanceReport()],
  },
});
