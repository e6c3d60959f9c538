import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capturePost, postId } from './captured.ts';
import { expectProblem } from './problem.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

let service: TestService;
let captureId: string;
beforeAll(async () => {
  service = await startTestService();
  captureId = (await capturePost(service, { record: { text: 'The bridge at Hajin is open again.' } }))
    .captureId;
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

interface PostBody {
  postId: string;
  state: string;
  embedUrl: string;
  tags: string[];
  [field: string]: unknown;
}

const getPost = async (path: string) => (await service.inject({ url: path })).json<PostBody>();
const list = async (query: string) =>
  (await service.inject({ url: `/v1/posts?${query}` }))
    .json<{ items: PostBody[] }>()
    .items.map((post) => post.postId);

describe('a post', () => {
  test('says what is held of it', async () => {
    expect(await getPost(`/v1/posts/${postId}`)).toMatchObject({
      postId,
      platform: 'x',
      author: { name: 'A Reporter', handle: 'reporter' },
      text: 'The bridge at Hajin is open again.',
      state: 'live',
      currentCaptureId: captureId,
      captures: [{ id: captureId, outcome: 'complete', source: 'original' }],
      restricted: false,
      embedUrl: `https://archive.example.org/embed/${encodeURIComponent(postId)}`,
    });
  });

  test.each([
    'https://x.com/reporter/status/1072857000000000001',
    'https://twitter.com/reporter/status/1072857000000000001?s=20&ref=news',
    'https://mobile.twitter.com/i/web/status/1072857000000000001',
  ])('is found by %s', async (url) => {
    expect(await list(`url=${encodeURIComponent(url)}`)).toEqual([postId]);
    expect((await getPost(`/v1/posts/${encodeURIComponent(url)}`)).postId).toBe(postId);
  });

  test('answers under an id that was provisional', async () => {
    await service.post('/v1/submissions', { text: 'Look pic.twitter.com/AbCdEfGhIj' });
    await service.catalogue.posts.merge(
      'x:short:AbCdEfGhIj',
      { postId, canonicalUrl: 'https://x.com/i/status/1072857000000000001' },
      { chain: [] },
    );

    expect(await getPost('/v1/posts/x:short:AbCdEfGhIj')).toMatchObject({
      postId,
      aliases: ['x:short:AbCdEfGhIj'],
    });
  });

  test('is found by its words and marks', async () => {
    expect(await list('q=bridge')).toEqual([postId]);
    expect(await list('q=nothing-like-it')).toEqual([]);
    expect(await list('author=reporter&platform=x&state=live')).toEqual([postId]);
    expect(await list('from=2018-12-12&to=2018-12-12')).toEqual([postId]);
    expect(await list('from=2018-12-13')).toEqual([]);
    expect(await list(`url=${encodeURIComponent('https://x.com/reporter/status/5')}`)).toEqual([]);
  });

  test('takes marks', async () => {
    const patch = { tags: ['syria'], collection: 'bridges', note: 'seen', watch: true };
    const response = await service.inject({ method: 'PATCH', url: `/v1/posts/${postId}`, payload: patch });

    expect(response.json()).toMatchObject({ tags: ['syria'], collection: 'bridges', note: 'seen' });
    expect(await list('tag=syria&collection=bridges')).toEqual([postId]);
    expectProblem(
      await service.inject({ method: 'PATCH', url: `/v1/posts/${postId}`, payload: { state: 'deleted' } }),
      400,
    );
  });

  test('is looked at again when asked', async () => {
    const response = await service.inject({ method: 'POST', url: `/v1/posts/${postId}/recheck` });

    expect(response.statusCode).toBe(202);
    expect(response.json<PostBody>().postId).toBe(postId);
    expect(await service.catalogue.rechecks.admit(10)).toMatchObject([{ id: postId, priority: 'normal' }]);
  });

  test('has a history', async () => {
    const { items } = (await service.inject({ url: `/v1/posts/${postId}/history` })).json<{
      items: { kind: string; to: string | null }[];
    }>();

    expect(items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['capture', 'merge']));
  });
});
