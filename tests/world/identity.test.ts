import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordedAnswer, Site } from '../support/recorded-web/recorded-web.ts';
import { createWorld, type World } from '../support/world.ts';

/** Posts of several names, and an address that looks like a post's and is a page. */
let world: World;

const html = (body: string, status = 200, head = ''): RecordedAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`,
});
const page = '/@rosa/123456789012345678';
const number = '1234567890123456';
const pfbid = 'pfbid02XM9Uabh4DrExsfTo4zpJTUivryioKwBHzmX2VRAxyxY4khagzsdgt5oBqv4Keu6fl';
const posting = {
  '@type': 'SocialMediaPosting',
  dateCreated: '2024-05-03T09:00:00+0000',
  articleBody: 'The lamps are lit again on both banks.',
  author: { name: 'Lamp News', url: 'https://www.facebook.com/lampnews' },
};
const post = html(
  `<div style="font: 16px sans-serif; padding: 40px"><b>Lamp News</b><p data-testid="post_message">${posting.articleBody}</p></div>
   <script type="application/ld+json">${JSON.stringify(posting)}</script>`,
  200,
  `<title>Lamp News</title><link rel="canonical" href="https://www.facebook.com/lampnews/posts/lamps/${number}">
   <meta property="og:url" content="https://www.facebook.com/lampnews/posts/${pfbid}">`,
);
const noise = ['/favicon.ico'];
const sites: Site[] = [
  {
    host: 'blog.example',
    noise,
    handle: ({ url }) =>
      url.pathname === page
        ? html(
            '<article><h1>The weir</h1><p>The weir was opened in the spring, and the fish came back.</p></article>',
            200,
            '<title>The weir</title>',
          )
        : html('<h1>Not here</h1>', 404),
  },
  { host: 'down.example', noise, handle: () => html('<h1>Bad gateway</h1>', 502) },
  { host: 'www.facebook.com', noise, handle: () => post },
];

beforeAll(async () => {
  world = await createWorld(sites, { PATIENCE_H: '0', CAPTURE_TIMEOUT_S: '10' });
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

interface Shown {
  postId: string;
  aliases: string[];
  platform: string;
  canonicalUrl: string;
}

test('an address like a fediverse post’s on an ordinary site becomes the page that it is', {
  timeout: 60_000,
}, async () => {
  const url = `https://blog.example${page}`;
  const { submission } = await world.archive({ url });
  const [embed] = submission.embeds;
  expect(embed).toMatchObject({ foundUrl: url, captureStatus: 'complete' });
  const alias = 'mastodon:blog.example:123456789012345678';
  const shown = await world.getJson<Shown>(`/v1/posts/${alias}`);
  expect(shown).toMatchObject({ platform: 'web', canonicalUrl: url, aliases: [alias] });
  expect(shown.postId).toMatch(/^web:/);
  const card = await (await fetch(`${world.baseUrl}/embed/${alias}`)).text();
  expect(card).toContain('The weir');
  const again = await world.archive({ url });
  expect(again.submission.embeds[0]).toMatchObject({ postId: shown.postId, captureId: embed?.captureId });
});

test('a host that is down is not taken for an ordinary site', { timeout: 60_000 }, async () => {
  const { submission } = await world.archive({ url: `https://down.example${page}` });
  expect(submission.embeds).toMatchObject([
    { postId: 'mastodon:down.example:123456789012345678', captureStatus: 'blocked' },
  ]);
});

test('a post that tells its other name is the same post under both', { timeout: 60_000 }, async () => {
  const first = await world.archive({ url: `https://www.facebook.com/lampnews/posts/${pfbid}` });
  const [embed] = first.submission.embeds;
  expect(embed?.postId).toBe(`facebook:${pfbid}`);
  const shown = await world.getJson<Shown>(`/v1/posts/facebook:${number}`);
  expect(shown).toMatchObject({ postId: `facebook:${pfbid}`, aliases: [`facebook:${number}`] });
  const second = await world.archive({
    url: `https://m.facebook.com/story.php?story_fbid=${number}&id=55555`,
  });
  expect(second.submission.embeds[0]).toMatchObject({
    postId: `facebook:${pfbid}`,
    captureId: embed?.captureId,
  });
});
