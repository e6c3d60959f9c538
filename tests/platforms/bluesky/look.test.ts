import { describe, expect, it } from 'vitest';
import { AddressRefusedError, UnreachableError } from '#domain/fetch.ts';
import { bluesky } from '#platforms/bluesky/index.ts';
import { type Sources, sources } from '../sources.ts';
import { DID, directory, error, notFound, post, RKEY, target, thread, uri } from './synthetic.ts';

const never = new AbortController().signal;
const empty = [200, { posts: [] }] as const;
const noRecord = error('RecordNotFound', 'Could not locate record');
const plc = [200, directory] as const;
/** What the sources of a living account say where the post alone is gone. */
const gone = {
  getPostThread: notFound,
  getPosts: empty,
  getProfile: [200, { did: DID }],
  queryLabels: [200, { labels: [] }],
  'plc.directory': plc,
  getRepoStatus: [200, { did: DID, active: true }],
  getRecord: noRecord,
} as const;
const status = (reason: string) => [200, { did: DID, active: false, status: reason }] as const;

async function conclude(answers: Sources) {
  const { conclusion } = await bluesky.look(target, sources(answers), never);
  return conclusion;
}

describe('a post of Bluesky that is gone', () => {
  it.each<[string, Sources, string]>([
    ['is not in the AppView, its list or the author’s repository', gone, 'not-found'],
    [
      'is told in the thread’s place',
      {
        ...gone,
        getPostThread: [200, { thread: { $type: 'app.bsky.feed.defs#notFoundPost', notFound: true } }],
        getRecord: error('InvalidRequest', 'Could not locate record: at://did/app.bsky.feed.post/a'),
      },
      'not-found',
    ],
    [
      'is so though the author’s server does not answer',
      { ...gone, getRepoStatus: [502, ''], getRecord: [502, ''] },
      'not-found',
    ],
    [
      'is so though the author’s server has an address that is not visited',
      {
        ...gone,
        getRepoStatus: new AddressRefusedError('private address'),
        getRecord: new AddressRefusedError('private address'),
      },
      'not-found',
    ],
    [
      'is so though nobody says how account and moderators stand to it',
      {
        ...gone,
        getProfile: [500, ''],
        queryLabels: [500, ''],
        getRepoStatus: error('MethodNotImplemented'),
      },
      'not-found',
    ],
    ['went with its account', { ...gone, getProfile: error('AccountDeactivated') }, 'account-gone'],
    [
      'went with its account, which the AppView lost and the server knows no more',
      {
        ...gone,
        getProfile: error('InvalidRequest', 'Profile not found'),
        getRepoStatus: error('RepoNotFound'),
      },
      'account-gone',
    ],
    [
      'went with its account, by its server alone',
      { ...gone, getRepoStatus: status('deactivated') },
      'account-gone',
    ],
    [
      'went with its account, which was taken down',
      { ...gone, getProfile: error('AccountTakedown') },
      'suspended',
    ],
    [
      'went with its account, which its server took down',
      { ...gone, getRepoStatus: status('takendown') },
      'suspended',
    ],
    ['went with its DID', { ...gone, 'plc.directory': [410, {}] }, 'account-gone'],
    ['is of nobody', { getPostThread: error('InvalidRequest', 'Profile not found') }, 'account-gone'],
    ['is of an account that was taken down', { getPostThread: error('AccountTakedown') }, 'suspended'],
    [
      'was taken down by a label of the moderators, while the author’s server still has it',
      {
        ...gone,
        queryLabels: [200, { labels: [{ uri, val: '!takedown' }] }],
        getRecord: [200, { uri, value: { createdAt: '2024-09-11T17:15:16.000Z' } }],
      },
      'removed',
    ],
    [
      'is hidden by moderators',
      { getPostThread: [200, thread(post({ labels: [{ val: '!hide' }] }))] },
      'removed',
    ],
    [
      'is for readers who are logged in',
      {
        getPostThread: [
          200,
          thread(
            post({
              author: { did: 'did:plc:a', handle: 'a.b', labels: [{ val: '!no-unauthenticated' }] },
            }),
          ),
        ],
      },
      'login-gated',
    ],
  ])('%s', async (_, answers, absence) => {
    expect(await conclude(answers)).toMatchObject({ kind: 'absent', absence });
  });
});

