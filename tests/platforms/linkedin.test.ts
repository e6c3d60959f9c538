import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { linkedin } from '#platforms/linkedin/index.ts';
import { reading } from '#platforms/linkedin/view.ts';
import { judgeEmbed } from '#platforms/seeing/embed-sight.ts';
import { always, answer, platformContract } from '../contracts/platform.ts';
import { haveRecordings, recordedText } from './recordings.ts';
import { judgeUrls, recordingsOf } from './url-vectors.ts';

const never = new AbortController().signal;
const NUMBER = '7151241570371948544';
const post = `linkedin:activity:${NUMBER}`;
const target = {
  postId: post,
  canonicalUrl: `https://www.linkedin.com/feed/update/urn:li:activity:${NUMBER}/`,
};
const short = 'linkedin:short:dAbC-1_x';

const posting = {
  '@context': 'http://schema.org',
  '@type': 'SocialMediaPosting',
  '@id': `https://www.linkedin.com/posts/lamps_snow-activity-${NUMBER}-4Gu7`,
  articleBody: 'Snow & light https://example.org/a',
  datePublished: '2024-01-11T14:00:30.123Z',
  author: { '@type': 'Person', name: 'Ada', url: 'https://www.linkedin.com/in/ada-writes' },
  image: { '@type': 'ImageObject', url: 'https://media.licdn.com/dms/image/a/feedshare-shrink_800/0/1' },
};
const page = (changes: object = {}) =>
  `<html><script type="application/ld+json">${JSON.stringify({ ...posting, ...changes })}</script></html>`;
const card = (urn = `urn:li:activity:${NUMBER}`) =>
  `<article data-activity-urn="${urn}"><a data-tracking-control-name="public_post_embed_feed-actor-name" href="https://www.linkedin.com/in/ada-writes?trk=x"> Ada </a>
  <p data-test-id="main-feed-activity-card__commentary">Snow &amp; light<br><a href="https://lnkd.in/abc">https://lnkd.in/abc</a></p>
  <img class="face" src="https://media.licdn.com/dms/image/profile-displayphoto-shrink_100/1"><img alt="A lamp" data-delayed-url="https://media.licdn.com/dms/image/feedshare-shrink_800/1">
  <span data-test-id="social-actions__reaction-count">1,204</span></article>`;

type Said = [status: number, body: string | object, headers?: Record<string, string>];
function sources(pageSays: Said, embedSays: Said): Fetch {
  return async (url) => answer(url, ...(url.includes('/embed/') ? embedSays : pageSays));
}

platformContract(linkedin, {
  urls: [
    [`https://www.linkedin.com/posts/lamps_snow-and-light-activity-${NUMBER}-4Gu7`, post],
    [`https://de.linkedin.com/posts/lamps_snow-activity-${NUMBER}-4Gu7?utm_source=share`, post],
    [`https://www.linkedin.com/posts/activity-${NUMBER}-4Gu7`.replace('/activity', '/a_activity'), post],
    [`https://www.linkedin.com/feed/update/urn:li:activity:${NUMBER}/`, post],
    [`https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A${NUMBER}`, post],
    [`https://www.linkedin.com/embed/feed/update/urn:li:activity:${NUMBER}?compact=1`, post],
    [`https://www.linkedin.com/feed/?highlightedUpdateUrn=urn%3Ali%3Aactivity%3A${NUMBER}`, post],
    [`https://www.linkedin.com/embed/feed/update/urn:li:ugcPost:${NUMBER}`, `linkedin:ugcPost:${NUMBER}`],
    [`https://www.linkedin.com/embed/feed/update/urn:li:share:${NUMBER}`, `linkedin:share:${NUMBER}`],
    [`https://www.linkedin.com/posts/lamps_snow-ugcPost-${NUMBER}-mM20`, `linkedin:ugcPost:${NUMBER}`],
    ['https://www.linkedin.com/pulse/snow-light-ada-writes/', 'linkedin:pulse:snow-light-ada-writes'],
    ['https://lnkd.in/dAbC-1_x', short],
    ['https://www.linkedin.com/in/ada-writes', null],
    ['https://www.linkedin.com/company/lamps/posts/', null],
    ['https://www.linkedin.com/shareArticle?url=x', null],
    ['https://www.linkedin.com/learning/snow', null],
    ['https://www.linkedin.com/events/7084656651378536448/comments/', null],
  ],
  foreign: [
    `https://notlinkedin.com/feed/update/urn:li:activity:${NUMBER}/`,
    `https://linkedin.com.example.org/feed/update/urn:li:activity:${NUMBER}/`,
    `https://www.linkedin.com:8443/feed/update/urn:li:activity:${NUMBER}/`,
    'https://alnkd.in/dAbC',
  ],
  canonicalUrls: 'computed',
  provisional: short,
  target,
  alive: sources([200, page()], [500, '']),
});

