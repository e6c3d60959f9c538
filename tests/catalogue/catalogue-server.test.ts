import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServerCatalogue } from '#catalogue/open-catalogue.ts';
import { createLogger } from '#logger.ts';
import { describeCatalogue } from '../contracts/catalogue.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { embedOf, newPostId, submissionOf, TestClock } from './samples.ts';

const logger = createLogger({ level: 'silent', pretty: false });

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres({ localized: true });
  }, 120_000);
  afterAll(() => server?.[Symbol.asyncDispose](), 60_000);

  describeCatalogue('catalogue on a server', async (clock) => {
    const url = await server.createDatabase('contract');
    const catalogue = await openServerCatalogue({ url, clock, logger });
    return { catalogue, [Symbol.asyncDispose]: () => catalogue[Symbol.asyncDispose]() };
  });

  test('an open transaction of another database delays no event, one of the same does', async () => {
    await using stack = new AsyncDisposableStack();
    const [ours, theirs] = [await server.createDatabase('ours'), await server.createDatabase('theirs')];
    const clock = new TestClock();
    const catalogue = stack.use(await openServerCatalogue({ url: ours, clock, logger }));
    const submit = () => catalogue.submissions.accept(submissionOf(clock, [embedOf(newPostId())]), null);
    const told = async () => (await catalogue.events.since(null, 100)).map(({ type }) => type);
    await writeAndStay(theirs, stack);
    await submit();
    expect(await told()).toEqual(['submission']);
    const own = await writeAndStay(ours, stack);
    await submit();
    expect(await told()).toEqual(['submission']);
    await own.query('COMMIT');
    expect(await told()).toEqual(['submission', 'submission']);
  });

  test('plans and looks of watches wait for no post that somebody holds', async () => {
    await using stack = new AsyncDisposableStack();
    const url = await server.createDatabase('held');
    const clock = new TestClock();
    const { submissions, watches } = stack.use(await openServerCatalogue({ url, clock, logger }));
    const [held, free] = [newPostId(), newPostId()];
    await submissions.accept(
      submissionOf(
        clock,
        [held, free].map((id) => embedOf(id)),
      ),
      null,
    );
    const hold = () => writeAndStay(url, stack, `SELECT FROM posts WHERE id = '${held}' FOR UPDATE`);
    const planAll = async () => {
      const due = { nextAt: clock.now().getTime(), everyMs: 3_600_000 };
      await watches.plan((await watches.unplanned(10)).map((post) => ({ ...post, ...due })));
    };
    const holder = await hold();
    await planAll();
    expect((await watches.unplanned(10)).map(({ postId }) => postId)).toEqual([held]);
    await holder.query('COMMIT');
    await planAll();
    await hold();
    expect(await watches.request({ waiting: 10, perSiteAMinute: 10 })).toBe(1);
    const { items } = await watches.list({ due: true }, { limit: 10, cursor: null });
    expect(items.filter(({ waiting }) => waiting).map(({ postId }) => postId)).toEqual([free]);
  });

  test('whoever waits for a post holds none of its other names, so that no two wait for one another', async () => {
    await using stack = new AsyncDisposableStack();
    const url = await server.createDatabase('names');
    const clock = new TestClock();
    const { submissions, posts } = stack.use(await openServerCatalogue({ url, clock, logger }));
    const [post, alias] = [newPostId(), newPostId()];
    const submit = (id: string) => submissions.accept(submissionOf(clock, [embedOf(id)]), null);
    await submit(alias);
    await posts.merge(alias, { postId: post, canonicalUrl: 'https://x.com/' }, null);
    const lock = (id: string) => `SELECT FROM posts WHERE id = '${id}' FOR UPDATE NOWAIT`;
    const holder = await writeAndStay(url, stack, lock(post));
    const waiting = submit(alias);
    const blocked = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await expect.poll(async () => (await holder.query(blocked)).rowCount).toBe(1);
    await holder.query(lock(alias));
    await holder.query('COMMIT');
    expect(await waiting).toMatchObject({ kind: 'accepted' });
  });

  test('processes that start together migrate once, and a crash of the server is survived', {
    timeout: 240_000,
  }, async () => {
    await using stack = new AsyncDisposableStack();
    const url = await server.createDatabase('together');
    const clock = new TestClock();
    const opened = await Promise.all([1, 2, 3, 4].map(() => openServerCatalogue({ url, clock, logger })));
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

/** A transaction that is not at its end. */
async function writeAndStay(
  url: string,
  stack: AsyncDisposableStack,
  statement = 'CREATE TABLE written ()',
): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  stack.defer(() => client.end());
  await client.query(`BEGIN; ${statement}`);
  return client;
}
