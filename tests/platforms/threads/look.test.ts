import { describe, expect, it } from 'vitest';
import type { Fetch } from '#domain/fetch.ts';
import { threads } from '#platforms/threads/index.ts';
import { answer } from '../../contracts/platform.ts';
import { type Sources, sources } from '../sources.ts';
import { block, CODE, embed, embedUrl, page, shell, target, unavailable } from './synthetic.ts';

const never = new AbortController().signal;

async function conclude(answers: Sources) {
  const { conclusion } = await threads.look(target, sources(answers), never);
  return conclusion;
}

async function recordOf(html: string) {
  const conclusion = await conclude({ [embedUrl]: [200, html] });
  if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
  return conclusion.record;
}

describe('what Threads says of a post', () => {
  it('is its words, its links, its author, and what was counted exactly', async () => {
    const body = 'Snow &amp; light<br>by <a href="/@bob">@bob</a>';
    const record = await recordOf(embed(block({ body })));
    expect(record).toMatchObject({
      author: { handle: 'ada', avatarUrl: 'https://cdn.example.org/ada.jpg' },
      text: 'Snow & light\nby @bob',
      links: [{ url: 'https://www.threads.com/@bob', start: 16, end: 20 }],
      publishedAt: '2024-08-15T16:58:07.000Z',
      counts: { likes: 1234, replies: 0, reposts: null },
      replyTo: null,
    });
  });

  it('is the last post of the page where it answers another', async () => {
    const parent = block({ handle: 'bob', code: 'C-aaaaaaaaa', body: 'Is it snowing?', parent: true });
    expect(await recordOf(embed(parent, block()))).toMatchObject({
      author: { handle: 'ada' },
      text: 'Snow & light',
      replyTo: { authorHandle: 'bob' },
    });
  });

  it('has its media, and not those of the post it quotes or the card of a link', async () => {
    const media = `<div class="LinkAttachmentImage"><img src="https://cdn.example.org/card.jpg"></div>
      <div class="MediaScrollContainer"><div class="MediaScrollImageContainer"><img src="https://cdn.example.org/1.jpg" width="1440" height="1080" alt="Photo by Ada"></div>
      <div class="MediaScrollImageContainer"><video poster="https://cdn.example.org/2.jpg"><source src="https://cdn.example.org/2.mp4"></video></div></div>`;
    const inner = block({
      handle: 'bob',
      code: 'C-aaaaaaaaa',
      media: '<div class="SoloMediaContainer"><img src="https://cdn.example.org/quoted.jpg"></div>',
    });
    const record = await recordOf(
      embed(block({ media, quote: `<div class="QuotePostContainer">${inner}</div>` })),
    );
    expect(record.author.handle).toBe('ada');
    expect(record.media).toMatchObject([
      {
        kind: 'photo',
        alt: null,
        width: 1440,
        height: 1080,
        variants: [{ url: 'https://cdn.example.org/1.jpg' }],
      },
      {
        kind: 'video',
        posterUrl: 'https://cdn.example.org/2.jpg',
        variants: [{ url: 'https://cdn.example.org/2.mp4', mediaType: 'video/mp4' }],
      },
    ]);
  });

  it('is in the meta tags of its page where the embed page has none', async () => {
    expect(await conclude({ [embedUrl]: [200, shell], [`/t/${CODE}`]: [200, page] })).toMatchObject({
      kind: 'live',
      record: { author: { name: 'Ada', handle: 'ada' }, text: 'Snow & light', media: [{ kind: 'photo' }] },
    });
  });
});

describe('a post of Threads that cannot be seen', () => {
  it.each<[string, Sources, object]>([
    [
      'thread not available',
      { [embedUrl]: [200, unavailable], [`/t/${CODE}`]: [200, shell] },
      { kind: 'absent', absence: 'not-found' },
    ],
    [
      '404 of the embed page alone',
      { [embedUrl]: [404, ''], [`/t/${CODE}`]: [200, shell] },
      { kind: 'unknown', obstacle: 'unreadable' },
    ],
    [
      '404 of both',
      { [embedUrl]: [404, ''], [`/t/${CODE}`]: [404, ''] },
      { kind: 'absent', absence: 'not-found' },
    ],
    [
      'thread not available to a machine',
      { [embedUrl]: [200, unavailable], [`/t/${CODE}`]: [429, ''] },
      { kind: 'unknown', obstacle: 'rate-limited' },
    ],
    [
      'thread not available in an embed',
      { [embedUrl]: [200, unavailable], [`/t/${CODE}`]: [200, page] },
      { kind: 'live' },
    ],
    [
      'a frame with nothing in it',
      {
        [embedUrl]: [
          200,
          '<div class="OuterContainer"><a class="HeaderLink" href="https://www.threads.com/@ada">ada</a></div>',
        ],
        [`/t/${CODE}`]: [200, shell],
      },
      { kind: 'unknown', obstacle: 'unreadable' },
    ],
    [
      'another post',
      { [embedUrl]: [200, embed(block({ code: 'C-aaaaaaaaa' }))], [`/t/${CODE}`]: [200, shell] },
      { kind: 'unknown', detail: expect.stringContaining('C-aaaaaaaaa') },
    ],
    [
      'a page that has changed',
      { [embedUrl]: [200, embed().replaceAll('HeaderLink', 'x1')], [`/t/${CODE}`]: [200, shell] },
      { kind: 'unknown', detail: expect.stringContaining('handle') },
    ],
  ])('%s', async (_, answers, expected) => {
    expect(await conclude(answers)).toMatchObject(expected);
  });

  it('being led to the log-in page says nothing', async () => {
    const finalUrl = 'https://www.threads.com/login/?next=a';
    const led: Fetch = async (url) => ({ ...answer(url, 200, shell), finalUrl, chain: [url, finalUrl] });
    const { conclusion } = await threads.look(target, led, never);
    expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'walled' });
  });
});

describe('which post a share link is', () => {
  it('is told by the redirect', async () => {
    const fetch = sources({
      '/share/': [302, '', { location: `https://www.threads.com/@ada/post/${CODE}?xmt=a` }],
    });
    const resolution = await threads.resolve('threads:share:BAZqSEo-Yl', fetch, never);
    expect(resolution).toMatchObject({ kind: 'resolved', identity: target });
  });
});
