import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundingPost, photosPost, quotingPost } from '../../demo/sites/index.ts';
import { createWorld, type World } from '../support/world.ts';
import { archiveOne, artifactOf, demoSitesWith, reasonsOf } from './world-of-posts.ts';

/** X's embed page shows no post, while its data still tell what the post says. */
const embedPages: Record<string, string> = {
  // A wall.
  [foundingPost.id]: `<!doctype html><title>Log in to X</title><body><h1>Log in to see this post</h1>
    <form><input autocomplete="username"><input type="password"></form>`,
  // Never the post: an empty page that says nothing, whatever one waits.
  [photosPost.id]: '<!doctype html><title>Post</title><body><div id="app"></div>',
  // A challenge.
  [quotingPost.id]: `<!doctype html><title>Just a moment...</title><body>
    <div id="challenge-running">Checking your browser</div><script src="/cdn-cgi/challenge-platform/h/b/orchestrate"></script>`,
};

let world: World;
beforeAll(async () => {
  const sites = await demoSitesWith({
    'platform.twitter.com': ({ url }) => {
      if (url.pathname.startsWith('/cdn-cgi/')) {
        return { headers: { 'content-type': 'text/javascript' }, body: '' };
      }
      const page = embedPages[url.searchParams.get('id') ?? ''];
      return page === undefined ? null : { body: page };
    },
  });
  world = await createWorld(sites, { PATIENCE_H: '0', CAPTURE_TIMEOUT_S: '12' });
}, 120_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe('where X does not show the post', { timeout: 90_000 }, () => {
  test.each([
    ['a wall', foundingPost, /wall.*asks to log in/],
    ['an empty page', photosPost, /nothing.*an empty page/],
    ['a challenge', quotingPost, /challenge/],
  ])('%s: our own card stands in, and says so', async (_what, { post, postId }, why) => {
    const capture = await archiveOne(world, { url: `https://x.com/${post.author.handle}/status/${post.id}` });

    expect(capture).toMatchObject({ postId, outcome: 'partial', absence: null });
    expect(capture.missing).toEqual([{ role: 'screenshot', reason: expect.stringMatching(why) }]);
    expect(reasonsOf(capture)).toContain('our own card stands in');
    const picture = artifactOf(capture, 'screenshot');
    expect(picture).toMatchObject({ source: 'card', verdict: { shows: 'unchecked' } });
    expect(picture?.verdict.detail).toMatch(/our own card.*not of the original/);
    expect(picture?.verdict.detail).toMatch(why);

    const png = await world.request(`/v1/captures/${capture.id}/artifacts/${picture?.name}`);
    const { channels } = await sharp(Buffer.from(await png.arrayBuffer())).stats();
    expect(Math.max(...channels.map(({ stdev }) => stdev)), 'something is drawn on it').toBeGreaterThan(5);

    const shown = await world.getJson<{ state: string; currentCaptureId: string }>(`/v1/posts/${postId}`);
    expect(shown).toMatchObject({ state: 'live', currentCaptureId: capture.id });
    const card = await fetch(`${world.baseUrl}/embed/${postId}`);
    expect(card.status).toBe(200);
    expect(await card.text()).toContain(post.author.name);
  });
});
