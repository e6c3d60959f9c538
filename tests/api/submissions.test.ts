import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onlyEmbedded } from '../support/only-embedded.ts';
import { expectProblem } from './problem.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

let service: TestService;
let next = 0;
beforeAll(async () => {
  service = await startTestService();
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

interface SubmissionBody {
  id: string;
  status: string;
  origin: string;
  url: string | null;
  links: boolean;
  tags: string[];
  embeds: {
    position: number;
    form: string;
    platform: string;
    postId: string;
    foundUrl: string;
    canonicalUrl: string;
    captureId: string | null;
    captureStatus: string | null;
    currentCaptureId: string | null;
    quotation: { authorHandle: string | null; date: string | null } | null;
  }[];
  counts: Record<string, number>;
}

function newPostUrl(): string {
  next += 1;
  return `https://x.com/reporter/status/10728570000001${String(next).padStart(5, '0')}`;
}

describe('what is asked for', () => {
  test('a post is accepted, and the answer says where to follow it', async () => {
    const url = newPostUrl();
    const response = await service.post('/v1/submissions', {
      url,
      tags: ['a', 'b', 'a'],
      note: 'for the desk',
    });
    const submission = response.json<SubmissionBody>();

    expect(response.statusCode).toBe(202);
    expect(response.headers.location).toBe(`/v1/submissions/${submission.id}`);
    expect(submission).toMatchObject({
      status: 'waiting',
      origin: 'api',
      url,
      tags: ['a', 'b'],
      links: false,
    });
    expect(submission.embeds).toMatchObject([
      {
        position: 0,
        form: 'submitted',
        platform: 'x',
        foundUrl: url,
        captureStatus: 'waiting',
        currentCaptureId: null,
      },
    ]);
    expect(submission.counts).toMatchObject({ waiting: 1, complete: 0 });
    const read = await service.inject({ url: String(response.headers.location) });
    expect(read.json()).toEqual(submission);
  });

  test('the founding text gives its embed with what the article says of it', async () => {
    const text =
      'it was filmed by #SDF press center in Hajin pic.twitter.com/0PbFPhQz2l — Mustafa Bali (@mustefa2bali) December 12, 2018';
    const submission = (await service.post('/v1/submissions', { text })).json<SubmissionBody>();

    expect(submission.links).toBe(true);
    expect(submission.embeds).toMatchObject([
      {
        postId: 'x:short:0PbFPhQz2l',
        quotation: { authorHandle: 'mustefa2bali', date: '2018-12-12' },
        captureStatus: 'waiting',
      },
    ]);
  });

  test('html is searched with url as its base, and mere links are left alone', async () => {
    const quoted = newPostUrl();
    const linked = newPostUrl();
    const html = `<blockquote class="twitter-tweet"><p>Words</p><a href="${quoted}">12 December 2018</a></blockquote><p>See <a href="${linked}">this</a>.</p>`;
    const url = 'https://news.example.org/article';
    const submission = (await service.post('/v1/submissions', { html, url })).json<SubmissionBody>();

    expect(submission).toMatchObject({ url, links: false });
    const byForm = Object.fromEntries(submission.embeds.map((embed) => [embed.form, embed]));
    expect(byForm.blockquote?.captureId).toEqual(expect.any(String));
    expect(byForm.link).toMatchObject({ foundUrl: linked, captureId: null, captureStatus: null });
  });

  test('an article is left to a job, its embeds still unknown', async () => {
    const url = 'https://news.example.org/another';
    const submission = (await service.post('/v1/submissions', { url })).json<SubmissionBody>();

    expect(submission).toMatchObject({ url, embeds: [], status: 'waiting' });
    await service.catalogue.articles.admit(10);
    const claim = await service.catalogue.articles.claim(submission.id, 1000);
    expect(claim).toMatchObject({ kind: 'claimed', work: { submission: { articleUrl: url } } });
  });

  test('a profile is a page, not a post', async () => {
    const submission = (
      await service.post('/v1/submissions', { url: 'https://x.com/reporter' })
    ).json<SubmissionBody>();

    expect(submission.embeds).toEqual([]);
  });

  test('many URLs become posts and pages in their order', async () => {
    const post = newPostUrl();
    const urls = [post, 'https://news.example.org/third', 'https://x.com/reporter', post];
    const submission = (await service.post('/v1/submissions', { urls })).json<SubmissionBody>();

    expect(submission.embeds.map(({ position, platform }) => [position, platform])).toEqual([
      [0, 'x'],
      [1, 'web'],
      [2, 'web'],
      [3, 'x'],
    ]);
    expect(submission.embeds[3]?.captureId).toBe(submission.embeds[0]?.captureId);
    expect(submission.counts.waiting).toBe(3);
  });

  test('a thousand URLs are one submission', { timeout: 60_000 }, async () => {
    const urls = Array.from({ length: 1000 }, newPostUrl);
    const response = await service.post('/v1/submissions', { urls, priority: 'bulk' });

    expect(response.statusCode).toBe(202);
    expect(response.json<SubmissionBody>().counts.waiting).toBe(1000);
  });

  test('a second submission while the first runs joins its capture', async () => {
    const url = newPostUrl();
    const first = (await service.post('/v1/submissions', { url })).json<SubmissionBody>();
    const second = (
      await service.post('/v1/submissions', { url: url.replace('x.com', 'mobile.twitter.com') })
    ).json<SubmissionBody>();

    expect(second.id).not.toBe(first.id);
    expect(second.embeds[0]?.captureId).toBe(first.embeds[0]?.captureId);
  });

  test('is in storage before it is answered', async (context) => {
    onlyEmbedded(context, 'a commit of PostgreSQL lasts by itself, and the document follows');
    const before = service.published.length;
    await service.post('/v1/submissions', { url: newPostUrl() });

    expect(service.published.length).toBe(before + 1);
    const document = await service.catalogue.outbox.get(service.published.at(-1) ?? '');
    expect(document?.key).toMatch(/^facts\/submissions\//);
  });
});

describe('an Idempotency-Key', () => {
  test('gives the same answer to the same request, quoted or bare', async () => {
    const body = { url: newPostUrl() };
    const first = await service.post('/v1/submissions', body, { 'idempotency-key': 'order-1' });
    const again = await service.post('/v1/submissions', body, { 'idempotency-key': '"order-1"' });

    expect(again.statusCode).toBe(202);
    expect(again.json()).toEqual(first.json());
    expect(again.headers.location).toBe(first.headers.location);
  });

  test('is refused for another body', async () => {
    await service.post('/v1/submissions', { url: newPostUrl() }, { 'idempotency-key': 'order-2' });
    const other = await service.post(
      '/v1/submissions',
      { url: newPostUrl() },
      { 'idempotency-key': 'order-2' },
    );

    expectProblem(other, 422);
  });

  test('of two at once lets one in', async () => {
    const body = { url: newPostUrl() };
    const answers = await Promise.all(
      [1, 2, 3].map(() => service.post('/v1/submissions', body, { 'idempotency-key': 'order-3' })),
    );

    const accepted = answers.filter(({ statusCode }) => statusCode === 202);
    const rest = answers.filter(({ statusCode }) => statusCode !== 202);
    expect(accepted.length).toBeGreaterThan(0);
    expect(new Set(accepted.map((answer) => answer.json<SubmissionBody>().id)).size).toBe(1);
    rest.forEach((answer) => {
      expectProblem(answer, 409);
    });
  });

  test('belongs to the key that sent it', async () => {
    const body = { url: newPostUrl() };
    const { secret } = await service.makeKey('submit');
    const first = await service.post('/v1/submissions', body, { 'idempotency-key': 'order-4' });
    const other = await service.post('/v1/submissions', body, {
      'idempotency-key': 'order-4',
      authorization: `Bearer ${secret}`,
    });

    expect(other.statusCode).toBe(202);
    expect(other.json<SubmissionBody>().id).not.toBe(first.json<SubmissionBody>().id);
  });

  test('must be something', async () => {
    const response = await service.post(
      '/v1/submissions',
      { url: newPostUrl() },
      { 'idempotency-key': '""' },
    );

    expect(expectProblem(response, 400).errors).toMatchObject([{ path: 'Idempotency-Key' }]);
  });
});

test('lists lead from page to page, the newest first', async () => {
  const made: string[] = [];
  for (const _ of [1, 2, 3]) {
    made.unshift((await service.post('/v1/submissions', { url: newPostUrl() })).json<SubmissionBody>().id);
  }
  const read = async (query: string) =>
    (await service.inject({ url: `/v1/submissions?${query}` })).json<{
      items: SubmissionBody[];
      nextCursor: string;
    }>();
  const first = await read('limit=2');
  const second = await read(`limit=1&cursor=${encodeURIComponent(first.nextCursor)}`);

  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made);
});
