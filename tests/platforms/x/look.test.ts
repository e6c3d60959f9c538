import { describe, expect, it } from 'vitest';
import type { Absence, Obstacle } from '#domain/post.ts';
import { x } from '#platforms/x/index.ts';
import { oembed, type Said, sources, target, tombstone, tweet, unhelpful } from './synthetic.ts';

const never = new AbortController().signal;

const gone: Said = [404, '<html><title>404</title></html>'];
const there: Said = [200, oembed];
const limited: Said = [429, 'Rate limit exceeded', { 'retry-after': '60' }];
const broken: Said = [502, '<html>bad gateway</html>'];
const notAuthorized: Said = [403, { error: 'Sorry, you are not authorized to see this status.' }];
const accountGone: Said = [403, { error: 'Forbidden.' }];
const deleted: Said = [200, tombstone('This Post was deleted by the Post author. Learn more')];
const adult: Said = [200, tombstone('Age-restricted adult content. This content might not be appropriate.')];
const vague: Said = [200, tombstone('This Post is unavailable. Learn more')];
const changedTombstone: Said = [200, tombstone('Ce message a changé de forme')];
const empty: Said = [200, {}];
const userless: Said = [200, { ...tweet(), user: undefined }];
const html: Said = [200, '<!doctype html><p>Something went wrong</p>'];

/** `further` is what else is asked, to no avail. */
type Row = [
  name: string,
  syndication: Said,
  oembed: Said,
  expected: Absence | Obstacle | 'live',
  further?: ('graphql' | 'page')[],
];
const rows: Row[] = [
  ['both show it', [200, tweet()], there, 'live'],
  ['the cache has lost it', [200, tweet()], gone, 'live'],
  ['the second source is limited', [200, tweet()], limited, 'live'],
  ['a tombstone, refused by the other', deleted, gone, 'deleted'],
  ['a tombstone, and no word from the other', deleted, limited, 'deleted'],
  ['a tombstone, and the other still shows it', deleted, there, 'unreadable', ['graphql']],
  ['behind an age gate, which the other may not have', adult, there, 'age-gated'],
  ['neither knows it', gone, gone, 'not-found'],
  ['neither shows it, one with an empty object', empty, gone, 'not-found'],
  ['neither shows it, one with a vague tombstone', vague, gone, 'not-found'],
  ['one does not know it, the other shows it', gone, there, 'unreadable', ['graphql']],
  ['one has an empty object, the other shows it', empty, there, 'unreadable', ['graphql']],
  ['one does not know it, the other is limited', gone, limited, 'rate-limited'],
  ['one does not know it, the other is broken', gone, broken, 'unreachable'],
  ['one is limited, the other does not know it', limited, gone, 'rate-limited'],
  ['one is broken, the other shows it', broken, there, 'unreachable', ['graphql']],
  ['one does not know it, the other says protected', gone, notAuthorized, 'protected'],
  ['one does not know it, the other says forbidden', gone, accountGone, 'account-gone'],
  ['a post without its user, refused by the other', userless, gone, 'account-gone'],
  ['a post without its user, shown by the other', userless, there, 'unreadable', ['graphql']],
  ['HTML instead of JSON', html, gone, 'unreadable', ['graphql']],
  ['a tombstone in words that nobody knows', changedTombstone, gone, 'unreadable', ['graphql']],
  ['a bad request', [400, { error: 'Bad request.' }], gone, 'unreadable', ['graphql']],
  ['an end point that is gone for good', [410, '{}'], gone, 'unreadable', ['graphql']],
];

