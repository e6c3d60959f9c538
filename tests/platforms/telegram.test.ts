import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch } from '#domain/fetch.ts';
import { parseHtml } from '#domain/html.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import { judgeEmbed } from '#platforms/seeing/embed-sight.ts';
import { telegram } from '#platforms/telegram/index.ts';
import { readMessage } from '#platforms/telegram/record.ts';
import { reading } from '#platforms/telegram/view.ts';
import { always, answer, platformContract } from '../contracts/platform.ts';
import { haveRecordings, recordedText } from './recordings.ts';
import { judgeUrls, recordingsOf } from './url-vectors.ts';

const never = new AbortController().signal;
const post = 'telegram:lamp_news:62';
const target = { postId: post, canonicalUrl: 'https://t.me/lamp_news/62' };

function message(inner: string, more = ''): string {
  return `<div class="tgme_widget_message js-widget_message ${more}" data-post="Lamp_News/62">
    <i class="tgme_widget_message_user_photo"><img src="https://cdn.example.org/avatar.jpg"></i>
    <a class="tgme_widget_message_owner_name" href="https://t.me/Lamp_News"><span>Lamp <i class="emoji" style="background-image:url('//telegram.org/e.png')"><b>💡</b></i></span></a>
    ${inner}
    <span class="tgme_widget_message_views">1.2M</span><span class="tgme_widget_message_meta">edited <a class="tgme_widget_message_date" href="https://t.me/Lamp_News/62"><time datetime="2023-02-24T08:01:26+00:00">08:01</time></a></span></div>`;
}
const words = `<div class="tgme_widget_message_text js-message_text">Snow &amp; light<br/><a href="https://example.org/a">example.org/a</a> <i class="emoji" style="background-image:url('//telegram.org/e.png')"><b>👍</b></i></div>`;
const error = (text: string) =>
  `<div class="tgme_widget_message"><div class="tgme_widget_message_error">${text}</div></div>`;

platformContract(telegram, {
  urls: [
    ['https://t.me/lamp_news/62', post],
    ['https://t.me/Lamp_News/62?single', post],
    ['https://telegram.me/lamp_news/62', post],
    ['https://telegram.dog/lamp_news/62?comment=7', post],
    ['https://www.t.me/lamp_news/62/', post],
    ['https://lamp_news.t.me/62', post],
    ['https://t.me/s/lamp_news/62', post],
    ['https://t.me/lamp_news/5/62?thread=5', post],
    ['https://t.me/lamp_news/62?embed=1&mode=tme', post],
    ['tg://resolve?domain=lamp_news&post=62', post],
    ['https://web.archive.org/web/2023/https://t.me/lamp_news/62', post],
    ['https://t.me/c/1234567890/62', 'telegram:c:1234567890:62'],
    ['tg://privatepost?channel=1234567890&post=62', 'telegram:c:1234567890:62'],
    ['https://t.me/lamp_news', null],
    ['https://t.me/s/lamp_news?before=62', null],
    ['https://t.me/lamp_news/s/62', null],
    ['https://t.me/joinchat/AAAAAE9B8u_wO9d4NiJp3w', null],
    ['https://t.me/+AAAAAE9B8u_wO9d4', null],
    ['https://t.me/addstickers/Lamps', null],
    ['https://t.me/proxy?server=a&port=1', null],
    ['https://t.me/share/url?url=https://example.org/', null],
    ['https://t.me/lamp_news/0', null],
    ['https://t.me/lamp_news/99999999999', null],
  ],
  foreign: [
    'https://telegram.org/blog/62',
    'https://not.me/lamp_news/62',
    'https://t.me.example.org/lamp_news/62',
    'https://t.me:8443/lamp_news/62',
    'ftp://t.me/lamp_news/62',
  ],
  canonicalUrls: 'computed',
  provisional: null,
  target,
  alive: always(200, message(words)),
});

function recordOf(html: string): PostRecord {
  const read = readMessage(parseHtml(html), target);
  if (read.kind === 'unreadable') throw new Error(read.path);
  return read.record;
}

