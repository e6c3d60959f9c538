import { describe, expect, it } from 'vitest';
import { UnreachableError } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { recordSchema } from '#domain/record.ts';
import { x } from '#platforms/x/index.ts';
import {
  graphql,
  graphqlPost,
  oembed,
  preview,
  type Said,
  sources,
  target,
  tombstone,
  tweet,
} from './synthetic.ts';

const never = new AbortController().signal;
const gone: Said = [404, ''];
const there: Said = [200, oembed];
const unreadable: Said = [200, '<p>Something went wrong</p>'];
const cut: Said = [200, tweet({ note_tweet: { id: 'a' } })];
const limited: Said = [429, '', { 'x-rate-limit-reset': '1787227500' }];
const noPage: Said = [200, '<p></p>'];
const ok = (result: unknown): Said => [200, graphql(result)];

function lookAt(syndication: Said, second: Said, answer: Said, page = noPage) {
  return x.look(target, sources(syndication, second, { graphql: answer, page }), never);
}

async function recordOf(result: unknown) {
  const { conclusion } = await lookAt(unreadable, there, ok(result));
  if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
  expect(recordSchema.parse(conclusion.record)).toEqual(conclusion.record);
  return conclusion.record;
}

function note(text: string, urls: object[] = []) {
  return { note_tweet: { note_tweet_results: { result: { text, entity_set: { urls } } } } };
}

describe('a post as GraphQL tells it', () => {
  it('has its words, its author, its times and what was counted', async () => {
    expect(await recordOf(graphqlPost())).toMatchObject({
      ...target,
      text: 'Snow & light https://example.org/a',
      textTruncated: false,
      links: [{ url: 'https://example.org/a', start: 13, end: 34 }],
      author: {
        name: 'Ada',
        handle: 'ada_writes',
        id: '7',
        avatarUrl: expect.stringContaining('/7/a_normal'),
      },
      publishedAt: '2018-12-12T14:06:21.000Z',
      editedAt: null,
      counts: { likes: 3, reposts: 2, replies: 1, quotes: 4, views: 4186 },
      quoted: null,
    });
  });

  it('has its author under either name', async () => {
    const legacy = {
      name: 'Ada',
      screen_name: 'ada_writes',
      profile_image_url_https: 'https://pbs.twimg.com/a',
    };
    const core = { user_results: { result: { __typename: 'User', rest_id: '7', legacy } } };
    expect((await recordOf(graphqlPost({}, { core }))).author).toMatchObject({
      name: 'Ada',
      handle: 'ada_writes',
    });
  });

  it('has all of a long text, with its own links in UTF-16 units', async () => {
    const long = `😭 &lt;3 ${'and so on '.repeat(60)}https://t.co/Note000001 end`;
    const urls = [{ url: 'https://t.co/Note000001', expanded_url: 'https://example.org/é' }];
    const { text, links, textTruncated } = await recordOf(graphqlPost({}, note(long, urls)));
    expect(text).toBe(`😭 <3 ${'and so on '.repeat(60)}https://example.org/é end`);
    expect(links.map(({ start, end }) => text.slice(start, end))).toEqual(['https://example.org/é']);
    expect(textTruncated).toBe(false);
  });

  it('says that a long text is cut where the rest is not given', async () => {
    expect((await recordOf(graphqlPost({}, { note_tweet: { note_tweet_results: {} } }))).textTruncated).toBe(
      true,
    );
  });

  it('is unwrapped where its visibility is limited, and shows when it was edited', async () => {
    const edit = { edit_control: { edit_control_initial: { edit_tweet_ids: ['1', '1072857400000000000'] } } };
    const post = graphqlPost({ withheld_in_countries: ['de'], possibly_sensitive: true }, edit);
    const record = await recordOf({ __typename: 'TweetWithVisibilityResults', tweet: post });
    expect(record.labels).toEqual(['sensitive', 'withheld:DE']);
    expect(record.editedAt?.slice(0, 4)).toBe('2018');
  });

  it('quotes another, or says why not', async () => {
    const url = 'https://twitter.com/b/status/22';
    const quoting = (result: object) =>
      graphqlPost({ quoted_status_permalink: { expanded: url } }, { quoted_status_result: result });
    const quoted = { ...graphqlPost({ full_text: 'Earlier', display_text_range: [0, 7] }), rest_id: '22' };
    expect((await recordOf(quoting({ result: quoted }))).quoted).toMatchObject({
      postId: 'x:22',
      text: 'Earlier',
    });
    const suspended = tombstone('This Post is from a suspended account.');
    expect((await recordOf(quoting({ result: suspended }))).quoted).toEqual({ absence: 'suspended', url });
    expect((await recordOf(quoting({}))).quoted).toEqual({ absence: 'not-found', url });
  });
});

