import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { reddit } from '#platforms/reddit/index.ts';
import { reading } from '#platforms/reddit/view.ts';
import { judgeEmbed } from '#platforms/seeing/embed-sight.ts';
import { answer, platformContract } from '../contracts/platform.ts';
import { haveRecordings, recordedJson, recordedText } from './recordings.ts';
import { judgeUrls, recordingsOf } from './url-vectors.ts';

const never = new AbortController().signal;
const post = 'reddit:7pfpeq';
const comment = 'reddit:7pfpeq:dsgv7ao';
const target = { postId: post, canonicalUrl: 'https://www.reddit.com/comments/7pfpeq/' };
const share = 'reddit:short:r:analog:hKrTTvFVwZ';

const data = {
  id: '7pfpeq',
  author: 'ada_writes',
  created_utc: 1515592565,
  edited: false,
  subreddit: 'snow',
  title: 'Snow & light',
  selftext: 'Look: https://example.org/a.',
  is_self: true,
  score: 3,
  num_comments: 2,
};
const said = {
  id: 'dsgv7ao',
  author: 'bob',
  created_utc: 1515592600,
  subreddit: 'snow',
  body: 'Indeed',
  parent_id: 't1_dsgv000',
  link_id: 't3_7pfpeq',
};
const listing = (...children: object[]) => ({ kind: 'Listing', data: { children } });
const t3 = (changes: object = {}) => listing({ kind: 't3', data: { ...data, ...changes } });
const both = (changes: object = {}) => [t3(), listing({ kind: 't1', data: { ...said, ...changes } })];
const page = (attributes: string, inner = '') =>
  `<html><shreddit-post id="t3_7pfpeq" post-title="Snow &amp; light" created-timestamp="2018-01-10T13:56:05.174000+0000" score="3" comment-count="2" ${attributes}>${inner}</shreddit-post></html>`;
const oembed = {
  title: 'Snow &amp; light',
  author_name: 'ada_writes',
  html: '<blockquote><a href="https://www.reddit.com/r/snow/comments/7pfpeq/snow/">Snow</a></blockquote>',
};

type Said = [status: number, body: string | object, headers?: Record<string, string>];
function sources(json: Said, pageSays: Said, oembedSays: Said): Fetch {
  return async (url) => {
    const { pathname } = new URL(url);
    if (pathname === '/oembed') return answer(url, ...oembedSays);
    return answer(url, ...(pathname.endsWith('.json') ? json : pageSays));
  };
}

platformContract(reddit, {
  urls: [
    ['https://www.reddit.com/r/snow/comments/7pfpeq/snow_light/', post],
    ['https://old.reddit.com/r/snow/comments/7pfpeq', post],
    ['https://new.reddit.com/r/snow/comments/7PFPEQ/?utm_source=share&rdt=1', post],
    ['https://np.reddit.com/r/snow/comments/7pfpeq/snow_light/?context=3', post],
    ['https://m.reddit.com/comments/7pfpeq', post],
    ['https://amp.reddit.com/r/snow/comments/7pfpeq/snow_light/', post],
    ['https://www.reddit.com/user/ada_writes/comments/7pfpeq/snow_light/', post],
    ['https://www.reddit.com/u/ada_writes/comments/7pfpeq/', post],
    ['https://www.reddit.com/gallery/7pfpeq', post],
    ['https://redd.it/7pfpeq', post],
    ['https://www.redditmedia.com/r/snow/comments/7pfpeq/snow_light/?ref_source=embed&embed=true', post],
    ['https://embed.reddit.com/r/snow/comments/7pfpeq/', post],
    ['https://libreddit.example.org/r/snow/comments/7pfpeq/snow_light', post],
    ['https://rxddit.com/r/snow/comments/7pfpeq/snow_light', post],
    [
      'https://www.reddit.com/oembed?url=https%3A%2F%2Fwww.reddit.com%2Fr%2Fsnow%2Fcomments%2F7pfpeq%2Fa%2F',
      post,
    ],
    ['https://www.reddit.com/r/snow/comments/7pfpeq/snow_light/dsgv7ao/', comment],
    ['https://www.reddit.com/r/snow/comments/7pfpeq/comment/dsgv7ao/?context=1', comment],
    ['https://www.reddit.com/r/analog/s/hKrTTvFVwZ', share],
    ['https://www.reddit.com/u/Tailhook91/s/w4yAMbtOYm', 'reddit:short:user:Tailhook91:w4yAMbtOYm'],
    ['https://v.redd.it/ifg2emt5ck0e1', 'reddit:short:v:ifg2emt5ck0e1'],
    ['https://v.redd.it/ifg2emt5ck0e1/DASH_720.mp4', null],
    ['https://i.redd.it/upjtjcx2npzz.jpg', null],
    ['https://preview.redd.it/upjtjcx2npzz.jpg?width=640', null],
    ['https://www.reddit.com/r/snow/', null],
    ['https://www.reddit.com/user/ada_writes/comments/', null],
    ['https://www.reddit.com/submit?url=x', null],
    ['https://www.reddit.com/', null],
  ],
  foreign: [
    'https://notreddit.com/r/snow/comments/7pfpeq/',
    'https://reddit.com.example.org/comments/7pfpeq',
    'https://support.reddit.com/comments/7pfpeq',
    'https://www.reddit.com:8443/comments/7pfpeq',
    'https://shredd.it/7pfpeq',
  ],
  canonicalUrls: 'computed',
  provisional: share,
  target,
  alive: sources([200, [t3(), listing()]], [500, ''], [500, '']),
});