describe('a message of Telegram', () => {
  it('is read with its words, links, views and time, and its emoji are no pictures', () => {
    expect(recordOf(message(words))).toMatchObject({
      author: { name: 'Lamp 💡', handle: 'Lamp_News', avatarUrl: 'https://cdn.example.org/avatar.jpg' },
      text: 'Snow & light\nexample.org/a 👍',
      links: [{ url: 'https://example.org/a', start: 13, end: 26 }],
      publishedAt: '2023-02-24T08:01:26.000Z',
      media: [],
      counts: { views: 1_200_000 },
      labels: ['edited'],
    });
  });

  it.each<[string, string, object[]]>([
    [
      'a round video',
      '<a class="tgme_widget_message_roundvideo_player"><i class="tgme_widget_message_roundvideo_thumb" style="background-image:url(\'https://cdn.example.org/t.jpg\')"></i><video class="tgme_widget_message_roundvideo" src="https://cdn.example.org/r.mp4" loop></video><time class="message_video_duration">0:08</time></a>',
      [{ kind: 'video', durationMs: 8000, posterUrl: 'https://cdn.example.org/t.jpg' }],
    ],
    [
      'a voice message',
      '<a class="tgme_widget_message_voice_player"><audio class="tgme_widget_message_voice" src="https://cdn.example.org/v.ogg"></audio><time class="tgme_widget_message_voice_duration">1:02</time></a>',
      [{ kind: 'audio', durationMs: 62_000, variants: [{ url: 'https://cdn.example.org/v.ogg' }] }],
    ],
    [
      'an animation',
      '<a class="tgme_widget_message_video_player"><video src="https://cdn.example.org/g.mp4" autoplay loop></video></a>',
      [{ kind: 'gif', variants: [{ url: 'https://cdn.example.org/g.mp4' }] }],
    ],
    [
      'a sticker',
      '<div class="tgme_widget_message_sticker_wrap"><i class="tgme_widget_message_sticker" data-webp="https://cdn.example.org/s.webp"></i></div>',
      [{ kind: 'photo', variants: [{ url: 'https://cdn.example.org/s.webp' }] }],
    ],
  ])('%s', (_, html, media) => {
    expect(recordOf(message(html)).media).toMatchObject(media);
  });

  it('says that it is signed, forwarded, a notice of the service', () => {
    const html = message(
      '<div class="tgme_widget_message_forwarded_from">Forwarded from <a class="tgme_widget_message_forwarded_from_name" href="https://t.me/bob">Bob</a></div><span class="tgme_widget_message_from_author">Eve</span>',
      'service_message',
    );
    expect(recordOf(html).labels).toEqual(['service', 'edited', 'signed:Eve', 'forwarded:Bob']);
  });

  it('is found among others, also as an item of an album', () => {
    const other = message(words).replaceAll('Lamp_News/62', 'Lamp_News/60');
    expect(recordOf(other + message(words)).text).toContain('Snow');
    const album = other.replace(
      words,
      '<a class="tgme_widget_message_photo_wrap grouped_media_wrap" href="https://t.me/Lamp_News/62?single" style="background-image:url(\'https://cdn.example.org/p.jpg\')"></a>',
    );
    expect(recordOf(album).media).toHaveLength(1);
    expect(readMessage(parseHtml(other), target).kind).toBe('unreadable');
  });

  it('without its time is unreadable, by the field’s name', () => {
    const changed = message(words).replace('datetime="2023', 'data-was="2023');
    expect(readMessage(parseHtml(changed), target)).toEqual({
      kind: 'unreadable',
      path: expect.stringContaining('datetime'),
    });
  });
});

describe('a look at a message that is not there', () => {
  it.each<[string, Fetch, Absence | Obstacle]>([
    ['never or deleted', always(200, error('Post not found')), 'not-found'],
    [
      'no such channel',
      always(200, error('Channel with username <b>"@lamp_news"</b> not found')),
      'account-gone',
    ],
    ['private', always(200, error('Channel is private')), 'protected'],
    [
      'local laws',
      always(200, error('This message can’t be displayed because it violates local laws.')),
      'geo-blocked',
    ],
    [
      'terms of service',
      always(200, error('This channel can’t be displayed because it violated Telegram’s Terms of Service.')),
      'removed',
    ],
    ['only in the app', always(200, error('Please open Telegram to view this post')), 'walled'],
    ['words that nobody knows', always(200, error('Etwas anderes')), 'unreadable'],
    ['a page without a message', always(200, '<div class="tgme_page">Lamp News</div>'), 'unreadable'],
    ['a dead end point', always(410, ''), 'unreadable'],
    ['404 of a server that never gives one', always(404, ''), 'unreadable'],
  ])('%s', async (_, fetch, expected) => {
    const { conclusion } = await telegram.look(target, fetch, never);
    expect(said(conclusion)).toBe(expected);
  });
});

it('a message of a private channel is protected, unless the answer is none', async () => {
  const postId = 'telegram:c:1234567890:62';
  const at = { postId, canonicalUrl: telegram.canonicalUrl(postId) };
  const outer = await telegram.look(at, always(200, '<div class="tgme_page">Private</div>'), never);
  expect(said(outer.conclusion)).toBe('protected');
  expect(said((await telegram.look(at, always(429), never)).conclusion)).toBe('rate-limited');
});

describe('what the embed page shows', () => {
  const sight = {
    post: {
      text: 'Lamp 💡 Snow & light example.org/a',
      words: 'Snow & light example.org/a',
      author: 'Lamp 💡\nhttps://t.me/Lamp_News',
      permalinks: ['Lamp_News/62', 'https://t.me/Lamp_News/62'],
      hasPicture: false,
    },
    absence: null,
    login: false,
    pageText: '',
    htmlStart: '',
  };
  const expected = { target, record: recordOf(message(words)) };

  it('is the post by id, author and words, or another', () => {
    expect(judgeEmbed(sight, reading, expected).shows).toBe('expected');
    expect(judgeEmbed(sight, reading, { target, record: null }).shows).toBe('expected');
    const changed = (changes: object) => ({ ...sight, post: { ...sight.post, ...changes } });
    const shows = (changes: object) => judgeEmbed(changed(changes), reading, expected).shows;
    expect(shows({ permalinks: ['Lamp_News/61'] })).toBe('wrong-post');
    expect(shows({ author: 'Eve\nhttps://t.me/eve' })).toBe('wrong-post');
    expect(shows({ words: 'Rain', text: 'Rain' })).toBe('wrong-post');
  });

  it('is an absence, a challenge, a wall or nothing', () => {
    const without = (changes: object) =>
      judgeEmbed({ ...sight, post: null, ...changes }, reading, expected).shows;
    expect(without({ absence: 'Post not found', pageText: 'Post not found' })).toBe('absence');
    expect(without({ htmlStart: '<title>Just a moment...</title>' })).toBe('challenge');
    expect(without({ login: true })).toBe('wall');
    expect(without({})).toBe('blank');
  });
});