describe('what says nothing about a post of Bluesky', () => {
  const shell = [200, '<html><title>Bluesky</title><div id=root></div></html>'] as const;
  it.each<[string, Sources, string]>([
    ['an AppView that fails', { getPostThread: [500, ''], '/profile/': shell }, 'unreachable'],
    [
      'an AppView that is stopped',
      { getPostThread: new UnreachableError('refused'), '/profile/': shell },
      'unreachable',
    ],
    ['a rate limit', { getPostThread: [429, ''], '/profile/': shell }, 'rate-limited'],
    [
      'an error by another name',
      { getPostThread: error('UpstreamFailure'), '/profile/': shell },
      'unreadable',
    ],
    [
      'an invalid request by other words',
      { getPostThread: error('InvalidRequest', 'Error: uri must be a valid at-uri'), '/profile/': shell },
      'unreadable',
    ],
    ['a 404 of the endpoint', { getPostThread: [404, ''], '/profile/': shell }, 'unreadable'],
    ['a list that fails', { getPostThread: notFound, getPosts: [503, ''] }, 'unreachable'],
    ['a list that has it', { getPostThread: notFound, getPosts: [200, { posts: [post()] }] }, 'unreadable'],
    [
      'a repository that has it',
      { ...gone, getRecord: [200, { uri, value: { createdAt: '2024-09-11T17:15:16.000Z' } }] },
      'unreadable',
    ],
    [
      'a repository that has it though the AppView lost the account',
      {
        ...gone,
        getProfile: error('InvalidRequest', 'Profile not found'),
        getRecord: [200, { uri, value: { createdAt: '2024-09-11T17:15:16.000Z' } }],
      },
      'unreadable',
    ],
    [
      'a label that was taken back',
      {
        ...gone,
        queryLabels: [
          200,
          {
            labels: [
              { uri, val: '!takedown' },
              { uri, val: '!takedown', neg: true },
            ],
          },
        ],
        getRecord: [200, { uri, value: { createdAt: '2024-09-11T17:15:16.000Z' } }],
      },
      'unreadable',
    ],
    [
      'an answer about another post',
      {
        getPostThread: [200, thread(post({ uri: 'at://did:plc:other/app.bsky.feed.post/a' }))],
        '/profile/': shell,
      },
      'unreadable',
    ],
    [
      'an answer that has changed',
      { getPostThread: [200, thread(post({ record: { words: 'Snow' } }))], '/profile/': shell },
      'unreadable',
    ],
  ])('%s', async (_, answers, obstacle) => {
    expect(await conclude(answers)).toMatchObject({ kind: 'unknown', obstacle });
  });

  it('names the field that has changed', async () => {
    const fetch = sources({
      getPostThread: [200, thread(post({ embed: { $type: 'app.bsky.embed.images#view' } }))],
      '/profile/': shell,
    });
    const { conclusion } = await bluesky.look(target, fetch, never);
    expect(conclusion).toMatchObject({ detail: expect.stringContaining('embed.images') });
  });
});

