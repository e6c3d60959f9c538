import { openEmbeddedCatalogue } from '#catalogue/open-catalogue.ts';
import { systemClock } from '#domain/clock.ts';
import { createLogger } from '#logger.ts';
import { openFileStorage } from '#storage/file-storage.ts';

interface Folders {
  database: string;
  storage: string;
}

/** What a capture of a post with two pictures states, about as large as real ones are. */
const manifest = {
  manifestVersion: 1,
  outcome: 'complete',
  absence: null,
  missing: [],
  source: 'original',
  recovers: null,
  previousManifest: null,
  signals: [],
  artifacts: ['record', 'raw', 'media', 'media', 'screenshot', 'text', 'thumbnail', 'wacz'].map(
    (role, index) => ({
      ...{
        name: `${role}-${index}`,
        role,
        mediaType: 'image/webp',
        bytes: 48_213,
        sha256: `${index}`.repeat(64),
      },
      ...{
        width: 320,
        height: 240,
        takenAt: '2026-01-01T00:00:00.000Z',
        source: 'platform',
        perceptualHash: null,
      },
      sourceUrl: `https://pictures.example.org/media/${'abcdefghij'.repeat(6)}${index}.jpg?format=jpg&name=orig`,
      verdict: { shows: 'expected', detail: 'The author and the id of the post are in it.' },
    }),
  ),
  provenance: {
    requestedUrl: 'https://x.example.org/',
    userAgent: `Mozilla/5.0 ${'(X11; Linux x86_64) '.repeat(4)}`,
    software: 'bench',
  },
};

const recordWithoutWords = {
  ...{ title: null, textTruncated: false, links: [], language: 'en', idTime: null, editedAt: null },
  ...{ media: [], replyTo: null, poll: null, labels: [], quoted: null },
  counts: { likes: 3, reposts: null, replies: 1, quotes: null, views: null },
};

const words =
  'bridge river city council mayor police protest march school hospital war peace film centre mosque market train station harbour election vote minister court judge army border refugee storm flood fire water power strike union wage price tax road tunnel tower'.split(
    ' ',
  );

/** A catalogue as large as asked for, written by SQL alone: what made it took no network. */
export async function fillEmbedded({ database, storage }: Folders, posts: number): Promise<void> {
  const source = await openFileStorage(storage);
  const logger = createLogger({ level: 'warn', pretty: false });
  const opened = await openEmbeddedCatalogue({ directory: database, source, logger, clock: systemClock });
  await using catalogue = opened.catalogue;
  for (const statement of inserts(posts)) {
    await opened.pool.query(statement);
  }
  await catalogue.tidy();
}

/**
 * The same for a server, whose schema is there already. Thirty words a post, ten of them from a small vocabulary and twenty
 * spread as words of a language are: `term2` is in half of all posts, `term1000` in one of some 600.
 */
export function statementsFor(posts: number): string[] {
  return [...inserts(posts), 'ANALYZE'];
}

/** Five embeds a submission; seven platforms; one post in ten gone; every hundredth author is busy. */
function inserts(posts: number): string[] {
  const all = `generate_series(1, ${posts}) AS i`;
  const common = `(ARRAY[${words.map((word) => `'${word}'`).join(',')}])[1 + (i * 31 + n * n * 17) % ${words.length}]`;
  const chance = `((hashint4(i * 37 + n) & 2147483647) / 2147483648.0)`;
  const text = `(SELECT string_agg(CASE WHEN n <= 10 THEN ${common} ELSE 'term' || floor(exp(${chance} * ln(100000)))::integer END, ' ')
                   FROM generate_series(1, 30) AS n)`;
  const platform = `(ARRAY['x','x','x','bluesky','youtube','telegram','web'])[1 + i % 7]`;
  const state = `CASE WHEN i % 10 = 3 THEN 'deleted' WHEN i % 50 = 7 THEN 'account-gone' ELSE 'live' END`;
  const outcome = `CASE WHEN i % 25 = 4 THEN 'partial' ELSE 'complete' END`;
  const age = `timestamptz '2026-10-01' - i * interval '3 minutes'`;
  const id = `${platform} || ':' || (1000000 + i)`;
  const record = `('${JSON.stringify(recordWithoutWords)}'::jsonb || jsonb_build_object(
                    'author', jsonb_build_object('name', 'Author ' || i % 997, 'handle', 'author' || i % 997, 'url', NULL, 'id', NULL, 'avatarUrl', NULL),
                    'postId', ${id}, 'platform', ${platform}, 'canonicalUrl', 'https://x.example.org/author/status/' || i,
                    'text', ${text}, 'publishedAt', to_char(${age}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))`;
  return [
    `INSERT INTO submissions (id, origin, created_at, finished_at, url, tags, restricted, watch, priority, max_age_seconds, links, embed_count)
     SELECT 's' || i, 'api', ${age}, ${age}, 'https://news.example.org/' || i, '{}', false, true, 1, 3600, false, 5
       FROM generate_series(1, ${posts}, 5) AS i`,
    `INSERT INTO posts (id, platform, canonical_url, created_at, state, state_since, published_at, author_handle,
                        current_capture_id, outcome, record, tags, collection, search)
     SELECT ${id}, ${platform}, 'https://x.example.org/author/status/' || i, ${age}, ${state}, ${age}, ${age}, 'author' || i % 997,
            'c' || i, ${outcome}, ${record}, ARRAY['tag' || i % 40], 'collection ' || i % 12, to_tsvector('simple', ${text})
       FROM ${all}`,
    `INSERT INTO captures (id, post_id, outcome, taken_at, finished_at, manifest, manifest_sha256, open, priority, created_at)
     SELECT 'c' || i, ${id}, ${outcome}, ${age}, ${age}, ('${JSON.stringify(manifest)}'::jsonb
              || jsonb_build_object('captureId', 'c' || i, 'postId', ${id}, 'takenAt', '2026-01-01T00:00:00.000Z', 'finishedAt', '2026-01-01T00:00:00.000Z', 'record', ${record})),
            md5('c' || i) || md5('d' || i), false, 1, ${age}
       FROM ${all}`,
    `INSERT INTO looks (id, post_id, at, state, signals) SELECT 'c' || i, ${id}, ${age}, ${state}, '[]' FROM ${all}`,
    `INSERT INTO embeds (submission_id, position, form, platform, found_url, post_id, canonical_url, confidence, capture_id)
     SELECT 's' || (i - (i - 1) % 5), (i - 1) % 5, 'blockquote', ${platform}, 'https://x.example.org/' || i, ${id}, 'https://x.example.org/' || i, 1, 'c' || i
       FROM ${all}`,
  ];
}