describe('a listing whose words are escaped', () => {
  const record = async (changes: object) => {
    const { conclusion } = await reddit.look(
      target,
      sources([200, [t3(changes), listing()]], [500, ''], [500, '']),
      new AbortController().signal,
    );
    return conclusion.kind === 'live' ? conclusion.record : null;
  };

  it('is read as if it were not', async () => {
    const escaped = {
      title: 'a &lt;b&gt; &amp;amp;',
      selftext: '&gt; x &amp; y',
      selftext_html: '&lt;div&gt;x&lt;/div&gt;',
    };
    expect(await record(escaped)).toMatchObject({ title: 'a <b> &amp;', text: '> x & y' });
    const picture = { url: 'https://preview.redd.it/a.jpg?width=640&amp;s=1', width: 1, height: 1 };
    const linked = {
      title: 'a &amp; b',
      selftext: '',
      url: 'https://i.redd.it/a.jpg',
      preview: { images: [{ source: picture }] },
    };
    const found = await record(linked);
    expect(found?.title).toBe('a & b');
    expect(found?.media[0]?.variants.at(-1)?.url).toBe('https://preview.redd.it/a.jpg?width=640&s=1');
  });

  it('and one that is not escaped keeps its entities', async () => {
    const plain = { title: 'write &amp;', selftext: '&lt;', selftext_html: '<div>&amp;lt;</div>' };
    expect(await record(plain)).toMatchObject({ title: 'write &amp;', text: '&lt;' });
  });
});

const blocked: Said = [403, '<html>whoa there, pardner! blocked by network security</html>'];
const here: Said = [200, page('author="ada_writes"', '<div slot="text-body"><p>Look</p></div>')];
const none: Said = [404, { message: 'Not Found', error: 404 }];
const shown: Said = [200, oembed];

