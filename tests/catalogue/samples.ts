import type { Manifest } from '#domain/capture.ts';
import type { Clock } from '#domain/clock.ts';
import type { Embed } from '#domain/embed.ts';
import { newId } from '#domain/ids.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Submission } from '#domain/submission.ts';

/** Business time that moves only when a test says so. */
export class TestClock implements Clock {
  #now = new Date('2026-03-01T12:00:00.000Z');

  now(): Date {
    return new Date(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now = new Date(this.#now.getTime() + milliseconds);
  }
}

let serial = 0;

/** A post nobody else in the suite uses. */
export function newPostId(): string {
  serial += 1;
  return `x:${process.pid}${String(serial).padStart(8, '0')}`;
}

export function embedOf(postId: string, changes: Partial<Embed> = {}): Embed {
  return {
    position: 0,
    form: 'blockquote',
    platform: 'x',
    foundUrl: `https://x.com/i/status/${postId}`,
    postId,
    canonicalUrl: `https://x.com/i/web/status/${postId}`,
    quotation: null,
    confidence: 1,
    ...changes,
  };
}

export function submissionOf(clock: Clock, embeds: Embed[], changes: Partial<Submission> = {}): Submission {
  return {
    id: newId(clock.now()),
    origin: 'api',
    createdAt: clock.now().toISOString(),
    url: null,
    articleUrl: null,
    tags: [],
    collection: null,
    note: null,
    externalId: null,
    watch: true,
    restricted: false,
    priority: 'normal',
    maxAgeSeconds: 3600,
    links: false,
    embeds: embeds.map((embed, position) => ({ ...embed, position })),
    ...changes,
  };
}

export function recordOf(postId: string, changes: Partial<PostRecord> = {}): PostRecord {
  return {
    postId,
    platform: 'x',
    canonicalUrl: `https://x.com/i/web/status/${postId}`,
    author: { name: 'Mustafa Bali', handle: 'Mustefa2bali', url: null, id: '1', avatarUrl: null },
    title: null,
    text: 'our forces had liberated the city center',
    textTruncated: false,
    links: [],
    language: 'en',
    publishedAt: '2018-12-12T10:00:00.000Z',
    idTime: null,
    editedAt: null,
    media: [],
    replyTo: null,
    poll: null,
    counts: { likes: null, reposts: null, replies: null, quotes: null, views: null },
    labels: [],
    quoted: null,
    ...changes,
  };
}

export function manifestOf(
  clock: Clock,
  captureId: string,
  postId: string,
  changes: Partial<Manifest> = {},
): Manifest {
  const now = clock.now().toISOString();
  return {
    manifestVersion: 1,
    captureId,
    postId,
    platform: 'x',
    canonicalUrl: `https://x.com/i/web/status/${postId}`,
    takenAt: now,
    finishedAt: now,
    outcome: 'complete',
    absence: null,
    missing: [],
    source: 'original',
    recovers: null,
    previousManifest: null,
    record: recordOf(postId),
    artifacts: [],
    signals: [],
    provenance: {
      requestedUrl: 'https://x.com/',
      finalUrl: null,
      httpStatus: 200,
      serverAddress: null,
      tlsCertificateSha256: null,
      userAgent: null,
      browser: null,
      fonts: null,
      software: 'test',
      startedAt: now,
      finishedAt: now,
      egress: { route: 'direct', extraCaSha256: null },
      sandboxed: null,
      archiveUrl: null,
      archivedAt: null,
    },
    ...changes,
  };
}
