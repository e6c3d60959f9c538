import type { ClaimedCapture } from '#catalogue/catalogue.ts';
import type { Manifest, Provenance } from '#domain/capture.ts';
import { platformOf } from '#domain/post.ts';

export interface EndWithout {
  work: ClaimedCapture;
  outcome: 'blocked' | 'failed';
  /** In words, for people. */
  reason: string;
  startedAt: Date;
  finishedAt: Date;
  software: string;
  egress: Provenance['egress'];
}

/** The manifest of a capture that ends with nothing: it states what was asked for and why it is not there. */
export function manifestWithout(end: EndWithout): Manifest {
  const { work, outcome, reason } = end;
  const startedAt = end.startedAt.toISOString();
  const finishedAt = end.finishedAt.toISOString();
  return {
    manifestVersion: 1,
    captureId: work.captureId,
    postId: work.postId,
    platform: platformOf(work.postId),
    canonicalUrl: work.canonicalUrl,
    takenAt: startedAt,
    finishedAt,
    outcome,
    absence: null,
    missing: (['record', 'media', 'screenshot', 'text'] as const).map((role) => ({ role, reason })),
    source: 'original',
    recovers: null,
    previousManifest: work.previousManifest,
    record: null,
    artifacts: [],
    signals: [],
    provenance: {
      requestedUrl: work.canonicalUrl,
      finalUrl: null,
      httpStatus: null,
      serverAddress: null,
      tlsCertificateSha256: null,
      userAgent: null,
      browser: null,
      fonts: null,
      software: end.software,
      startedAt,
      finishedAt,
      egress: end.egress,
      sandboxed: null,
      archiveUrl: null,
      archivedAt: null,
    },
  };
}
