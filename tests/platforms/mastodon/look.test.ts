import { describe, expect, it } from 'vitest';
import type { Fetch } from '#domain/fetch.ts';
import { mastodon } from '#platforms/mastodon/index.ts';
import { always, answer } from '../../contracts/platform.ts';
import { sources } from '../sources.ts';
import { ID, status, target } from './synthetic.ts';

const never = new AbortController().signal;

async function conclude(httpStatus: number, body: string | object) {
  const { conclusion } = await mastodon.look(target, always(httpStatus, body), never);
  return conclusion;
}

async function recordOf(changes: Record<string, unknown>) {
  const conclusion = await conclude(200, status(changes));
  if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
  return conclusion.record;
}

describe('what a server says of a post', () => {
  it.each<[string, number, string | object, object]>([
    ['404 in its own words', 404, { error: 'Record not found' }, { kind: 'absent', absence: 'not-found' }],
    ['410 in its own words', 410, { error: 'Gone' }, { kind: 'absent', absence: 'account-gone' }],
    [
      '401 in its own words',
      401,
      { error: 'This API requires an authenticated user' },
      { kind: 'absent', absence: 'login-gated' },
    ],
    ['404 of any site', 404, '<h1>Not found</h1>', { kind: 'unknown', obstacle: 'unreadable' }],
    ['410 of any site', 410, '', { kind: 'unknown', obstacle: 'unreadable' }],
    ['401 of any site', 401, '', { kind: 'unknown', obstacle: 'walled' }],
    ['403', 403, { error: 'Forbidden' }, { kind: 'unknown', obstacle: 'walled' }],
    ['a page', 200, '<h1>A blog</h1>', { kind: 'unknown', obstacle: 'unreadable' }],
    ['another post', 200, status({ id: '110446183735368326' }), { kind: 'unknown', obstacle: 'unreadable' }],
    [
      'half a post',
      200,
      status({ account: { id: '7' } }),
      { kind: 'unknown', detail: expect.stringContaining('account.') },
    ],
  ])('%s', async (_, httpStatus, body, expected) => {
    expect(await conclude(httpStatus, body)).toMatchObject(expected);
  });
});

describe('what a post says', () => {
  it('has the words and links that a reader sees', async () => {
    const { text, links } = await recordOf({
      content:
        '<p><a href="https://social.example.org/@bob">@<span>bob</span></a> look:<br>snow</p><p><a href="https://example.org/a"><span class="invisible">https://</span><span>example.org/a</span></a></p>',
    });
    expect(text.split('\n').filter((line) => line !== '')).toEqual([
      '@bob look:',
      'snow',
      'https://example.org/a',
    ]);
    expect(links.map(({ url, start, end }) => [text.slice(start, end), url])).toEqual([
      ['@bob', 'https://social.example.org/@bob'],
      ['https://example.org/a', 'https://example.org/a'],
    ]);
  });

  it('has its warning, edit, poll, and the post that it answers', async () => {
    expect(
      await recordOf({
        spoiler_text: 'Blood',
        edited_at: '2023-05-28T12:21:32.698Z',
        poll: {
          expires_at: '2023-05-29T12:21:32.691Z',
          options: [
            { title: 'yes', votes_count: 8 },
            { title: 'no', votes_count: null },
          ],
        },
        in_reply_to_id: '110446183735368000',
        in_reply_to_account_id: '9',
        mentions: [{ id: '9', acct: 'bob@elsewhere.example' }],
      }),
    ).toMatchObject({
      title: 'Blood',
      labels: ['sensitive'],
      editedAt: '2023-05-28T12:21:32.698Z',
      poll: {
        options: [
          { label: 'yes', count: 8 },
          { label: 'no', count: null },
        ],
        endsAt: '2023-05-29T12:21:32.691Z',
      },
      replyTo: {
        postId: 'mastodon:social.example.org:110446183735368000',
        authorHandle: 'bob@elsewhere.example',
      },
      idTime: '2023-05-28T11:57:00.376Z',
    });
  });

  it('has its media, the server’s copy first', async () => {
    const attachment = {
      type: 'image',
      url: 'https://files.example.org/original/a.png',
      remote_url: 'https://elsewhere.example/a.png',
      preview_url: 'https://files.example.org/small/a.png',
      description: 'a cube',
      meta: { original: { width: 640, height: 360 } },
    };
    const { media } = await recordOf({
      media_attachments: [
        attachment,
        { type: 'unknown', url: null, remote_url: 'https://elsewhere.example/b.mp3', preview_url: null },
        { type: 'unknown', url: null, remote_url: 'https://elsewhere.example/c', preview_url: null },
      ],
    });
    expect(media).toMatchObject([
      {
        kind: 'photo',
        alt: 'a cube',
        variants: [
          { url: attachment.url, mediaType: 'image/png', width: 640, height: 360 },
          { url: attachment.remote_url },
          { url: attachment.preview_url, width: null },
        ],
      },
      { kind: 'audio', variants: [{ url: 'https://elsewhere.example/b.mp3', mediaType: 'audio/mpeg' }] },
    ]);
  });

  it.each<[string, unknown, object | null]>([
    [
      'the post',
      { state: 'accepted', quoted_status: status({ id: '5' }) },
      { postId: 'mastodon:social.example.org:5' },
    ],
    ['the post, as forks tell it', status({ id: '5' }), { postId: 'mastodon:social.example.org:5' }],
    ['one that was deleted', { state: 'deleted', quoted_status: null }, { absence: 'deleted' }],
    ['one that waits', { state: 'pending', quoted_status: null }, null],
  ])('quotes %s', async (_, quote, expected) => {
    const { quoted } = await recordOf({ quote });
    if (expected === null) expect(quoted).toBeNull();
    else expect(quoted).toMatchObject(expected);
  });
});