describe('a look at a post of X', () => {
  it.each(rows)('%s', async (_, syndication, second, expected, further = []) => {
    const { conclusion, raw, signals } = await x.look(target, sources(syndication, second, unhelpful), never);
    const said =
      conclusion.kind === 'absent'
        ? conclusion.absence
        : conclusion.kind === 'unknown'
          ? conclusion.obstacle
          : 'live';
    expect(said).toBe(expected);
    const asked = ['syndication', 'oembed', ...further];
    expect(raw.map(({ name }) => name)).toEqual(asked);
    expect(signals.map(({ source }) => source)).toEqual(asked.map((name) => `x/${name}`));
  });

  it('waits as long as the more patient source asks', async () => {
    const { conclusion } = await x.look(
      target,
      sources([429, '', { 'x-rate-limit-reset': '1787227500' }], limited),
      never,
    );
    expect(conclusion).toMatchObject({ obstacle: 'rate-limited', retryAfterMs: 300_000 });
  });

  it('names the field that is not as expected, and fills no half record', async () => {
    const changed = tweet({ user: { name: 'Ada', screen_name: 7 } });
    const { conclusion } = await x.look(target, sources([200, changed], there, unhelpful), never);
    expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'unreadable' });
    expect(conclusion.kind === 'unknown' && conclusion.detail).toContain('user.screen_name');
  });

  it('does not take the answer about another post', async () => {
    const { conclusion } = await x.look(
      target,
      sources([200, tweet({ id_str: '21' })], there, unhelpful),
      never,
    );
    expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'unreadable' });
    const other = { ...oembed, url: 'https://twitter.com/ada_writes/status/21' };
    const second = await x.look(target, sources(gone, [200, other]), never);
    expect(second.conclusion).toMatchObject({ kind: 'unknown', obstacle: 'unreadable' });
  });

  it('sends the token, without which every post looks gone', async () => {
    const asked: string[] = [];
    const fetch = sources([200, tweet()], there);
    const remembering: typeof fetch = (url, request, signal) => {
      asked.push(url);
      return fetch(url, request, signal);
    };
    await x.look(target, remembering, never);
    const syndication = asked.map((url) => new URL(url)).find(({ hostname }) => hostname.startsWith('cdn.'));
    expect(syndication?.searchParams.get('token')).toMatch(/^[1-9a-z]+$/);
  });
});

describe('the words of tombstones', () => {
  const words: [string, Absence][] = [
    ['This Post was deleted by the Post author. Learn more', 'deleted'],
    ['This Tweet was deleted by the Tweet author. {learnmore}', 'deleted'],
    ['This Post is from a suspended account. Learn more', 'suspended'],
    ['This Tweet is from a suspended account. {learnmore}', 'suspended'],
    ['This Post is from an account that no longer exists. Learn more', 'account-gone'],
    ['This Tweet is from an account that no longer exists. {learnmore}', 'account-gone'],
    [
      "You're unable to view this Post because this account owner limits who can view their Posts.",
      'protected',
    ],
    [
      'You’re unable to view this Tweet because this account owner limits who can view their Tweets.',
      'protected',
    ],
    ['This Post violated the X Rules. Learn more', 'removed'],
    ['This Tweet violated the Twitter Rules. {learnmore}', 'removed'],
    ['Age-restricted adult content. This content might not be appropriate for people under 18.', 'age-gated'],
    ['This Post has been withheld in Germany in response to a legal demand.', 'geo-blocked'],
  ];
  it.each(words)('%s', async (text, absence) => {
    const { conclusion } = await x.look(target, sources([200, tombstone(text)], gone), never);
    expect(conclusion).toMatchObject({ kind: 'absent', absence });
  });

  const codes: [Record<string, unknown>, Absence][] = [
    [{ entities: [{ tombstoneReason: 'Suspended' }] }, 'suspended'],
    [{ entities: [{ reason: 'Protected' }] }, 'protected'],
    [{ tweetUnavailableReason: 'NsfwLoggedOut' }, 'age-gated'],
    [{ visibilityReason: 'BounceDeleted' }, 'removed'],
    [{ entities: [{ ref: { reason: 'Deleted' } }] }, 'deleted'],
  ];
  it.each(codes)('codes come before words: %j', async (more, absence) => {
    const said: Said = [200, tombstone('Ce message n’est pas disponible.', more)];
    const { conclusion } = await x.look(target, sources(said, gone), never);
    expect(conclusion).toMatchObject({ kind: 'absent', absence });
  });
});
