import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundingPost, photosPost } from '../../../demo/sites/index.ts';
import { blockquote } from '../../../demo/sites/syndication.ts';
import { documentedBlock } from '../documented.ts';
import { forwardedSite } from '../forwarded-site.ts';
import { Newsroom, newspaperUrl, type Source } from '../newsroom.ts';
import { blueskyPost } from '../small-bluesky.ts';
import { type PublishedArticle, startWordPress, type WordPress, whyWithoutWordPress } from './wordpress.ts';

const whyNot = await whyWithoutWordPress();
if (whyNot !== null) {
  console.warn(`skipped: ${whyNot}`);
}

const { postId: tweet } = foundingPost;

describe.skipIf(whyNot !== null)('Debian’s WordPress, by the documented lines', () => {
  const resources = new AsyncDisposableStack();
  let wordPress: WordPress;
  let newsroom: Newsroom;
  let source: Source;
  let article: PublishedArticle;

  beforeAll(async () => {
    wordPress = resources.use(await startWordPress(newspaperUrl));
    newsroom = resources.use(await Newsroom.open(forwardedSite(newspaperUrl, wordPress.url), pictures));
    source = await newsroom.addSource({ kind: 'wordpress', url: newspaperUrl });
    await newsroom.listen('article.changed');
    await tellWith(source.secret);
    const snippet = await documentedBlock('inbound.md', 'WordPress', 'php');
    await wordPress.putPlugin('embed-archiver', snippet.replace('<?php\n', ''));
  });
  afterAll(async () => {
    await resources.disposeAsync();
  });

  /** As in its wp-config.php. */
  async function tellWith(secret: string): Promise<void> {
    const constants = { EMBED_ARCHIVER_INBOUND_URL: source.inboundUrl, EMBED_ARCHIVER_SECRET: secret };
    const lines = Object.entries(constants).map(([name, value]) => `define('${name}', '${value}');`);
    await wordPress.putPlugin('constants', lines.join('\n'));
  }

  async function change({ id }: PublishedArticle, changes: object): Promise<void> {
    await wordPress.administrator.rest('PUT', `/wp/v2/posts/${id}`, changes);
  }

  test('publishes an article, whose posts are archived, and what was there before is not', async () => {
    await newsroom.poll(source);
    const content = articleWith(blockquote(foundingPost.post), blueskyPost.element);
    article = await wordPress.publish({ title: 'A town is taken', content });
    const [submission] = await newsroom.submissionsOf(article.id);
    expect(submission).toMatchObject({
      ...{ origin: 'inbound', url: article.url, status: 'done' },
      embeds: [
        { platform: 'x', postId: tweet, captureStatus: 'complete' },
        { platform: 'bluesky', postId: blueskyPost.postId, captureStatus: 'complete' },
      ],
    });
    expect(await newsroom.countSubmissions()).toBe(1);
    expect(newsroom.relay.answered).toEqual([{ path: '/v1/inbound/wordpress', status: 202 }]);
  });

  test('keeps pasted addresses as blocks, which are embeds as well', async () => {
    const url = `https://twitter.com/mustefa2bali/status/${photosPost.id}`;
    const { id } = await wordPress.publish({ title: 'Pasted', content: embedBlock(url) });
    const [submission] = await newsroom.submissionsOf(id);
    expect(submission?.embeds).toMatchObject([{ postId: photosPost.postId }]);
  });

  test('updates it at once: what is new is archived, what is gone is noted, and the webhook tells both', async () => {
    await change(article, {
      content: articleWith(blockquote(foundingPost.post), blockquote(photosPost.post)),
    });
    await newsroom.expectArticle(source, article.id, {
      postIds: [tweet, photosPost.postId],
      removed: [{ postId: blueskyPost.postId }],
    });
    const data = {
      articleKey: String(article.id),
      added: [photosPost.postId],
      removed: [blueskyPost.postId],
    };
    await newsroom.expectTold({ type: 'article.changed', data: expect.objectContaining(data) });
  });

  test('trashes it, which is noted, and what was archived stays', async () => {
    await wordPress.administrator.rest('DELETE', `/wp/v2/posts/${article.id}`);
    await newsroom.expectArticle(source, article.id, {
      ...{ withdrawnAt: expect.any(String), postIds: [tweet, photosPost.postId] },
    });
    expect((await newsroom.world.request(`/embed/${tweet}`)).status).toBe(200);
  });

  test('gets 401 for a report with another secret, and nothing comes of it', async () => {
    const before = newsroom.relay.answered.length;
    await tellWith('of-somebody-else');
    const { id } = await wordPress.publish({ title: 'By nobody', content: articleWith(blueskyPost.element) });
    await expect
      .poll(() => newsroom.relay.answered.slice(before), { timeout: 20_000 })
      .toEqual([{ path: '/v1/inbound/wordpress', status: 401 }]);
    expect(await newsroom.articleOf(source, id)).toBeUndefined();
    await wordPress.administrator.rest('DELETE', `/wp/v2/posts/${id}?force=true`);
    await tellWith(source.secret);
  });

  test('publishes while the archive is down: its feed tells of the article', async () => {
    await newsroom.stop();
    const content = articleWith(blockquote(foundingPost.post), blueskyPost.element);
    const missed = await wordPress.publish({ title: 'While nobody listened', content });
    expect(newsroom.relay.missed).toEqual(['/v1/inbound/wordpress']);
    await newsroom.start();
    await newsroom.poll(source);
    const [submission] = await newsroom.submissionsOf(missed.id);
    await newsroom.expectArticle(source, missed.id, {
      url: missed.url,
      postIds: [tweet, blueskyPost.postId],
    });
    expect(submission?.origin).toBe('feed');
    expect(await newsroom.postsOn('x')).toEqual([tweet, photosPost.postId].toSorted());
    const count = await newsroom.countSubmissions();
    await newsroom.poll(source);
    expect(await newsroom.countSubmissions()).toBe(count);
  });

  test('gets readable addresses, and the feed that they lead to names the same articles', async () => {
    const before = await newsroom.countSubmissions();
    await wordPress.putPlugin('readable', readableAddresses);
    const article = await wordPress.publish({ title: 'Readable', content: articleWith(blueskyPost.element) });
    expect(article.url).toBe(`${newspaperUrl}/readable/`);
    await newsroom.submissionsOf(article.id);
    await newsroom.poll(source);
    expect(newsroom.world.web.requests.map(({ url }) => url)).toContain(`${newspaperUrl}/feed/`);
    expect(await newsroom.countSubmissions()).toBe(before + 1);
  });
});

const readableAddresses = `
add_action('init', function () {
  global $wp_rewrite;
  if (get_option('permalink_structure') === '') {
    $wp_rewrite->set_permalink_structure('/%postname%/');
    flush_rewrite_rules(false);
  }
});`;

const pictures = { host: ['secure.gravatar.com', 's.w.org'], handle: () => ({ status: 404 }) };

/** Each in a block of its own; the link is one to the same post. */
function articleWith(...embeds: string[]): string {
  const blocks = embeds.map((html) => `<!-- wp:html -->\n${html}\n<!-- /wp:html -->`);
  const link = `https://x.com/mustefa2bali/status/${foundingPost.id}`;
  const lead = `<p>The town was taken, <a href="${link}">a spokesman said</a>.</p>`;
  return [`<!-- wp:paragraph -->\n${lead}\n<!-- /wp:paragraph -->`, ...blocks].join('\n\n');
}

/** As the block editor stores a pasted URL. */
function embedBlock(url: string): string {
  return `<!-- wp:embed {"url":"${url}"} -->
<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
${url}
</div></figure>
<!-- /wp:embed -->`;
}