const unavailable = (reason?: string) => ({ __typename: 'TweetUnavailable', reason });
const error = (code: number, message: string): Said => [200, { data: {}, errors: [{ message, code }] }];
const userless = (result?: object) => graphqlPost({}, { core: { user_results: { result } } });

/** Where syndication said nothing, by what oEmbed says. */
const rows: [name: string, answer: Said, second: Said, expected: Absence | Obstacle][] = [
  ['a tombstone of a deletion', ok(tombstone('This Post was deleted by the Post author.')), gone, 'deleted'],
  [
    'a tombstone that is contradicted',
    ok(tombstone('This Post was deleted by the Post author.')),
    there,
    'unreadable',
  ],
  ['a tombstone in unknown words', ok(tombstone('Ce message a changé')), gone, 'unreadable'],
  ['Suspended', ok(unavailable('Suspended')), gone, 'suspended'],
  ['Protected', ok(unavailable('Protected')), gone, 'protected'],
  ['Deactivated', ok(unavailable('Deactivated')), gone, 'account-gone'],
  ['NsfwLoggedOut, which oEmbed may not know', ok(unavailable('NsfwLoggedOut')), there, 'age-gated'],
  ['NsfwViewerHasNoStatedAge', ok(unavailable('NsfwViewerHasNoStatedAge')), gone, 'age-gated'],
  ['unavailable without a reason', ok(unavailable()), gone, 'not-found'],
  ['unavailable for a reason that nobody knows', ok(unavailable('Sunspots')), gone, 'unreadable'],
  ['a post without its user', ok(userless()), gone, 'account-gone'],
  [
    'a user who is suspended',
    ok(userless({ __typename: 'UserUnavailable', reason: 'Suspended' })),
    gone,
    'suspended',
  ],
  ['an empty tweetResult', ok(undefined), gone, 'not-found'],
  ['an empty tweetResult, and oEmbed shows it', ok(undefined), there, 'unreadable'],
  ['an empty tweetResult, and oEmbed is limited', ok(undefined), limited, 'rate-limited'],
  ['error 144', error(144, '_Missing: No status found with that ID'), gone, 'not-found'],
  ['error 88, a rate limit', error(88, 'Rate limit exceeded'), gone, 'rate-limited'],
  ['error 239, a token that is refused', error(239, 'Bad guest token'), gone, 'unreadable'],
  ['429', limited, there, 'rate-limited'],
  ['403', [403, { errors: [{ code: 200, message: 'Forbidden.' }] }], there, 'unreadable'],
  ['404 of a query that is known no more', [404, ''], gone, 'unreadable'],
  [
    'features that are missing',
    [400, { errors: [{ code: 336, message: 'cannot be null: a' }] }],
    gone,
    'unreadable',
  ],
  ['no JSON', [200, '<p>'], gone, 'unreadable'],
  ['another post', ok({ ...graphqlPost(), rest_id: '21' }), there, 'unreadable'],
];

describe('what GraphQL says of a post that syndication does not tell of', () => {
  it.each(rows)('%s', async (_, answer, second, expected) => {
    const { conclusion } = await lookAt(unreadable, second, answer);
    const said =
      conclusion.kind === 'absent'
        ? conclusion.absence
        : conclusion.kind === 'unknown' && conclusion.obstacle;
    expect(said).toBe(expected);
  });

  it.each([
    ['a field', graphqlPost({ full_text: 7 }), 'data.tweetResult.result.legacy.full_text'],
    ['the time', graphqlPost({ created_at: 'soon' }), 'data.tweetResult.result.legacy.created_at: no time'],
    [
      'the author',
      userless({ __typename: 'User' }),
      'result.core.user_results.result: neither name nor handle',
    ],
    [
      'a wrapped field',
      { __typename: 'TweetWithVisibilityResults', tweet: graphqlPost({ full_text: 7 }) },
      'tweet.legacy',
    ],
    [
      'the quoted post',
      graphqlPost({}, { quoted_status_result: { result: graphqlPost({ full_text: 7 }) } }),
      'result.legacy',
    ],
    ['the kind', { __typename: 'TweetPreviewDisplay' }, '__typename: TweetPreviewDisplay'],
  ])('names %s that is not as expected', async (_, result, path) => {
    const { signals } = await lookAt(unreadable, there, ok(result));
    expect(signals[2]).toMatchObject({
      source: 'x/graphql',
      says: 'unreadable',
      detail: expect.stringContaining(path),
    });
  });

  it('waits as long as its limit says', async () => {
    const { conclusion } = await lookAt(unreadable, there, limited);
    expect(conclusion).toMatchObject({ obstacle: 'rate-limited', retryAfterMs: 300_000 });
  });

  it('is not asked for the post where it gives no token, which is kept in no capture', async () => {
    const fetch = sources(unreadable, there, { guest: [200, { token: 'changed' }], page: noPage });
    const { signals } = await x.look(target, fetch, never);
    expect(signals[2]).toMatchObject({ says: 'unreadable', detail: expect.stringContaining('guest_token') });
    const { raw } = await lookAt(unreadable, there, ok(graphqlPost()));
    expect(raw.map(({ url }) => new URL(url).pathname)).not.toContain('/1.1/guest/activate.json');
  });
});

