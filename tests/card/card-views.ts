import type { CardCapture, CardView } from '#card/view.ts';
import type { Artifact } from '#domain/capture.ts';
import type { PostRecord } from '#domain/record.ts';

/** Views of cards for the tests, each field of which a test may replace. */

export function recordWith(fields: Partial<PostRecord> = {}): PostRecord {
  return {
    postId: 'x:1072857',
    platform: 'x',
    canonicalUrl: 'https://x.com/reporter/status/1072857',
    author: {
      name: 'A Reporter',
      handle: 'reporter',
      url: 'https://x.com/reporter',
      id: '7',
      avatarUrl: 'https://pictures.example/avatar.jpg',
    },
    title: null,
    text: 'The bridge is open again.',
    textTruncated: false,
    links: [],
    language: 'en',
    publishedAt: '2018-12-12T00:15:00.000Z',
    idTime: null,
    editedAt: null,
    media: [],
    replyTo: null,
    poll: null,
    counts: { likes: null, reposts: null, replies: null, quotes: null, views: null },
    labels: [],
    quoted: null,
    ...fields,
  };
}

export function artifactWith(fields: Partial<Artifact> & { name: string; mediaType: string }): Artifact {
  return {
    role: 'media',
    bytes: 100,
    sha256: 'a'.repeat(64),
    width: null,
    height: null,
    takenAt: '2018-12-12T01:00:00.000Z',
    source: 'platform',
    sourceUrl: null,
    perceptualHash: null,
    verdict: { shows: 'expected', detail: null },
    ...fields,
  };
}

export function captureWith(fields: Partial<CardCapture> = {}): CardCapture {
  return {
    takenAt: '2018-12-12T01:00:00.000Z',
    outcome: 'complete',
    absence: null,
    source: 'original',
    record: recordWith(),
    artifacts: [],
    missing: [],
    provenance: null,
    ...fields,
  };
}

export function viewWith(
  capture: CardCapture | null,
  post: Partial<CardView['post']> = {},
  mediaUrl: CardView['mediaUrl'] = (name) => `/embed/x%3A1072857/media/${name}`,
): CardView {
  return {
    post: {
      postId: 'x:1072857',
      platform: 'x',
      canonicalUrl: 'https://x.com/reporter/status/1072857',
      state: 'live',
      stateSince: '2018-12-12T01:00:00.000Z',
      editedAt: null,
      quotation: null,
      ...post,
    },
    capture,
    mediaUrl,
  };
}
