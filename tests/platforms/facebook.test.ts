import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { facebook } from '#platforms/facebook/index.ts';
import { embedUrl, reading } from '#platforms/facebook/view.ts';
import { judgeEmbed } from '#platforms/seeing/embed-sight.ts';
import { always, answer, platformContract } from '../contracts/platform.ts';
import { haveRecordings, recordedText } from './recordings.ts';
import { judgeUrls, recordingsOf } from './url-vectors.ts';

const never = new AbortController().signal;
const NUMBER = '827163017327807';
const PFBID = 'pfbid02XM9Uabh4DrExsfTo4zpJTUivryioKwBHzmX2VRAxyxY4khagzsdgt5oBqv4Keu6fl';
const post = `facebook:${NUMBER}`;
const target = { postId: post, canonicalUrl: `https://www.facebook.com/lamps/posts/${NUMBER}` };
const short = 'facebook:short:watch:aBc123_-x';

const posting = {
  '@context': 'https://schema.org',
  '@type': 'SocialMediaPosting',
  dateCreated: '2020-05-07T07:01:18-0700',
  identifier: `${NUMBER}:9:0`,
  url: `https://www.facebook.com/lamps/posts/${PFBID}`,
  articleBody: 'Snow & light\nhttps://example.org/a',
  author: {
    '@type': 'Person',
    name: 'Lamps',
    identifier: 100044470688234,
    url: 'https://www.facebook.com/lamps',
  },
  image: { contentUrl: 'https://scontent.example.fbcdn.net/v/1_2_n.jpg?stp=small', width: 960 },
  interactionStatistic: [
    { interactionType: 'https://schema.org/CommentAction', userInteractionCount: 4301 },
    { interactionType: 'https://schema.org/LikeAction', userInteractionCount: 12 },
  ],
  comment: [
    {
      identifier: '1070233703036185',
      dateCreated: '2020-05-21T07:53:40-0700',
      text: 'Indeed',
      author: { name: 'Bob', url: null },
    },
  ],
};
const loginForm = '<form id="login_form"><input type="password"></form>';
const page = (changes: object = {}) =>
  `<html><meta property="og:title" content="Lamps"><meta property="og:url" content="https://www.facebook.com/lamps/posts/${PFBID}"><meta property="og:image" content="https://scontent.example.fbcdn.net/v/1_2_n.jpg?full=1">
  <script type="application/ld+json">${JSON.stringify({ ...posting, ...changes })}</script>${loginForm}</html>`;
const embed = `<div class="userContentWrapper"><span class="fwb"><a href="/lamps">Lamps</a></span><a href="/lamps/posts/${NUMBER}"><abbr data-utime="1588860078">7 May</abbr></a><div data-testid="post_message"><p>Snow <a href="https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa&h=x">example.org</a></p></div></div>`;
const notice = '<div><h2>This content isn’t available right now</h2></div>';
const embedNotice =
  '<div>This Facebook post is no longer available. It may have been removed or the privacy settings of the post may have changed.</div>';

type Said = [status: number, body: string | object, headers?: Record<string, string>];
function sources(pageSays: Said, embedSays: Said): Fetch {
  return async (url) => answer(url, ...(url.includes('/plugins/') ? embedSays : pageSays));
}