describe('when more is asked than syndication and oEmbed', () => {
  it('the whole of a text that is cut', async () => {
    const whole = ok(graphqlPost({}, note('Snow & light and all the rest')));
    const { conclusion } = await lookAt(cut, there, whole);
    expect(conclusion).toMatchObject({
      record: { text: 'Snow & light and all the rest', textTruncated: false },
    });
  });

  it.each([
    ['is limited', limited],
    ['is broken', [500, ''] satisfies Said],
    ['does not find it', ok(undefined)],
    ['has changed', ok(graphqlPost({ full_text: 7 }))],
    ['tells it cut as well', ok(graphqlPost({}, { note_tweet: {} }))],
  ])('a cut text stays as it was told where GraphQL %s', async (_, answer) => {
    const { conclusion } = await lookAt(cut, there, answer);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: { text: 'Snow & light https://example.org/a', textTruncated: true },
    });
  });

  it('a third witness where two contradict each other', async () => {
    const deleted: Said = [200, tombstone('This Post was deleted by the Post author.')];
    expect((await lookAt(deleted, there, ok(graphqlPost()))).conclusion.kind).toBe('live');
    expect((await lookAt(gone, there, ok(graphqlPost()))).conclusion.kind).toBe('live');
    expect((await lookAt(deleted, there, ok(undefined))).conclusion).toMatchObject({ absence: 'deleted' });
    expect((await lookAt(gone, there, ok(undefined))).conclusion).toMatchObject({ absence: 'not-found' });
    expect((await lookAt(gone, there, ok(unavailable('Suspended')))).conclusion).toMatchObject({
      absence: 'suspended',
    });
    expect((await lookAt(deleted, there, ok(unavailable('Suspended')))).conclusion).toMatchObject({
      kind: 'unknown',
      obstacle: 'unreadable',
    });
  });

  it('nothing, where X turns us away or has told the whole post', async () => {
    const whole: Said = [200, tweet()];
    const challenge: Said = [403, '<title>Just a moment...</title>', { 'cf-mitigated': 'challenge' }];
    const pairs: [Said, Said][] = [
      [whole, gone],
      [limited, there],
      [challenge, challenge],
      [[500, ''], limited],
      [gone, gone],
      [gone, limited],
    ];
    for (const [first, second] of pairs) {
      // Any other request fails.
      const { signals } = await x.look(target, sources(first, second), never);
      expect(signals).toHaveLength(2);
    }
  });

  it('the page last, for what none of the others tells', async () => {
    const page: Said = [200, preview()];
    const { conclusion, signals } = await lookAt(unreadable, there, limited, page);
    expect(conclusion).toMatchObject({ kind: 'live', record: { text: 'Snow & light' } });
    expect(signals.map(({ source }) => source)).toEqual(['x/syndication', 'x/oembed', 'x/graphql', 'x/page']);
    const broken = await x.look(target, sources([500, ''], there, { graphql: limited }), never);
    expect(broken.conclusion).toMatchObject({ kind: 'unknown', obstacle: 'rate-limited' });
  });

  it('a door that does not open is an obstacle like others', async () => {
    const prepared = sources(unreadable, there, { page: noPage });
    const { signals } = await x.look(
      target,
      (url, request, signal) => {
        if (url.includes('api.x.com')) throw new UnreachableError('connection refused');
        return prepared(url, request, signal);
      },
      never,
    );
    expect(signals[2]).toMatchObject({ source: 'x/graphql', says: 'unreachable', httpStatus: null });
  });

  it('an id that was only counted tells no time, the answer does', async () => {
    const first = { ...graphqlPost({ created_at: 'Tue Mar 21 20:50:14 +0000 2006' }), rest_id: '20' };
    const counted = { postId: 'x:20', canonicalUrl: 'https://x.com/i/status/20' };
    const fetch = sources(unreadable, gone, { graphql: ok(first) });
    const { conclusion } = await x.look(counted, fetch, never);
    expect(conclusion).toMatchObject({ record: { publishedAt: '2006-03-21T20:50:14.000Z', idTime: null } });
  });
});
