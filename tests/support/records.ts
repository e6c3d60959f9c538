import type { Author, Medium, PostRecord } from '#domain/record.ts';

/** A post's record, plain but for what the test gives. */
export function aRecord(given: Partial<PostRecord> = {}): PostRecord {
  return {
    postId: 'x:1072857000000000000',
    platform: 'x',
    canonicalUrl: 'https://x.com/i/status/1072857000000000000',
    author: anAuthor(),
    title: null,
    text: 'the words of the post',
    textTruncated: false,
    links: [],
    language: 'en',
    publishedAt: '2018-12-12T14:19:23Z',
    idTime: null,
    editedAt: null,
    media: [],
    replyTo: null,
    poll: null,
    counts: { likes: null, reposts: null, replies: null, quotes: null, views: null },
    labels: [],
    quoted: null,
    ...given,
  };
}

export function anAuthor(given: Partial<Author> = {}): Author {
  return { name: 'Mustafa Bali', handle: 'mustefa2bali', url: null, id: null, avatarUrl: null, ...given };
}

export function aPhoto({
  url = 'https://media.example/a.jpg',
  ...given
}: Partial<Medium> & { url?: string } = {}): Medium {
  return {
    kind: 'photo',
    alt: null,
    width: 1200,
    height: 800,
    durationMs: null,
    posterUrl: null,
    variants: [{ url, mediaType: 'image/jpeg', bitrate: null, width: null, height: null }],
    ...given,
  };
}