platformContract(facebook, {
  urls: [
    [`https://www.facebook.com/lamps/posts/${NUMBER}`, post],
    [`https://www.facebook.com/lamps/posts/${NUMBER}:0`, post],
    [`https://m.facebook.com/lamps/posts/some-words-of-it/${NUMBER}/?fref=nf`, post],
    [`https://de-de.facebook.com/lamps/posts/${NUMBER}`, post],
    [`https://www.facebook.com/permalink.php?story_fbid=${NUMBER}&id=149460691764713`, post],
    [`https://www.facebook.com/permalink.php?story_fbid=${NUMBER}&amp;id=149460691764713`, post],
    [`https://mbasic.facebook.com/story.php?story_fbid=${NUMBER}&id=149460691764713`, post],
    [`https://www.facebook.com/groups/snow/permalink/${NUMBER}/`, post],
    [`https://www.facebook.com/groups/snow/posts/${NUMBER}/`, post],
    [`https://www.facebook.com/groups/snow/?multi_permalinks=${NUMBER}`, post],
    [`https://www.facebook.com/lamps/videos/${NUMBER}/`, post],
    [`https://www.facebook.com/lamps/videos/vb.22819070941/${NUMBER}/?type=2&theater`, post],
    [`https://www.facebook.com/video.php?v=${NUMBER}`, post],
    [`https://www.facebook.com/watch/?v=${NUMBER}&ref=sharing`, post],
    [`https://www.facebook.com/watch/live/?v=${NUMBER}`, post],
    [`https://www.facebook.com/reel/${NUMBER}`, post],
    [`https://www.facebook.com/photo.php?fbid=${NUMBER}&set=a.1&type=3`, post],
    [`https://www.facebook.com/photo/?fbid=${NUMBER}`, post],
    [`https://www.facebook.com/lamps/photos/a.1332832050135/${NUMBER}/`, post],
    [`https://www.facebook.com/lamps/photos/pcb.1332832050135/${NUMBER}`, post],
    [`https://www.facebook.com/events/${NUMBER}`, post],
    [`https://www.facebook.com/notes/lamps/about-snow/${NUMBER}/`, post],
    [`https://www.facebook.com/lamps/posts/${PFBID}`, `facebook:${PFBID}`],
    [
      `https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Flamps%2Fposts%2F${NUMBER}&width=500`,
      post,
    ],
    [
      `https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fvideo.php%3Fv%3D${NUMBER}`,
      post,
    ],
    [`https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Flamps%2Fposts%2F${NUMBER}`, post],
    [`https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Flamps%2Fposts%2F${NUMBER}`, post],
    [
      `https://www.facebook.com/lamps/posts/${NUMBER}?comment_id=1070233703036185`,
      `${post}:1070233703036185`,
    ],
    ['https://fb.watch/aBc123_-x/', short],
    ['https://fb.me/aBc123x', 'facebook:short:me:aBc123x'],
    ['https://www.facebook.com/share/p/JFZfPVgLkiJQmWrr/', 'facebook:short:share-p:JFZfPVgLkiJQmWrr'],
    ['https://www.facebook.com/share/v/JFZfPVgLkiJQmWrr/', 'facebook:short:share-v:JFZfPVgLkiJQmWrr'],
    ['https://www.facebook.com/share/JFZfPVgLkiJQmWrr/', 'facebook:short:share:JFZfPVgLkiJQmWrr'],
    ['https://www.facebook.com/lamps', null],
    ['https://www.facebook.com/profile.php?id=100064860875397', null],
    ['https://www.facebook.com/plugins/page.php?href=https%3A%2F%2Fwww.facebook.com%2Flamps', null],
    ['https://www.facebook.com/plugins/like.php?href=https%3A%2F%2Fexample.org%2F', null],
    [
      'https://www.facebook.com/plugins/share_button.php?href=https%3A%2F%2Fwww.facebook.com%2Fa%2Fposts%2F1234567890123',
      null,
    ],
    ['https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fexample.org%2F', null],
    ['https://www.facebook.com/sharer.php?u=https%3A%2F%2Fexample.org%2F', null],
    ['https://www.facebook.com/media/set/?set=a.10152716010956729', null],
    ['https://www.facebook.com/lamps/photos', null],
  ],
  foreign: [
    `https://notfacebook.com/lamps/posts/${NUMBER}`,
    `https://facebook.com.example.org/lamps/posts/${NUMBER}`,
    `https://developers.facebook.com/docs/posts/${NUMBER}`,
    `https://www.facebook.com:8443/lamps/posts/${NUMBER}`,
    'https://afb.watch/aBc123',
  ],
  canonicalUrls: 'carried',
  provisional: short,
  target,
  alive: sources([200, page()], [500, '']),
});

