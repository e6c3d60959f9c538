import { describe, expect, test } from 'vitest';
import { openServerCatalogue } from '#catalogue/open-catalogue.ts';
import { createLogger } from '#logger.ts';
import { describeCatalogue } from '../contracts/catalogue.ts';
import { hasPostgres, startPostgres } from '../support/postgres.ts';
import { embedOf, newPostId, submissionOf, TestClock } from './samples.ts';

const logger = createLogger({ level: 'silent', pretty: false });

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  describeCatalogue('catalogue on a server', async (clock) => {
    const server = await startPostgres();
    const catalogue = await openServerCatalogue({ url: server.url, clock, logger });
    return {
      catalogue,
      async [Symbol.asyncDispose]() {
        await catalogue[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  });

  test('processes that start together migrate once, and a crash of the server is survived', {
    timeout: 240_000,
  }, async () => {
    await using stack = new AsyncDisposableStack();
    const server = stack.use(await startPostgres());
    const clock = new TestClock();
    const opened = await Promise.all(
      [1, 2, 3, 4].map(() => openServerCatalogue({ url: server.url, clock, logger })),
    );
    const catalogues = opened.map((catalogue) => stack.use(catalogue));
    const [first, second] = catalogues;
    if (first === undefined || second === undefined) {
      throw new Error('not opened');
    }
    const accepted = await first.submissions.accept(submissionOf(clock, [embedOf(newPostId())]), null);
    const id = 'submission' in accepted ? accepted.submission.id : '';
    await server.restartImmediate();
    // Connections that the crash cut are noticed at their next use.
    await expect
      .poll(() => second.submissions.get(id).catch(() => null), { timeout: 30_000 })
      .toMatchObject({ id });
    await first.probe();
  });
});
