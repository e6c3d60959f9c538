import { describe, expect, it } from 'vitest';
import type { Fetch, FetchRequest } from '#domain/fetch.ts';
import { x } from '#platforms/x/index.ts';
import { answer } from '../../contracts/platform.ts';

const never = new AbortController().signal;
const id = 'x:short:0PbFPhQz2l';
const start = 'https://t.co/0PbFPhQz2l';

/** Answers by URL; what is not in the table fails the test. */
function table(
  answers: Record<string, Parameters<typeof answer> extends [string, ...infer Rest] ? Rest : never>,
): Fetch {
  return async (url, request?: FetchRequest) => {
    expect(request?.maxRedirects).toBe(0);
    const found = answers[url];
    if (found === undefined) throw new Error(`no answer was prepared for ${url}`);
    return answer(url, ...found);
  };
}

describe('a short link of X', () => {
  it('leads to the post by a redirect', async () => {
    const fetch = table({ [start]: [301, '', { location: 'https://twitter.com/ada/status/20/video/1' }] });
    expect(await x.resolve(id, fetch, never)).toMatchObject({
      kind: 'resolved',
      identity: { postId: 'x:20', canonicalUrl: 'https://x.com/i/status/20', certain: true },
      chain: [start, 'https://twitter.com/ada/status/20/video/1'],
    });
  });

  it('leads to the post by the page that browsers are answered', async () => {
    const page =
      '<head><noscript><META http-equiv="refresh" content="0;URL=https://twitter.com/ada/status/20?a=1&amp;b=2"></noscript></head>';
    expect(await x.resolve(id, table({ [start]: [200, page] }), never)).toMatchObject({
      kind: 'resolved',
      identity: { postId: 'x:20' },
    });
  });

  it('may lead to another short link first', async () => {
    const fetch = table({
      [start]: [301, '', { location: 'https://t.co/Second0001' }],
      'https://t.co/Second0001': [302, '', { location: 'https://x.com/i/status/20' }],
    });
    expect(await x.resolve(id, fetch, never)).toMatchObject({
      kind: 'resolved',
      identity: { postId: 'x:20' },
    });
  });

  it('is dead where it leads in circles', async () => {
    const fetch = table({ [start]: [301, '', { location: start }] });
    expect(await x.resolve(id, fetch, never)).toMatchObject({ kind: 'dead' });
  });

  it.each([404, 410])('is dead by %i of the shortener', async (status) => {
    expect(await x.resolve(id, table({ [start]: [status, ''] }), never)).toMatchObject({ kind: 'dead' });
  });

  it('that leads to no post says where it leads', async () => {
    const fetch = table({ [start]: [301, '', { location: 'https://example.org/a' }] });
    expect(await x.resolve(id, fetch, never)).toMatchObject({
      kind: 'dead',
      leadsTo: 'https://example.org/a',
    });
  });

  it.each([
    [200, '<p>hello</p>', 'unreadable'],
    [301, '', 'unreadable'],
    [403, '', 'walled'],
    [503, '', 'unreachable'],
  ])('tells nothing by %i %j', async (status, body, obstacle) => {
    const resolution = await x.resolve(id, table({ [start]: [status, body] }), never);
    expect(resolution).toMatchObject({ kind: 'unknown', obstacle });
  });
});