describe('which post it is', () => {
  const copy = status({
    uri: 'https://elsewhere.example/users/ada/statuses/110446222386355655',
    url: 'https://elsewhere.example/@ada/110446222386355655',
  });

  it('is the one of the server that it comes from', async () => {
    const resolution = await mastodon.resolve(
      target.postId,
      sources({ '/api/v1/statuses/': [200, copy] }),
      never,
    );
    expect(resolution).toMatchObject({
      kind: 'resolved',
      identity: { postId: 'mastodon:elsewhere.example:110446222386355655', certain: true },
      chain: [target.canonicalUrl, 'https://elsewhere.example/statuses/110446222386355655'],
    });
    expect((await recordOf(copy)).labels).toEqual(['copy-of:mastodon:elsewhere.example:110446222386355655']);
  });

  it('is itself where it is from here, also by a uri that names no status', async () => {
    for (const uri of [
      `https://social.example.org/users/ada/statuses/${ID}`,
      'https://social.example.org/objects/a',
    ]) {
      const fetch = sources({ '/api/v1/statuses/': [200, status({ uri })] });
      expect(await mastodon.resolve(target.postId, fetch, never)).toMatchObject({
        kind: 'resolved',
        identity: { ...target, certain: true },
      });
    }
  });

  const nothing = [404, '<h1>Not found</h1>'] as const;
  const blog = [200, '<h1>A blog</h1>'] as const;
  it.each<[string, Record<string, readonly [number, string | object]>, string]>([
    ['a site that knows none of these paths', { '/api/': nothing }, 'other-site'],
    ['a site that answers every path alike', { '/api/': blog }, 'other-site'],
    ['a site with an API of its own', { '/api/': [404, { error: 'Not Found' }] }, 'other-site'],
    [
      'a server that has lost it',
      { '/api/v1/instance': [200, { uri: 'social.example.org', version: '4.3.0' }], '/api/': nothing },
      'dead',
    ],
    [
      'a server that says what it is in the newer form',
      { '/api/v2/instance': [200, { domain: 'social.example.org', version: '4.5.0' }], '/api/': nothing },
      'dead',
    ],
    ['a site that refuses', { '/api/v1/statuses/': nothing, '/api/': [403, ''] }, 'unknown'],
    ['a site in trouble', { '/api/v1/statuses/': nothing, '/api/': [503, ''] }, 'unknown'],
    ['a site that is down', { '/api/': [503, ''] }, 'unknown'],
  ])('on %s', async (_, said, kind) => {
    const fetch: Fetch = async (url) => {
      const [status, body] = Object.entries(said).find(([part]) => url.includes(part))?.[1] ?? [404, ''];
      return answer(url, status, body);
    };
    expect((await mastodon.resolve(target.postId, fetch, never)).kind).toBe(kind);
    const known = await mastodon.resolve('mastodon:mastodon.social:110446183735368325', fetch, never);
    expect(known.kind).not.toBe('other-site');
  });

  it('is not known for trouble on the way', async () => {
    expect(await mastodon.resolve(target.postId, always(502), never)).toMatchObject({ kind: 'unknown' });
    expect(
      await mastodon.resolve(target.postId, always(404, { error: 'Record not found' }), never),
    ).toMatchObject({
      kind: 'dead',
    });
  });
});
