import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundingPost, photosPost } from '../../../demo/sites/index.ts';
import { blockquote } from '../../../demo/sites/syndication.ts';
import { forwardedSite } from '../forwarded-site.ts';
import { Newsroom, newspaperUrl, type Source } from '../newsroom.ts';
import { whyWithout } from '../parts.ts';
import { blueskyPost } from '../small-bluesky.ts';
import { type Ghost, type PublishedArticle, startGhost } from './ghost.ts';
import { ghostPart } from './install.ts';

const whyNot = whyWithout(ghostPart);
if (whyNot !== null) {
  console.warn(`skipped: ${whyNot}`);
}

/** As docs/inbound.md says. */
const events = ['post.published', 'post.published.edited', 'post.unpublished', 'post.deleted'];
const { postId: tweet } = foundingPost;
const statusUrl = `https://twitter.com/mustefa2bali/status/${foundingPost.id}`;

describe.skipIf(whyNot !== null)('Ghost', () => {
  const resources = new AsyncDisposableStack();
  let ghost: Ghost;
  let newsroom: Newsroom;
  let source: Source;
  let article: PublishedArticle;

  beforeAll(async () => {
    ghost = resources.use(await startGhost(newspaperUrl));
    newsroom = resources.use(await Newsroom.open(forwardedSite(newspaperUrl, ghost.url), filesOfGhost));
    source = await newsroom.addSource({ kind: 'ghost', url: newspaperUrl });
    await newsroom.listen('article.changed');
    await reportTo(source.inboundUrl, source.secret, ...events);
  });
  afterAll(async () => {
    await resources.disposeAsync();
  });

  async function reportTo(target: string, secret: string, ...chosen: string[]): Promise<string> {
    const { integrations } = await ghost.owner.admin<{ integrations: [{ id: string }] }>(
      'POST',
      '/integrations/',
      { integrations: [{ name: `Archive, by ${secret}` }] },
    );
    const { id } = integrations[0];
    for (const event of chosen) {
      const webhook = { name: event, event, target_url: target, secret, integration_id: id };
      await ghost.owner.admin('POST', '/webhooks/', { webhooks: [webhook] });
    }
    return id;
  }

  async function change({ id, updatedAt }: PublishedArticle, changes: object): Promise<PublishedArticle> {
    const { posts } = await ghost.owner.admin<{ posts: [{ id: string; url: string; updated_at: string }] }>(
      'PUT',
      `/posts/${id}/?source=html`,
      { posts: [{ updated_at: updatedAt, ...changes }] },
    );
    return { id, url: posts[0].url, updatedAt: posts[0].updated_at };
  }

  test('publishes an article, whose posts are archived, and what was there before is not', async () => {
    await newsroom.poll(source);
    const html = articleWith(blockquote(foundingPost.post), blueskyPost.element);
    article = await ghost.publish({ title: 'A town is taken', html });
    const [submission] = await newsroom.submissionsOf(article.id);
    expect(submission).toMatchObject({
      ...{ origin: 'inbound', url: article.url, status: 'done' },
      embeds: [
        { platform: 'x', postId: tweet, captureStatus: 'complete' },
        { platform: 'bluesky', postId: blueskyPost.postId, captureStatus: 'complete' },
      ],
    });
    expect(newsroom.relay.answered).toEqual([{ path: '/v1/inbound/ghost', status: 202 }]);
    expect(await newsroom.countSubmissions()).toBe(1);
  });

  test('updates it at once: what is new is archived, what is gone is noted, and the webhook tells both', async () => {
    const html = articleWith(blockquote(foundingPost.post), blockquote(photosPost.post));
    article = await change(article, { html });
    const [update] = await newsroom.submissionsOf(article.id, 2);
    expect(update?.embeds).toMatchObject([{ postId: photosPost.postId, captureStatus: 'complete' }]);
    await newsroom.expectArticle(source, article.id, {
      postIds: [tweet, photosPost.postId],
      removed: [{ postId: blueskyPost.postId }],
    });
    const data = { articleKey: article.id, added: [photosPost.postId], removed: [blueskyPost.postId] };
    await newsroom.expectTold({ type: 'article.changed', data: expect.objectContaining(data) });
  });

  test('takes it down, which is noted, and what was archived stays', async () => {
    article = await change(article, { status: 'draft' });
    await newsroom.expectArticle(source, article.id, {
      ...{ withdrawnAt: expect.any(String), postIds: [tweet, photosPost.postId] },
    });
    expect((await newsroom.world.request(`/embed/${tweet}`)).status).toBe(200);
  });

  test('gets 401 for a report with another secret, and nothing comes of it', async () => {
    const before = newsroom.relay.answered.length;
    const id = await reportTo(source.inboundUrl, 'of-somebody-else', 'page.published');
    const page = { title: 'About us', status: 'published', html: blockquote(foundingPost.post) };
    const made = await ghost.owner.admin<{ pages: [{ id: string }] }>('POST', '/pages/?source=html', {
      pages: [page],
    });
    await expect
      .poll(() => newsroom.relay.answered.slice(before), { timeout: 20_000 })
      .toEqual([{ path: '/v1/inbound/ghost', status: 401 }]);
    expect(await newsroom.articleOf(source, made.pages[0].id)).toBeUndefined();
    await ghost.owner.admin('DELETE', `/integrations/${id}/`);
  });

  test('publishes while the archive is down: its feed tells of the article, and its ?ref= names no other post', async () => {
    await newsroom.stop();
    const html = articleWith(blockquote(foundingPost.post), blueskyPost.element);
    const missed = await ghost.publish({ title: 'While nobody listened', html });
    const withRef = `${statusUrl}?ref_src=twsrc%5Etfw&ref=${new URL(newspaperUrl).host}`;
    const page = await fetch(new URL(new URL(missed.url).pathname, ghost.url));
    expect(await page.text(), 'what Ghost makes of the link').toContain(withRef);
    await expect.poll(() => newsroom.relay.missed, { timeout: 20_000 }).toEqual(['/v1/inbound/ghost']);
    await newsroom.start();
    await newsroom.poll(source);
    const [submission] = await newsroom.submissionsOf(missed.id);
    await newsroom.expectArticle(source, missed.id, {
      url: missed.url,
      postIds: [tweet, blueskyPost.postId],
    });
    expect(submission).toMatchObject({
      origin: 'feed',
      embeds: [{ platform: 'web' }, { foundUrl: withRef, postId: tweet }, { postId: blueskyPost.postId }],
    });
    expect(await newsroom.postsOn('x')).toEqual([tweet, photosPost.postId].toSorted());
    const count = await newsroom.countSubmissions();
    await newsroom.poll(source);
    expect(await newsroom.countSubmissions()).toBe(count);
  });
});

/** Hosts of its theme's scripts and of the pictures that a new Ghost shows. */
const filesOfGhost = { host: ['cdn.jsdelivr.net', 'static.ghost.org'], handle: () => ({ status: 404 }) };

/** Each in a card of its own, as the editor keeps HTML; the link is one to the same post. */
function articleWith(...embeds: string[]): string {
  const cards = embeds.map((html) => `<!--kg-card-begin: html-->${html}<!--kg-card-end: html-->`);
  return `<p>The town was taken, <a href="${statusUrl}">a spokesman said</a>.</p>${cards.join('')}`;
}