describe('a look at a post of Facebook', () => {
  const login: Said = [
    200,
    `<meta property="og:url" content="https://www.facebook.com/login/?next=x">${loginForm}`,
  ];
  it.each<[string, Said, Said, Absence | Obstacle | 'live']>([
    ['public, with a form to log in beside it', [200, page()], [500, ''], 'live'],
    ['walled, and the embed shows it', login, [200, embed], 'live'],
    ['walled, and no word of the embed', login, [200, '<div></div>'], 'walled'],
    ['a wall without an address', [200, loginForm], [200, loginForm], 'walled'],
    ['both say that it is not available', [200, notice], [200, embedNotice], 'not-found'],
    ['one says so, the other asks to log in', login, [200, embedNotice], 'walled'],
    ['one says so, the other shows it', [200, notice], [200, embed], 'unreadable'],
    [
      'the words stand in the post itself',
      [200, page({ articleBody: 'This content isn’t available' })],
      login,
      'live',
    ],
    ['limited', [429, ''], [200, embed], 'rate-limited'],
    ['a dead end point', [410, ''], [410, ''], 'unreadable'],
    ['another post', [200, page({ identifier: '9999999999:9:0' })], login, 'unreadable'],
    ['a field that has changed', [200, page({ author: 'Lamps' })], login, 'unreadable'],
  ])('%s', async (_, pageSays, embedSays, expected) => {
    const { conclusion } = await facebook.look(target, sources(pageSays, embedSays), never);
    const words =
      conclusion.kind === 'absent'
        ? conclusion.absence
        : conclusion.kind === 'unknown'
          ? conclusion.obstacle
          : 'live';
    expect(words).toBe(expected);
  });

  it('reads words, time, counts and the larger picture', async () => {
    const { conclusion } = await facebook.look(target, sources([200, page()], login), never);
    expect(conclusion).toMatchObject({
      record: {
        author: { name: 'Lamps', handle: 'lamps', id: '100044470688234' },
        text: posting.articleBody,
        publishedAt: '2020-05-07T14:01:18.000Z',
        counts: { likes: 12, replies: 4301 },
        media: [
          {
            variants: [
              { url: expect.stringContaining('full=1') },
              { url: expect.stringContaining('stp=small') },
            ],
          },
        ],
      },
    });
  });

  it('reads a post from the page of its embed, its links as they lead', async () => {
    const { conclusion } = await facebook.look(target, sources(login, [200, embed]), never);
    expect(conclusion).toMatchObject({
      record: {
        author: { name: 'Lamps', handle: 'lamps' },
        text: 'Snow example.org',
        links: [{ url: 'https://example.org/a', start: 5, end: 16 }],
        publishedAt: '2020-05-07T14:01:18.000Z',
      },
    });
  });

  it('reads a comment, and never the post in its place', async () => {
    const at = (id: string) => ({
      postId: `${post}:${id}`,
      canonicalUrl: `${target.canonicalUrl}?comment_id=${id}`,
    });
    const found = await facebook.look(at('1070233703036185'), sources([200, page()], login), never);
    expect(found.conclusion).toMatchObject({ record: { text: 'Indeed', replyTo: { postId: post } } });
    const other = await facebook.look(at('1070233703036186'), sources([200, page()], login), never);
    expect(other.conclusion).toMatchObject({ kind: 'unknown', obstacle: 'unreadable' });
  });

  it('shows a post, a video and a comment in the embed of each', () => {
    const plugin = (canonicalUrl: string, postId = post) =>
      new URL(embedUrl({ postId, canonicalUrl })).pathname;
    expect(plugin(target.canonicalUrl)).toBe('/plugins/post.php');
    expect(plugin(`https://www.facebook.com/watch/?v=${NUMBER}`)).toBe('/plugins/video.php');
    expect(plugin(`${target.canonicalUrl}?comment_id=1070233703036185`, `${post}:1070233703036185`)).toBe(
      '/plugins/comment_embed.php',
    );
  });

  it('judges the embed by author and words where it has the post’s other name', () => {
    const shown = {
      text: 'Lamps 7 May Snow & light example.org',
      words: 'Snow & light example.org',
      author: '',
      permalinks: [`https://www.facebook.com/lamps/posts/${PFBID}`],
      hasPicture: false,
    };
    const sight = { post: shown, absence: null, login: true, pageText: '', htmlStart: '' };
    const record = { ...recordWith('Lamps', 'Snow & light') };
    expect(judgeEmbed(sight, reading, { target, record }).shows).toBe('expected');
    expect(judgeEmbed(sight, reading, { target, record: null }).shows).toBe('unchecked');
    expect(judgeEmbed(sight, reading, { target, record: recordWith('Eve', 'Snow & light') }).shows).toBe(
      'wrong-post',
    );
    const gone = {
      ...sight,
      post: null,
      login: false,
      pageText: 'This Facebook post is no longer available.',
    };
    expect(judgeEmbed(gone, reading, { target, record }).shows).toBe('absence');
  });
});

