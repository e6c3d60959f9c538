import { describe, expect, test } from 'vitest';
import { GiveUpError, TryLaterError } from '#domain/errors.ts';
import {
  AddressRefusedError,
  type Fetch,
  type FetchRequest,
  ResponseTooLargeError,
  UnreachableError,
} from '#domain/fetch.ts';
import { fetchArticle } from '../../src/workers/article-fetch.ts';

const url = 'https://news.example/article';
const signal = new AbortController().signal;

function answering(status: number, headers: Record<string, string> = {}, seen: FetchRequest[] = []): Fetch {
  return async (asked, request) => {
    seen.push(request ?? {});
    return {
      url: asked,
      finalUrl: asked,
      chain: [asked],
      status,
      headers,
      body: new TextEncoder().encode('<p>words</p>'),
      receivedAt: '2026-11-01T12:00:00.000Z',
    };
  };
}
function failing(error: Error): Fetch {
  return async () => {
    throw error;
  };
}
function outcomeOf(fetch: Fetch, waitedMs = 0): Promise<unknown> {
  return fetchArticle(url, { fetch, waitedMs, signal }).catch((error: unknown) => error);
}

describe("an article's page", () => {
  test('is fetched whole, up to the limit that submissions have too', async () => {
    const seen: FetchRequest[] = [];
    const page = await fetchArticle(url, { fetch: answering(200, {}, seen), waitedMs: 0, signal });
    expect(new TextDecoder().decode(page.body)).toBe('<p>words</p>');
    expect(seen).toEqual([expect.objectContaining({ maxBytes: 12_000_000 })]);
  });

  test.each([404, 410, 400, 451, 304])('is given up on HTTP %i', async (status) => {
    expect(await outcomeOf(answering(status))).toBeInstanceOf(GiveUpError);
  });

  test.each([401, 403, 408, 429, 500, 502, 503])('is tried later on HTTP %i', async (status) => {
    expect(await outcomeOf(answering(status))).toBeInstanceOf(TryLaterError);
  });

  test('is tried when the server says, in seconds or by date', async () => {
    const seconds = await outcomeOf(answering(503, { 'retry-after': '120' }));
    expect(seconds).toMatchObject({ retryAfterMs: 120_000 });
    const date = await outcomeOf(answering(429, { 'retry-after': 'Sun, 01 Nov 2026 12:05:00 GMT' }));
    expect(date).toMatchObject({ retryAfterMs: 300_000 });
    const nonsense = await outcomeOf(answering(429, { 'retry-after': 'soon' }));
    expect(nonsense).toMatchObject({ retryAfterMs: 30_000 });
  });

  test('is waited for longer the longer it did not come', async () => {
    const unreachable = failing(new UnreachableError('connection refused'));
    expect(await outcomeOf(unreachable, 0)).toMatchObject({ name: 'TryLaterError', retryAfterMs: 30_000 });
    expect(await outcomeOf(unreachable, 600_000)).toMatchObject({ retryAfterMs: 600_000 });
    expect(await outcomeOf(unreachable, 86_400_000)).toMatchObject({ retryAfterMs: 1_800_000 });
  });

  test('is given up where it must not be visited or is too large', async () => {
    expect(await outcomeOf(failing(new AddressRefusedError('10.0.0.1 is private')))).toBeInstanceOf(
      GiveUpError,
    );
    expect(await outcomeOf(failing(new ResponseTooLargeError('more than 12 MB')))).toBeInstanceOf(
      GiveUpError,
    );
  });

  test('is not judged by an abort or by what nobody foresaw', async () => {
    const bug = new TypeError('unexpected');
    expect(await outcomeOf(failing(bug))).toBe(bug);
    const reason = new Error('draining');
    const stopped = fetchArticle(url, {
      fetch: failing(new UnreachableError('aborted')),
      waitedMs: 0,
      signal: AbortSignal.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
  });
});