describe('a look at a post of Reddit', () => {
  it.each<[string, Said, Said, Said, Absence | Obstacle | 'live']>([
    ['the listing is blocked, the page shows it', blocked, here, blocked, 'live'],
    ['only oEmbed shows it', blocked, blocked, shown, 'live'],
    ['blocked everywhere', blocked, blocked, blocked, 'walled'],
    ['limited', [429, ''], here, shown, 'rate-limited'],
    ['deleted by its author', [200, t3({ removed_by_category: 'deleted' })], here, shown, 'deleted'],
    ['removed by moderators', [200, t3({ removed_by_category: 'moderator' })], here, shown, 'removed'],
    [
      'removed for copyright',
      [200, t3({ removed_by_category: 'copyright_takedown' })],
      here,
      shown,
      'removed',
    ],
    [
      'deleted, in old words',
      [200, t3({ author: '[deleted]', selftext: '[deleted]' })],
      here,
      shown,
      'deleted',
    ],
    ['removed, in old words', [200, t3({ selftext: '[removed]' })], here, shown, 'removed'],
    ['its account is gone', [200, t3({ author: '[deleted]' })], here, shown, 'account-gone'],
    [
      'a private community',
      [403, { reason: 'private', message: 'Forbidden', error: 403 }],
      blocked,
      blocked,
      'protected',
    ],
    [
      'a banned community',
      [404, { reason: 'banned', message: 'Not Found', error: 404 }],
      none,
      none,
      'removed',
    ],
    ['nobody knows it', none, none, none, 'not-found'],
    ['one does not know it, the others are blocked', none, blocked, blocked, 'walled'],
    ['one does not know it, another shows it', none, here, shown, 'unreadable'],
    ['another post', [200, t3({ id: 'zzzzzz' })], blocked, blocked, 'walled'],
    ['HTML instead of JSON', [200, '<html></html>'], blocked, blocked, 'unreadable'],
    ['a field that has changed', [200, t3({ title: 7 })], blocked, blocked, 'unreadable'],
    [
      'the page’s notice of a deletion',
      blocked,
      [
        200,
        page(
          'author="[deleted]"',
          '<div slot="post-removed-banner">Sorry, this post was deleted by the person who originally posted it.</div>',
        ),
      ],
      blocked,
      'deleted',
    ],
  ])('%s', async (_, json, pageSays, oembedSays, expected) => {
    const { conclusion } = await reddit.look(target, sources(json, pageSays, oembedSays), never);
    const words =
      conclusion.kind === 'absent'
        ? conclusion.absence
        : conclusion.kind === 'unknown'
          ? conclusion.obstacle
          : 'live';
    expect(words).toBe(expected);
  });

  it('keeps the words of an account that is gone', async () => {
    const fetch = sources([200, t3({ author: '[deleted]' })], here, shown);
    expect((await reddit.look(target, fetch, never)).conclusion).toMatchObject({
      absence: 'account-gone',
      record: { text: data.selftext, author: { handle: null } },
    });
  });

  it('reads a comment and what it answers', async () => {
    const at = { postId: comment, canonicalUrl: 'https://www.reddit.com/comments/7pfpeq/comment/dsgv7ao/' };
    const { conclusion } = await reddit.look(at, sources([200, both()], blocked, blocked), never);
    expect(conclusion).toMatchObject({
      record: { author: { handle: 'bob' }, text: 'Indeed', replyTo: { postId: 'reddit:7pfpeq:dsgv000' } },
    });
    const gone = both({ author: '[deleted]', body: '[removed]' });
    const second = await reddit.look(at, sources([200, gone], blocked, blocked), never);
    expect(second.conclusion).toMatchObject({ kind: 'absent', absence: 'removed' });
  });

  it('reads video, crosspost, poll, link and edit', async () => {
    const video = {
      hls_url: 'https://v.redd.it/a/HLS.m3u8',
      fallback_url: 'https://v.redd.it/a/DASH.mp4',
      duration: 14,
    };
    const changes = {
      is_self: false,
      url_overridden_by_dest: 'https://example.org/story',
      edited: 1515600000,
      over_18: true,
      secure_media: { reddit_video: video },
      crosspost_parent_list: [{ ...data, id: 'abc123', title: 'Earlier' }],
      poll_data: {
        options: [{ text: 'Yes', vote_count: 4 }, { text: 'No' }],
        voting_end_timestamp: 1515700000000,
      },
    };
    const { conclusion } = await reddit.look(target, sources([200, t3(changes)], blocked, blocked), never);
    expect(conclusion).toMatchObject({
      record: {
        editedAt: '2018-01-10T16:00:00.000Z',
        labels: ['in:r/snow', 'sensitive', 'link:https://example.org/story'],
        media: [
          {
            kind: 'video',
            durationMs: 14_000,
            variants: [{ url: video.hls_url }, { url: video.fallback_url }],
          },
        ],
        quoted: { postId: 'reddit:abc123', title: 'Earlier' },
        poll: {
          options: [
            { label: 'Yes', count: 4 },
            { label: 'No', count: null },
          ],
        },
      },
    });
  });

  it('judges the embed page by the post’s link, author and title', () => {
    const sight = {
      post: {
        text: 'r/snow u/ada_writes Snow & light',
        words: 'Snow & light',
        author: 'u/ada_writes',
        permalinks: ['https://www.reddit.com/r/snow/comments/7pfpeq/snow/'],
        hasPicture: false,
      },
      absence: null,
      login: false,
      pageText: '',
      htmlStart: '',
    };
    expect(judgeEmbed(sight, reading, { target, record: null }).shows).toBe('expected');
    const other = { ...target, postId: 'reddit:zzzzzz' };
    expect(judgeEmbed(sight, reading, { target: other, record: null }).shows).toBe('wrong-post');
  });
});

