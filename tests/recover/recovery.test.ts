import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDemoWeb, foundingPost } from '../../demo/sites/index.ts';
import { statusUrl } from '../../demo/sites/posts.ts';
import { type ArchivedCopy, wayback } from '../../demo/sites/wayback.ts';
import { createWorld, type World } from '../support/world.ts';
import { aPost } from '../world/world-of-posts.ts';
import { jsonCopy, pageCopy, permalinkPageOf, version1Of, version2Of } from './copies-of-x.ts';

/** Posts that are gone before anybody asked for them, and a Wayback Machine that may have them. */
let world: World;
const demoWeb = await createDemoWeb();
const { post } = foundingPost;
const text = await readFile(new URL('../../examples/hajin.txt', import.meta.url), 'utf8');
const founding = statusUrl(post);
const day = '20181212091500';

beforeAll(async () => {
  world = await createWorld(demoWeb.sites, { WAYBACK_URL: 'https://web.archive.org', PATIENCE_H: '0' });
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
beforeEach(() => demoWeb.deletePost(foundingPost.id));

interface Recovered {
  id: string;
  postId: string;
  outcome: string;
  absence: string | null;
  source: string;
  recovers: string | null;
  record: { text: string; author: { handle: string }; media: unknown[]; publishedAt: string } | null;
  artifacts: { name: string; role: string; mediaType: string; sourceUrl: string | null }[];
  provenance: { archiveUrl: string | null; archivedAt: string | null };
}

/** Archives the input from scratch and returns what became of its one post. */
async function recover(input: object, copies: ArchivedCopy[]): Promise<Recovered> {
  world.web.replace(wayback(copies));
  const { submission } = await world.archive(input);
  const [embed] = submission.embeds;
  const postId = encodeURIComponent(embed?.postId ?? '');
  const find = async () => {
    const { captures } = await world.getJson<{ captures: { id: string }[] }>(`/v1/posts/${postId}`);
    const all = await Promise.all(captures.map(({ id }) => world.getJson<Recovered>(`/v1/captures/${id}`)));
    return all.find(({ recovers, outcome }) => recovers !== null && outcome !== null) ?? null;
  };
  await expect.poll(find, { timeout: 30_000, interval: 100 }).not.toBeNull();
  return (await find()) as Recovered;
}

describe('the founding example, its original gone', { timeout: 60_000 }, () => {
  test('is recovered from a memento with its film, and its card says where it came from', async () => {
    const recovered = await recover({ text }, [
      pageCopy(founding, '20181212080000', '<title>Twitter</title><h1>Something went wrong.</h1>'),
      pageCopy(`${founding}?lang=en`, '20181212083000', '<form action="/login">Log in to Twitter</form>'),
      jsonCopy(`${founding}/video/1`, '20181212090000', version1Of({ ...post, id: '1072856787265986999' })),
      jsonCopy(
        founding,
        '20181212091000',
        version1Of({ ...post, author: { ...post.author, handle: 'somebody_else' } }),
      ),
      jsonCopy(founding, day, version1Of(post)),
    ]);

    expect(recovered).toMatchObject({
      postId: foundingPost.postId,
      source: 'archive',
      outcome: 'partial',
      record: {
        text: post.text,
        author: { handle: post.author.handle },
        publishedAt: '2018-12-12T14:12:45.000Z',
      },
      provenance: {
        archiveUrl: `https://web.archive.org/web/${day}/${founding}`,
        archivedAt: '2018-12-12T09:15:00.000Z',
      },
    });
    // The film outlived its post.
    const film = recovered.artifacts.find(({ mediaType }) => mediaType === 'video/mp4');
    expect(film?.sourceUrl).toMatch(/^https:\/\/video\.twimg\.com\//);

    const shown = await world.getJson<{ state: string; currentCaptureId: string }>(
      `/v1/posts/${foundingPost.postId}`,
    );
    expect(shown.currentCaptureId).toBe(recovered.id);
    expect(shown.state).not.toBe('live');
    const card = await (await world.request(`/embed/${foundingPost.postId}?lang=en`)).text();
    expect(card).toContain('<video');
    expect(card).toContain(`https://web.archive.org/web/${day}/`);
    expect(card).toMatch(/public web archive/i);
  });

  test('is not looked for again at once', async () => {
    const before = world.web.requests.filter(({ url }) => url.startsWith('https://web.archive.org/')).length;
    await world.archive({ text, maxAgeSeconds: 0 });
    const after = world.web.requests.filter(({ url }) => url.startsWith('https://web.archive.org/')).length;
    expect(after).toBe(before);
  });
});

describe('each way alone', { timeout: 60_000 }, () => {
  test('a page as Twitter served it; the picture is gone everywhere but beside the page', async () => {
    const lost = aPost(71, { shortKey: 'LostKey071', author: { ...post.author, handle: 'rosa_field' } });
    const picture = 'https://pbs.twimg.com/media/gone-71.jpg';
    const page = permalinkPageOf(lost).replace(
      '<span class="_timestamp',
      `<div class="AdaptiveMedia-photoContainer" data-image-url="${picture}"></div><span class="_timestamp`,
    );
    const bytes = await readFile(new URL('../../demo/media/old-bridge.jpg', import.meta.url));
    world.web.replace({ host: 'pbs.twimg.com', handle: () => ({ status: 404, body: '' }) });
    const recovered = await recover({ url: statusUrl(lost) }, [
      pageCopy(statusUrl(lost), '20240503100000', page),
      { timestamp: '20240503100000', url: picture, mediaType: 'image/jpeg', body: bytes },
    ]);
    expect(recovered).toMatchObject({
      source: 'archive',
      record: { text: lost.text, publishedAt: lost.createdAt },
    });
    const held = recovered.artifacts.find(({ role }) => role === 'media');
    expect(held?.sourceUrl).toBe(`https://web.archive.org/web/20240503100000id_/${picture}`);
  });

  test('data of version 2, found under the other domain', async () => {
    const lost = aPost(72);
    const url = `https://x.com/i/web/status/${lost.id}`;
    const recovered = await recover({ url: `https://x.com/i/status/${lost.id}` }, [
      jsonCopy(url, '20240504100000', version2Of(lost)),
    ]);
    expect(recovered).toMatchObject({
      source: 'archive',
      record: { text: lost.text, author: { handle: lost.author.handle } },
    });
  });

  test('words whose short link is dead: by author, day and words, and no other post of that day', async () => {
    const lost = aPost(73, { shortKey: 'DeadKey073' });
    const other = aPost(74);
    const quoting = `${lost.text} pic.twitter.com/DeadKey073 — Rosa Field (@rosa_field) May 3, 2024`;
    const recovered = await recover({ text: quoting }, [
      jsonCopy(statusUrl(other), '20240503110000', version1Of({ ...other, text: 'About something else.' })),
      jsonCopy(statusUrl(lost), '20240503120000', version1Of(lost)),
    ]);
    expect(recovered).toMatchObject({
      postId: `x:${lost.id}`,
      source: 'archive',
      record: { text: lost.text },
    });
  });

  test('any other platform, by the answers that a look asks for', async () => {
    const widget = (inner: string) =>
      `<!doctype html><html><body><div class="tgme_widget_message">${inner}</div></body></html>`;
    world.web.replace({
      host: 't.me',
      handle: () => ({ body: widget('<div class="tgme_widget_message_error">Post not found</div>') }),
    });
    const shown =
      widget(`<a class="tgme_widget_message_owner_name" href="https://t.me/lamp_news"><span>Lamp News</span></a>
      <div class="tgme_widget_message_text js-message_text">The lamps are lit again on both banks.</div>
      <a class="tgme_widget_message_date" href="https://t.me/lamp_news/62"><time datetime="2023-02-24T08:01:26+00:00">08:01</time></a>`).replace(
        'class="tgme_widget_message"',
        'class="tgme_widget_message" data-post="lamp_news/62"',
      );
    const recovered = await recover({ url: 'https://t.me/lamp_news/62' }, [
      pageCopy('https://t.me/lamp_news/62?embed=1&mode=tme', '20230301000000', shown),
    ]);
    expect(recovered).toMatchObject({
      source: 'archive',
      record: { text: 'The lamps are lit again on both banks.' },
      provenance: { archivedAt: '2023-03-01T00:00:00.000Z' },
    });
  });

  test('with nothing left, the quotation, which no one can take for a capture', async () => {
    const lost = aPost(75);
    const recovered = await recover(
      {
        html: `<blockquote class="twitter-tweet"><p lang="en" dir="ltr">${lost.text}</p>&mdash; Rosa Field (@rosa_field) <a href="${statusUrl(lost)}">May 3, 2024</a></blockquote>`,
      },
      [],
    );
    expect(recovered).toMatchObject({ source: 'quotation', outcome: 'partial', record: { text: lost.text } });
    const card = await (await world.request(`/embed/x:${lost.id}?lang=en`)).text();
    expect(card).toContain('class="quotation"');
    expect(card).not.toContain('Archived ');
  });

  test('an archive that does not answer is no archive that has nothing', async () => {
    world.web.replace({ host: 'web.archive.org', handle: () => ({ status: 503, body: 'Too busy' }) });
    const lost = aPost(76);
    const { submission } = await world.archive({ url: statusUrl(lost) });
    expect(submission.embeds[0]?.captureStatus).toBe('absent');
    const recoveryOf = async () => {
      const { captures } = await world.getJson<{ captures: { id: string }[] }>(`/v1/posts/x:${lost.id}`);
      const all = await Promise.all(captures.map(({ id }) => world.getJson<Recovered>(`/v1/captures/${id}`)));
      return all.find(({ recovers, outcome }) => recovers !== null && outcome !== null);
    };
    await expect
      .poll(recoveryOf, { timeout: 30_000 })
      .toMatchObject({ outcome: 'absent', source: 'archive', absence: null });
  });
});