const expectedSchema = z.object({
  created_at: z.string(),
  channel: z.string(),
  type: z.string(),
  urls: z.array(z.tuple([z.string(), z.string()])),
  text: z.string().nullable(),
  views: z.number().nullable(),
  edited: z.boolean(),
  reply_to_id: z.number().optional(),
  forwarded_author: z.string().optional(),
});

describe.skipIf(!haveRecordings)('against what Telegram really answered', () => {
  const recordings = haveRecordings ? recordingsOf('telegram') : [];
  const messages = recordings.filter(({ file }) => file.includes('/message-'));

  it('every kind of message is judged', () => {
    console.info(`telegram: ${messages.length} of ${messages.length} messages judged`);
    expect(messages.length).toBeGreaterThan(0);
  });

  it.each(messages)('$file', async ({ file, groundTruth }) => {
    const truth = expectedSchema.parse(groundTruth.expected);
    const url = new URL(`https://t.me/${groundTruth.post}`);
    const postId = telegram.identify(url)?.postId ?? '';
    const fetch: Fetch = async (asked) => answer(asked, 200, recordedText(file));
    const { conclusion } = await telegram.look({ postId, canonicalUrl: url.href }, fetch, never);
    if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
    const { record } = conclusion;
    expect(record.author.handle).toBe(truth.channel);
    expect(record.publishedAt).toBe(new Date(truth.created_at).toISOString());
    expect(record.counts.views).toBe(truth.views);
    // The source joins the parts of a notice without their spaces.
    expect(lettersOf(record.text)).toBe(lettersOf(truth.text ?? ''));
    expect(record.labels.includes('edited')).toBe(truth.edited);
    for (const kind of ['photo', 'video'] as const) {
      const urls = record.media.filter((medium) => medium.kind === kind).flatMap(({ variants }) => variants);
      const wanted = truth.urls.filter(([name]) => name === kind).map(([, wantedUrl]) => wantedUrl);
      expect(urls.map((variant) => variant.url)).toEqual(wanted);
    }
    const thumbs = truth.urls
      .filter(([name]) => name === 'thumbnail-video')
      .map(([, wantedUrl]) => wantedUrl);
    if (thumbs.length > 0) expect(record.media.flatMap(({ posterUrl }) => posterUrl ?? [])).toEqual(thumbs);
    const links = truth.urls.filter(([name]) => name === 'link').map(([, wantedUrl]) => wantedUrl);
    if (truth.type === 'location')
      expect(record.labels[0]).toBe(`location:${/q=([^&]+)/.exec(links[0] ?? '')?.[1]}`);
    // A notice of the service links its channel, which is no link of the author's.
    else if (truth.type !== 'service') expect(record.links.map((link) => link.url)).toEqual(links);
    if (truth.reply_to_id)
      expect(record.replyTo?.postId).toBe(`telegram:${truth.channel}:${truth.reply_to_id}`);
    if (truth.forwarded_author) expect(record.labels).toContain(`forwarded:${truth.forwarded_author}`);
    if (truth.type === 'poll') expect(record.poll?.options.length).toBeGreaterThan(1);
  });

  it.each(recordings.filter(({ file }) => !file.includes('/message-')))(
    '$file is no post',
    async ({ file }) => {
      const [, channel, number] = /outer-(\w+)-(\d+)/.exec(file) ?? ['', 'some_channel', '1'];
      const page = {
        postId: `telegram:${channel}:${number}`,
        canonicalUrl: `https://t.me/${channel}/${number}`,
      };
      const { conclusion } = await telegram.look(page, always(200, recordedText(file)), never);
      expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'unreadable' });
    },
  );

  it('the URL vectors: id, kind and canonical URL', () => {
    const { judged, wrong } = judgeUrls(telegram, {
      idOf: ({ id }) => `telegram:${id.replace('/', ':').toLowerCase()}`,
      canonicalOf: ({ canonicalUrl }) => canonicalUrl,
    });
    expect(judged).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});

function said(conclusion: Awaited<ReturnType<typeof telegram.look>>['conclusion']): string {
  if (conclusion.kind === 'live') return 'live';
  return conclusion.kind === 'absent' ? conclusion.absence : conclusion.obstacle;
}

function lettersOf(text: string): string {
  return text.replace(/\s+/g, '');
}