describe('what a post of Bluesky says', () => {
  it('has its links where the reader sees them, though the platform counts bytes', async () => {
    const text = '👩‍👩‍👧 ثلج in #Hajin by @ada';
    const bytes = (part: string) => {
      const byteStart = Buffer.byteLength(text.slice(0, text.indexOf(part)));
      return { byteStart, byteEnd: byteStart + Buffer.byteLength(part) };
    };
    const feature = (kind: string, rest: object) => [{ $type: `app.bsky.richtext.facet#${kind}`, ...rest }];
    const facets = [
      { index: bytes('@ada'), features: feature('mention', { did: 'did:plc:ada' }) },
      { index: bytes('ثلج'), features: feature('link', { uri: 'https://example.org/snow' }) },
      { index: bytes('#Hajin'), features: feature('tag', { tag: 'Hajin' }) },
      // Ends within a character, and beyond the text.
      { index: { byteStart: 0, byteEnd: 2 }, features: feature('link', { uri: 'https://example.org/half' }) },
      {
        index: { byteStart: 0, byteEnd: 999 },
        features: feature('link', { uri: 'https://example.org/far' }),
      },
    ];
    const record = { text, createdAt: '2024-09-11T17:15:16.000Z', facets };
    const conclusion = await conclude({ getPostThread: [200, thread(post({ record }))] });
    expect(conclusion.kind).toBe('live');
    if (conclusion.kind !== 'live') return;
    const links = conclusion.record.links.map(({ url, start, end }) => [text.slice(start, end), url]);
    expect(links).toEqual([
      ['ثلج', 'https://example.org/snow'],
      ['#Hajin', 'https://bsky.app/hashtag/Hajin'],
      ['@ada', 'https://bsky.app/profile/did:plc:ada'],
    ]);
  });

  it('has its film, its quoted post, its labels, the post it answers, and the time of its key', async () => {
    const quotedUri = 'at://did:plc:bob/app.bsky.feed.post/3kahesw26il2z';
    const view = post({
      labels: [{ val: 'graphic-media' }, { val: 'porn', neg: true }],
      record: {
        text: 'Look',
        createdAt: '2024-09-11T17:15:16.000Z',
        reply: { parent: { uri: quotedUri }, root: { uri: quotedUri } },
      },
      embed: {
        $type: 'app.bsky.embed.recordWithMedia#view',
        media: {
          $type: 'app.bsky.embed.video#view',
          playlist: 'https://video.bsky.app/watch/a/playlist.m3u8',
          thumbnail: 'https://video.bsky.app/watch/a/thumbnail.jpg',
          alt: 'a cube',
          aspectRatio: { width: 16, height: 9 },
        },
        record: { record: { $type: 'app.bsky.embed.record#viewNotFound', uri: quotedUri, notFound: true } },
      },
    });
    const conclusion = await conclude({ getPostThread: [200, thread(view)] });
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        idTime: '2024-09-11T17:11:56.350Z',
        labels: ['sensitive', 'graphic-media'],
        replyTo: { postId: 'bluesky:did:plc:bob:3kahesw26il2z' },
        quoted: {
          absence: 'not-found',
          url: 'https://bsky.app/profile/did:plc:bob/post/3kahesw26il2z',
        },
        counts: { likes: 3, reposts: 2, replies: 1, quotes: 4 },
        media: [
          {
            kind: 'video',
            alt: 'a cube',
            posterUrl: 'https://video.bsky.app/watch/a/thumbnail.jpg',
            variants: [{ url: 'https://video.bsky.app/watch/a/playlist.m3u8' }],
          },
        ],
      },
    });
  });

  it.each<[string, Sources, string[]]>([
    [
      'is had as it was given, from the server of the account',
      { 'plc.directory': plc },
      [`https://pds.example.org/xrpc/com.atproto.sync.getBlob?did=${encodeURIComponent(DID)}&cid=bafkfilm`],
    ],
    ['is had by its playlist where nobody says which server that is', { 'plc.directory': [500, ''] }, []],
  ])('its film %s', async (_, answers, originals) => {
    const playlist = `https://video.bsky.app/watch/${encodeURIComponent(DID)}/bafkfilm/playlist.m3u8`;
    const embed = { $type: 'app.bsky.embed.video#view', playlist };
    const conclusion = await conclude({ getPostThread: [200, thread(post({ embed }))], ...answers });
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: { media: [{ variants: [...originals, playlist].map((url) => ({ url })) }] },
    });
  });

  it('is read from the page where the AppView cannot tell', async () => {
    const page = `<div id="bsky_post_summary"><p id="bsky_display_name">Ada</p><p id="bsky_handle">ada.example.org</p>
      <p id="bsky_did">${DID}</p><p id="bsky_post_text">It&#39;s snow</p>
      <p id="bsky_post_indexedat">2024-09-11T17:15:17.000Z</p></div>`;
    const conclusion = await conclude({
      getPostThread: [503, ''],
      '/profile/': [200, page],
    });
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: { text: "It's snow", author: { name: 'Ada' } },
    });
  });
});

describe('whose a handle is', () => {
  const id = `bluesky:ada.example.org:${RKEY}`;
  it('is told by the network, and both addresses are kept', async () => {
    const fetch = sources({ resolveHandle: [200, { did: DID }] });
    const resolution = await bluesky.resolve(id, fetch, never);
    expect(resolution).toMatchObject({
      kind: 'resolved',
      identity: { ...target, certain: true },
      chain: [`https://bsky.app/profile/ada.example.org/post/${RKEY}`, target.canonicalUrl],
    });
  });

  it('is nobody’s, or not known', async () => {
    const nobody = sources({ resolveHandle: error('InvalidRequest', 'Unable to resolve handle') });
    expect(await bluesky.resolve(id, nobody, never)).toMatchObject({ kind: 'dead' });
    const changed = sources({ resolveHandle: error('InvalidRequest', 'Something else') });
    expect(await bluesky.resolve(id, changed, never)).toMatchObject({
      kind: 'unknown',
      obstacle: 'unreadable',
    });
  });
});