const truthSchema = z.object({
  id: z.string(),
  author: z.string(),
  title: z.string().nullish(),
  text: z.string().nullish(),
  createdUtc: z.number().optional(),
  media: z.array(z.string().nullable()).optional(),
  available: z.boolean(),
  shredditPost: z.record(z.string(), z.string()).optional(),
});

describe.skipIf(!haveRecordings)('against what Reddit really answered', () => {
  const recordings = haveRecordings ? recordingsOf('reddit') : [];
  const posts = recordings.filter(({ file }) => !file.includes('share-link'));

  it.each(posts)('$file', async ({ file, groundTruth }) => {
    const truth = truthSchema.parse(groundTruth);
    const isComment = file.includes('/comment-');
    const postId = isComment ? `reddit:52o2fl:${truth.id}` : `reddit:${truth.id}`;
    const at = { postId, canonicalUrl: reddit.canonicalUrl(postId) };
    const body: Said = [
      200,
      file.endsWith('.json')
        ? z.union([z.looseObject({}), z.array(z.unknown())]).parse(recordedJson(file))
        : recordedText(file),
    ];
    const fetch = file.includes('oembed')
      ? sources(blocked, blocked, body)
      : file.includes('/page-')
        ? sources(blocked, body, blocked)
        : sources(body, blocked, blocked);
    const { conclusion } = await reddit.look(at, fetch, never);
    if (!truth.available) {
      expect(conclusion).toMatchObject({ kind: 'absent', absence: 'deleted' });
      return;
    }
    if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
    const { record } = conclusion;
    expect(record.author.handle).toBe(truth.author);
    expect(record.title).toBe(truth.title ?? truth.shredditPost?.['post-title']);
    if (truth.text !== undefined) expect(record.text).toBe(truth.text);
    if (truth.createdUtc) expect(record.publishedAt).toBe(new Date(truth.createdUtc * 1000).toISOString());
    if (truth.shredditPost) {
      expect(Date.parse(record.publishedAt ?? '')).toBe(Date.parse('2018-01-10T13:56:05.174Z'));
      expect(record.counts).toMatchObject({ likes: 1935, replies: 1248 });
      expect(record.links).toHaveLength(1);
    }
    // The truth lists them by name and leaves out the moving one; ours keep the gallery's order.
    const ours = record.media.map(({ kind, variants }) => (kind === 'gif' ? null : variants[0]?.url));
    if (truth.media) expect(ours.toSorted()).toEqual(truth.media.toSorted());
    expect(record.textTruncated).toBe(file.includes('oembed'));
  });

  it('follows a shared link', async () => {
    const recorded = recordings.find(({ file }) => file.includes('share-link'));
    const { headers } = z
      .object({ headers: z.object({ location: z.array(z.string()) }) })
      .parse(recordedJson(recorded?.file ?? ''));
    const fetch: Fetch = async (url) => answer(url, 301, '', { location: headers.location[0] ?? '' });
    const postId = reddit.identify(new URL(recorded?.originalUrl ?? ''))?.postId ?? '';
    expect(await reddit.resolve(postId, fetch, never)).toMatchObject({
      kind: 'resolved',
      identity: { postId: 'reddit:2gmzqe' },
    });
    console.info(`reddit: ${recordings.length} of ${recordings.length} answers judged`);
  });

  it('the URL vectors: id, kind and canonical URL', () => {
    const { judged, wrong } = judgeUrls(reddit, {
      idOf: ({ id }) => `reddit:${id}`,
      canonicalOf: ({ canonicalUrl }) => canonicalUrl,
    });
    expect(judged).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});
