import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { openEgressOf } from '#context.ts';
import type { PostRecord } from '#domain/record.ts';
import { bluesky } from '#platforms/bluesky/index.ts';
import { createWorld, type World } from '../support/world.ts';
import type { ShownCapture } from '../world/world-of-posts.ts';
import { Article } from './bluesky/article.ts';
import { Author, deleteAccount, type Reference } from './bluesky/author.ts';
import { BlueskyNetwork, whyItCannotStart } from './bluesky/network.ts';
import { BlueskySites } from './bluesky/sites.ts';
import { postIdOf, richText } from './bluesky/writing.ts';

/** Bluesky itself, run here: what its software answers, not what we believe that it answers. */
const whyNot = whyItCannotStart();
if (whyNot !== null) {
  console.warn(`skipped: ${whyNot}`);
}

const budget = { maxBytes: 1_000_000, maxConnections: 20, maxDurationMs: 60_000 };
const mediaOf = async (name: string) =>
  new Uint8Array(await readFile(new URL(`../../demo/media/${name}`, import.meta.url)));

describe.skipIf(whyNot !== null)('Bluesky, alive', { timeout: 240_000, retry: 0 }, () => {
  const resources = new AsyncDisposableStack();
  /** Of the archive: as everybody's, until the test is ahead. */
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  let network: BlueskyNetwork;
  let sites: BlueskySites;
  let world: World;
  let ada: Author;
  let badr: Author;
  let article: Article;
  let reader: Reader;

  beforeAll(async () => {
    network = resources.use(await BlueskyNetwork.start());
    sites = new BlueskySites(network.addresses);
    article = new Article();
    world = resources.use(await createWorld([...sites.sites, article.site], { PATIENCE_H: '0' }, clock));
    reader = resources.use(await Reader.open(world));
    ada = await Author.signUp(network, 'ada');
    badr = await Author.signUp(network, 'badr');
    await ada.editProfile({ displayName: 'Ada of the Hills 🌸' });
    await badr.editProfile({ displayName: 'بدر' });
  }, 300_000);
  afterAll(async () => {
    await resources.disposeAsync();
  }, 60_000);

  test('what an article shows by the third-party component is found, read and captured', async () => {
    const [bridge, trees, film] = await Promise.all(
      ['old-bridge.jpg', 'almond-trees.jpg', 'film-low.mp4'].map(mediaOf),
    );
    if (bridge === undefined || trees === undefined || film === undefined) {
      throw new Error('the demo has its media');
    }
    const jpeg = async (author: Author, bytes: Uint8Array<ArrayBuffer>, alt: string) => ({
      image: await author.upload(bytes, 'image/jpeg'),
      alt,
      aspectRatio: { width: 3, height: 2 },
    });
    const words = richText([
      '👩‍👩‍👧🌸 ثلج على التلال، كما قال ',
      ['@badr.test', { $type: 'app.bsky.richtext.facet#mention', did: badr.did }],
      ' 🏔️ ',
      ['#ثلج', { $type: 'app.bsky.richtext.facet#tag', tag: 'ثلج' }],
      ' ',
      ['snow.example/é', { $type: 'app.bsky.richtext.facet#link', uri: 'https://snow.example/%C3%A9?a=1' }],
    ]);
    const pictured = await ada.post({
      ...words.record,
      langs: ['ar'],
      embed: {
        $type: 'app.bsky.embed.images',
        images: [await jpeg(ada, bridge, 'جسر قديم تحت الثلج'), await jpeg(ada, trees, '')],
      },
    });
    const reply = await badr.post({
      text: 'شكرا 🙏',
      reply: { root: pictured, parent: pictured },
    });
    const quote = await badr.post({
      text: 'Look at the second one.',
      embed: {
        $type: 'app.bsky.embed.recordWithMedia',
        record: { $type: 'app.bsky.embed.record', record: pictured },
        media: { $type: 'app.bsky.embed.images', images: [await jpeg(badr, trees, 'Almond trees')] },
      },
    });
    const original = await ada.upload(film, 'video/mp4');
    const filmed = await ada.post({
      text: 'The river, filmed.',
      embed: { $type: 'app.bsky.embed.video', video: original, alt: 'A river under a bridge' },
    });
    await badr.like(pictured);
    await network.command({ do: 'settle' });
    article.posts.push(pictured, reply, quote, filmed);

    const shown = await reader.read(article.url, 4);
    expect(shown[0]).toContain(words.record.text);
    expect(shown[2]).toContain('Look at the second one.');

    const { submission } = await world.archive({ url: article.url });
    const [page, ...embeds] = submission.embeds;
    expect(page).toMatchObject({ platform: 'web', form: 'submitted', captureStatus: 'complete' });
    expect(embeds.map(({ platform, form, postId }) => [platform, form, postId])).toEqual(
      article.posts.map((post) => ['bluesky', 'element', postIdOf(post)]),
    );
    const captures = await Promise.all(
      embeds.map(({ captureId }) =>
        world.getJson<ShownCapture & { record: PostRecord | null }>(`/v1/captures/${captureId}`),
      ),
    );
    const [first, second, third, fourth] = captures.map(({ record }) => record);

    expect(first).toMatchObject({
      author: { id: ada.did, handle: 'ada.test', name: 'Ada of the Hills 🌸' },
      text: words.record.text,
      language: 'ar',
      counts: { likes: 1, reposts: 0, replies: 1, quotes: 1 },
      media: [{ kind: 'photo', alt: 'جسر قديم تحت الثلج', width: 3, height: 2 }, { alt: null }],
    });
    expect(first?.links.map(({ url, start, end }) => [first.text.slice(start, end), url])).toEqual([
      ['@badr.test', `https://bsky.app/profile/${badr.did}`],
      ['#ثلج', `https://bsky.app/hashtag/${encodeURIComponent('ثلج')}`],
      ['snow.example/é', 'https://snow.example/%C3%A9?a=1'],
    ]);
    expect(second).toMatchObject({ text: 'شكرا 🙏', replyTo: { postId: postIdOf(pictured) } });
    expect(third).toMatchObject({
      author: { name: 'بدر' },
      media: [{ alt: 'Almond trees' }],
      quoted: { postId: postIdOf(pictured), text: words.record.text, author: { handle: 'ada.test' } },
    });
    expect(fourth).toMatchObject({ media: [{ kind: 'video', alt: 'A river under a bridge' }] });

    // The film comes from the server of the account, as it was given; pictures from the image server, which makes its own of them.
    const kept = captures.map(({ artifacts }) => artifacts.filter(({ role }) => role === 'media'));
    const video = kept[3]?.find(({ mediaType }) => mediaType === 'video/mp4');
    const bytes = await world.request(`/v1/captures/${captures[3]?.id}/artifacts/${video?.name}`);
    expect(Buffer.from(await bytes.arrayBuffer()).equals(film)).toBe(true);
    const pictures = kept[0]?.filter(({ name }) => name.startsWith('media-'));
    expect(pictures).toMatchObject([{ mediaType: 'image/webp' }, { mediaType: 'image/webp' }]);

    // The network has no embed page, so a picture of our own making stands in, and is said to; nor has it stills of films.
    for (const { outcome, missing } of captures) {
      expect(outcome).toBe('partial');
      expect(missing.map(({ role }) => role)).toContain('screenshot');
    }
    const missingMedia = captures.map(({ missing }) => missing.filter(({ role }) => role === 'media'));
    expect(missingMedia).toMatchObject([[], [], [], [{ reason: expect.stringMatching(/^Still picture/) }]]);
  });

  test('a changed profile is in the next capture of the same post, asked for by its handle', async () => {
    const [pictured] = article.posts;
    if (pictured === undefined) {
      throw new Error('the article has posts');
    }
    await ada.editProfile({ displayName: 'آدا' });
    await network.command({ do: 'settle' });
    const url = `https://bsky.app/profile/ada.test/post/${pictured.uri.split('/').at(-1)}`;

    const { submission } = await world.archive({ url, maxAgeSeconds: 0 });

    const [embed] = submission.embeds;
    const state = await world.getJson<{ postId: string; author: { name: string }; captures: unknown[] }>(
      `/v1/posts/${embed?.postId}`,
    );
    expect(state).toMatchObject({ postId: postIdOf(pictured), author: { name: 'آدا' } });
    expect(state.captures).toHaveLength(2);
  });

  test('each shape of gone is told by its own name, and the component shows nothing any more', async () => {
    const names = ['deleted', 'deactivated', 'left', 'hidden', 'banned'];
    const written = await Promise.all(
      names.map(async (name) => {
        const author = await Author.signUp(network, name);
        return { author, post: await author.post({ text: `Snow, as ${name} saw it` }) };
      }),
    );
    const [deleted, deactivated, left, hidden, banned] = written;
    if (!deleted || !deactivated || !left || !hidden || !banned) {
      throw new Error('five were written');
    }
    await network.command({ do: 'settle' });
    article.posts.splice(0, article.posts.length, ...written.map(({ post }) => post));
    const { submission } = await world.archive({ url: article.url });
    expect(submission.embeds.filter(({ platform }) => platform === 'bluesky')).toHaveLength(names.length);
    const statesOf = () => Promise.all(written.map(({ post }) => stateOf(post)));
    expect(await statesOf()).toEqual(names.map(() => 'live'));

    await deleted.author.delete(deleted.post);
    await deactivated.author.deactivate();
    await deleteAccount(network, left.author);
    await network.command({ do: 'settle' });
    const strongRef = 'com.atproto.repo.strongRef';
    await network.command({ do: 'take-down', subject: { $type: strongRef, ...hidden.post } });
    const repoRef = 'com.atproto.admin.defs#repoRef';
    await network.command({ do: 'take-down', subject: { $type: repoRef, did: banned.author.did } });
    for (const { post } of written) {
      await world.request(`/v1/posts/${postIdOf(post)}/recheck`, { method: 'POST' });
    }

    const told = ['deleted', 'account-gone', 'account-gone', 'removed', 'suspended'];
    const lastTold = async (post: Reference) => {
      const [look] = (await world.context.catalogue.rechecks.known(postIdOf(post)))?.past ?? [];
      return look?.told === 'not-found' ? 'deleted' : look?.told;
    };
    const poll = { timeout: 60_000, interval: 500 };
    await expect.poll(() => Promise.all(written.map(({ post }) => lastTold(post))), poll).toEqual(told);
    // The post that its author's server lacks, too, is believed gone at once; what the AppView says alone, when it is said twice.
    expect(await stateOf(deleted.post)).toBe('deleted');
    expect(await stateOf(banned.post)).toBe('live');
    aheadMs += 40 * 60_000;
    await expect.poll(statesOf, poll).toEqual(told);
    const shown = await reader.read(article.url, names.length);
    for (const [index, name] of names.entries()) {
      expect(shown[index]).not.toContain(`as ${name} saw it`);
      const card = await fetch(`${world.baseUrl}/embed/${postIdOf(written[index]?.post)}`);
      expect(await card.text()).toContain(`Snow, as ${name} saw it`);
    }
  });

  describe('an AppView in trouble tells nothing', () => {
    let post: Reference;
    beforeAll(async () => {
      post = await ada.post({ text: 'Still here.' });
      await network.command({ do: 'settle' });
      await world.archive({ url: `https://bsky.app/profile/${ada.did}/post/${post.uri.split('/').at(-1)}` });
    }, 60_000);

    test.each([
      ['HTTP 500', { status: 500, body: 'Internal Server Error' }, 'unreachable'],
      ['HTTP 429', { status: 429, headers: { 'ratelimit-remaining': '0' } }, 'rate-limited'],
    ])('%s', async (_, trouble, obstacle) => {
      sites.trouble = trouble;
      try {
        await expectNoConclusion(post, obstacle);
      } finally {
        sites.trouble = null;
      }
    });

    // Nothing starts it again, so this is the last.
    test('one that is stopped', async () => {
      await network.command({ do: 'stop-appview' });
      // The rest that it asked for before is over.
      aheadMs += 2 * 3_600_000;
      await expectNoConclusion(post, 'unreachable');
    });
  });

  async function expectNoConclusion(post: Reference, obstacle: string): Promise<void> {
    const target = { postId: postIdOf(post), canonicalUrl: bluesky.canonicalUrl(postIdOf(post)) };
    await using egress = await openEgressOf(world.config, world.context);
    await using scope = egress.openScope('alive', budget);
    const { conclusion } = await bluesky.look(target, scope.fetch, new AbortController().signal);
    expect(conclusion).toMatchObject({ kind: 'unknown', obstacle });
    await lookAgain(post);
    expect(await stateOf(post)).toBe('live');
  }

  async function stateOf(post: Reference): Promise<string> {
    return (await world.getJson<{ state: string }>(`/v1/posts/${postIdOf(post)}`)).state;
  }

  /** Asks for a look, and waits until one was taken down or the site is left to rest: the watch may have met the trouble first. */
  async function lookAgain(post: Reference): Promise<void> {
    const postId = postIdOf(post);
    const { rechecks, breakers } = world.context.catalogue;
    const newest = async () => (await rechecks.known(postId))?.past[0]?.lookId;
    const before = await newest();
    await world.request(`/v1/posts/${postId}/recheck`, { method: 'POST' });
    const isResting = async () =>
      (await breakers.list()).some(({ site, open }) => site === 'bluesky' && open !== null);
    await expect
      .poll(async () => (await newest()) !== before || (await isResting()), { timeout: 60_000 })
      .toBe(true);
  }
});

/** A reader's browser, for which the recorded web is the internet. */
class Reader implements AsyncDisposable {
  readonly #browser: Awaited<ReturnType<typeof chromium.launch>>;

  private constructor(browser: Awaited<ReturnType<typeof chromium.launch>>) {
    this.#browser = browser;
  }

  static async open({ web }: World): Promise<Reader> {
    const browser = await chromium.launch({
      executablePath: findChromium(null)?.path ?? '',
      chromiumSandbox: process.getuid?.() !== 0,
      proxy: { server: web.proxyUrl },
    });
    return new Reader(browser);
  }

  /** The words of each `bluesky-post` once the component has filled them all. */
  async read(url: string, count: number): Promise<string[]> {
    const page = await this.#browser.newPage({ ignoreHTTPSErrors: true });
    try {
      await page.goto(url, { timeout: 120_000 });
      const posts = page.locator('bluesky-post:has(*)');
      await expect.poll(() => posts.count(), { timeout: 60_000 }).toBe(count);
      return await posts.allInnerTexts();
    } finally {
      await page.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