describe('a look at a post of LinkedIn', () => {
  const wall: Said = [999, '<html><script>window.location="/authwall"</script></html>'];
  const gone: Said = [200, '<main>This post cannot be displayed</main>'];
  it.each<[string, Said, Said, Absence | Obstacle | 'live']>([
    ['the page shows it', [200, page()], wall, 'live'],
    ['the page is walled, the embed shows it', wall, [200, card()], 'live'],
    ['the embed shows it by its other name', wall, [200, card('urn:li:ugcPost:7151241570371940000')], 'live'],
    ['HTTP 999', wall, wall, 'walled'],
    ['the authwall', [200, '<script src="/authwall.js"></script>'], wall, 'walled'],
    ['neither shows it', [404, ''], gone, 'not-found'],
    ['one does not show it, the other is walled', wall, gone, 'walled'],
    ['one does not know it, the other shows it', [404, ''], [200, card()], 'unreadable'],
    [
      'another post',
      [200, page({ '@id': `https://www.linkedin.com/posts/a_b-activity-7151241570371948545-4Gu7` })],
      wall,
      'unreadable',
    ],
    ['a field that has changed', [200, page({ author: 'Ada' })], wall, 'unreadable'],
    ['limited', [429, ''], [200, card()], 'rate-limited'],
  ])('%s', async (_, pageSays, embedSays, expected) => {
    const { conclusion } = await linkedin.look(target, sources(pageSays, embedSays), never);
    const words =
      conclusion.kind === 'absent'
        ? conclusion.absence
        : conclusion.kind === 'unknown'
          ? conclusion.obstacle
          : 'live';
    expect(words).toBe(expected);
  });

  it('learns the other ids of the post, but not those of others on the page', async () => {
    const share = `urn:li:share:${BigInt(NUMBER) - 900n * 4194304n}`;
    const older = `urn:li:ugcPost:${BigInt(NUMBER) - 3_600_000n * 4194304n}`;
    const with_ = (name: string, urn: string) => card().replace('<article', `<article ${name}="${urn}"`);
    const aliasesOf = async (body: string) =>
      (await linkedin.look(target, sources(wall, [200, body]), never)).aliases;
    expect(await aliasesOf(with_('data-attributed-urn', share))).toEqual([
      share.replace('urn:li', 'linkedin'),
    ]);
    expect(await aliasesOf(with_('data-attributed-urn', older))).toEqual([]);
    expect(await aliasesOf(with_('data-urn', 'urn:li:activity:7151241570371948999'))).toEqual([]);
  });

  it('takes the authwall’s address for a wall', async () => {
    const fetch: Fetch = async (url) => ({
      ...answer(url, 200, page()),
      finalUrl: 'https://www.linkedin.com/authwall?x=1',
    });
    expect((await linkedin.look(target, fetch, never)).conclusion).toMatchObject({ obstacle: 'walled' });
  });

  it('reads the page, and the time that the id tells', async () => {
    const { conclusion } = await linkedin.look(target, sources([200, page()], wall), never);
    expect(conclusion).toMatchObject({
      record: {
        author: { name: 'Ada', handle: 'ada-writes' },
        text: posting.articleBody,
        publishedAt: '2024-01-11T14:00:30.123Z',
        idTime: new Date(Number(BigInt(NUMBER) >> 22n)).toISOString(),
        media: [{ kind: 'photo' }],
      },
    });
  });

  it('reads the card of the embed, without faces', async () => {
    const { conclusion } = await linkedin.look(target, sources(wall, [200, card()]), never);
    expect(conclusion).toMatchObject({
      record: {
        author: { name: 'Ada', handle: 'ada-writes', url: 'https://www.linkedin.com/in/ada-writes' },
        text: 'Snow & light\nhttps://lnkd.in/abc',
        links: [{ url: 'https://lnkd.in/abc' }],
        media: [{ alt: 'A lamp' }],
        counts: { likes: 1204 },
      },
    });
  });

  it('follows a short link to wherever it leads', async () => {
    const to =
      (location: string): Fetch =>
      async (url) =>
        answer(url, 301, '', { location });
    expect(await linkedin.resolve(short, to(target.canonicalUrl), never)).toMatchObject({
      identity: { postId: post },
    });
    expect(await linkedin.resolve(short, to('https://example.org/a'), never)).toMatchObject({
      kind: 'dead',
      leadsTo: 'https://example.org/a',
    });
    const warning =
      '<a data-tracking-control-name="external_url_click" href="https://example.org/a?b=1&amp;c=2">example.org</a>';
    expect(await linkedin.resolve(short, always(200, warning), never)).toMatchObject({
      leadsTo: 'https://example.org/a?b=1&c=2',
    });
  });

  it('judges the embed by author and words where it has the post’s other name', async () => {
    const { conclusion } = await linkedin.look(target, sources(wall, [200, card()]), never);
    const record = conclusion.kind === 'live' ? conclusion.record : null;
    const shown = {
      text: 'Ada Snow & light https://lnkd.in/abc',
      words: 'Snow & light https://lnkd.in/abc',
      author: '',
      permalinks: ['https://www.linkedin.com/feed/update/urn:li:ugcPost:7151241570371940000'],
      hasPicture: false,
    };
    const sight = { post: shown, absence: null, login: false, pageText: '', htmlStart: '' };
    expect(judgeEmbed(sight, reading, { target, record }).shows).toBe('expected');
    const other = { ...sight, post: { ...shown, text: 'Eve Rain', words: 'Rain' } };
    expect(judgeEmbed(other, reading, { target, record }).shows).toBe('wrong-post');
    expect(judgeEmbed({ ...sight, post: null, login: true }, reading, { target, record }).shows).toBe('wall');
  });
});

