import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fetch } from '#domain/fetch.ts';
import { UnreachableError } from '#domain/fetch.ts';
import type { WorkerDependencies } from '../../src/workers/dependencies.ts';
import { startWorkers } from '../../src/workers/main.ts';
import { until } from '../contracts/queue.ts';
import { type Archive, embedOf, openArchive, submissionOf } from './archive.ts';

const articleUrl = 'https://news.example/article';

let stack: AsyncDisposableStack;
let archive: Archive;

beforeAll(async () => {
  archive = await openArchive();
});
afterAll(() => archive[Symbol.asyncDispose]());
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  await archive.reset();
});
afterEach(() => stack.disposeAsync());

function page(status: number, { finalUrl = articleUrl, body = '<p>words</p>' } = {}): Fetch {
  return async (url) => ({
    url,
    finalUrl,
    chain: [url, finalUrl],
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: new TextEncoder().encode(body),
    receivedAt: new Date().toISOString(),
  });
}

async function archiveArticle(fetch: Fetch, given: Partial<WorkerDependencies> = {}) {
  const submission = submissionOf({ url: articleUrl, articleUrl, links: false });
  await archive.catalogue.submissions.accept(submission, null);
  stack.use(
    await startWorkers(
      archive.dependencies({ openScope: () => ({ fetch, async [Symbol.asyncDispose]() {} }), ...given }),
    ),
  );
  await until(async () => (await archive.catalogue.submissions.get(submission.id))?.status === 'done');
  const state = await archive.catalogue.submissions.get(submission.id);
  if (state === null) {
    throw new Error('the submission is gone');
  }
  return state;
}

describe('an article', () => {
  test('is fetched; its page is archived first, and then what it embeds', async () => {
    const asked: unknown[] = [];
    const state = await archiveArticle(page(200, { finalUrl: 'https://news.example/article?moved' }), {
      findEmbeds(article) {
        asked.push({ ...article, body: new TextDecoder().decode(article.body) });
        return { embeds: [embedOf('x:7'), embedOf('x:8', 1)], others: [] };
      },
    });
    expect(asked).toEqual([
      {
        body: '<p>words</p>',
        mediaType: 'text/html; charset=utf-8',
        baseUrl: 'https://news.example/article?moved',
      },
    ]);
    expect(
      state.embeds.map(({ position, form, postId, captureStatus }) => ({
        position,
        form,
        postId,
        captureStatus,
      })),
    ).toEqual([
      { position: 0, form: 'submitted', postId: `web:${articleUrl}`, captureStatus: 'complete' },
      { position: 1, form: 'submitted', postId: 'x:7', captureStatus: 'complete' },
      { position: 2, form: 'submitted', postId: 'x:8', captureStatus: 'complete' },
    ]);
  });

  test('that turns out to be a post is that post', async () => {
    const state = await archiveArticle(page(200, { finalUrl: 'https://x.com/i/status/9' }), {
      identify: (url) =>
        url.startsWith('https://x.com/')
          ? { platform: 'x', kind: 'post', postId: 'x:9', canonicalUrl: url, certain: true }
          : { platform: 'web', kind: 'page', postId: `web:${url}`, canonicalUrl: url, certain: true },
    });
    expect(state.embeds).toEqual([expect.objectContaining({ postId: 'x:9', foundUrl: articleUrl })]);
  });

  test('that is not there ends with the reason', async () => {
    const state = await archiveArticle(page(404));
    expect(state.articleError).toContain('404');
    expect(state.embeds).toEqual([]);
  });

  test('that cannot be reached is tried again', async () => {
    let tries = 0;
    const fetch: Fetch = async (url, request, signal) => {
      tries += 1;
      if (tries < 3) {
        const response = await page(503)(url, request, signal);
        return { ...response, headers: { 'retry-after': '0' } };
      }
      return page(200)(url, request, signal);
    };
    const state = await archiveArticle(fetch);
    expect(tries).toBe(3);
    expect(state.embeds).toHaveLength(1);
  });

  test('that cannot be reached until patience ends, ends with the reason', async () => {
    const fetch: Fetch = async () => {
      throw new UnreachableError('connection refused');
    };
    const state = await archiveArticle(fetch, { patienceMs: 0 });
    expect(state.articleError).toContain('connection refused');
  });

  test('that breaks the search five times ends with the reason', async () => {
    const state = await archiveArticle(page(200), {
      findEmbeds() {
        throw new Error('the parser gave up');
      },
    });
    expect(state.articleError).toContain('the parser gave up');
  });
});