function recordWith(name: string, text: string) {
  return {
    ...target,
    platform: 'facebook',
    author: { name, handle: null, url: null, id: null, avatarUrl: null },
    title: null,
    text,
    textTruncated: false,
    links: [],
    language: null,
    publishedAt: null,
    idTime: null,
    editedAt: null,
    media: [],
    replyTo: null,
    poll: null,
    counts: { likes: null, reposts: null, replies: null, quotes: null, views: null },
    labels: [],
    quoted: null,
  };
}

const truthSchema = z.object({
  id: z.string().optional(),
  page: z.string().optional(),
  pfbidUrl: z.string().optional(),
  dateCreated: z.string().optional(),
  text: z.string().optional(),
});

describe.skipIf(!haveRecordings)('against what Facebook really answered', () => {
  const recordings = haveRecordings ? recordingsOf('facebook') : [];
  const pages = recordings.filter(({ file }) => file.includes('/page-'));

  it.each(pages)('$file', async ({ file, groundTruth, originalUrl }) => {
    const truth = truthSchema.parse(groundTruth);
    const urls = [
      originalUrl ?? '',
      ...(truth.pfbidUrl ? [`https://www.facebook.com/ironmaiden/posts/${truth.id}`] : []),
    ];
    for (const url of urls) {
      const { postId, canonicalUrl } = facebook.identify(new URL(url)) ?? {};
      const at = { postId: postId ?? '', canonicalUrl: canonicalUrl ?? '' };
      const look = await facebook.look(at, sources([200, recordedText(file)], [500, '']), never);
      const { conclusion } = look;
      const other = urls
        .map((each) => facebook.identify(new URL(each))?.postId)
        .filter((id) => id !== postId);
      expect(look.aliases).toEqual(other);
      if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
      const { record } = conclusion;
      if (truth.page) expect(record.author.name).toBe(truth.page);
      if (truth.text) expect(record.text.startsWith(truth.text.slice(0, 500))).toBe(true);
      if (truth.dateCreated)
        expect(Date.parse(record.publishedAt ?? '')).toBe(Date.parse('2020-05-07T14:01:18Z'));
      if (!truth.page)
        expect(record).toMatchObject({
          author: { name: 'DAG, Asociación Galega de Deseño' },
          textTruncated: false,
        });
      if (!truth.page) expect(record.publishedAt?.startsWith('2014-10-21')).toBe(true);
      expect(record.media.map(({ kind }) => kind)).toContain('photo');
    }
  });

  it('the login page is no answer', async () => {
    const file = recordings.find((recording) => recording.file.includes('login-wall'))?.file ?? '';
    const { conclusion } = await facebook.look(target, always(200, recordedText(file)), never);
    expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'walled' });
    console.info(
      `facebook: ${pages.length + 1} of ${recordings.length} answers judged; oEmbed is closed and not asked`,
    );
  });

  it('the URL vectors: id and kind', () => {
    const { judged, wrong } = judgeUrls(facebook, {
      idOf: ({ id }) => `facebook:${id}`,
      canonicalOf: ({ canonicalUrl }) => canonicalUrl,
    });
    expect(judged).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});