describe.skipIf(!haveRecordings)('against what LinkedIn really answered', () => {
  const recordings = haveRecordings ? recordingsOf('linkedin') : [];

  it.each(recordings)('$file', async ({ file, groundTruth }) => {
    const truth = z.object({ ogTitle: z.string(), ogUrl: z.string() }).parse(groundTruth);
    const { postId, canonicalUrl } = linkedin.identify(new URL(truth.ogUrl)) ?? {};
    expect(canonicalUrl).toBe(truth.ogUrl);
    const at = { postId: postId ?? '', canonicalUrl: canonicalUrl ?? '' };
    const { conclusion } = await linkedin.look(at, always(200, recordedText(file)), never);
    if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
    const { record } = conclusion;
    const folded = (text: string | null) => text?.replace(/\s+/g, ' ');
    expect(folded(record.title)).toBe(folded(truth.ogTitle));
    expect(record.author.name).toBe('Ramya Joseph');
    expect(record.publishedAt).toBe('2016-05-26T19:38:36.000Z');
    expect(record.text).toContain('Fintech in 2016 is similar to the Internet in 1996');
    expect(record.media).toHaveLength(1);
  });

  it('the URL vectors: id, kind and canonical URL', () => {
    console.info(`linkedin: ${recordings.length} of ${recordings.length} answers judged`);
    const { judged, wrong } = judgeUrls(linkedin, {
      idOf: ({ id }) => `linkedin:${id}`,
      canonicalOf: ({ canonicalUrl }) => canonicalUrl,
    });
    expect(judged).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});
