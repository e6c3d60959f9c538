import type { Artifact, Manifest, Outcome } from '#domain/capture.ts';
import { type PostState, platformOf } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import { writeManifest } from '#evidence/manifest.ts';
import { artifactWith, recordWith } from '../card/card-views.ts';
import type { TestService } from './service.ts';

export const postId = 'x:1072857000000000001';
export const postUrl = 'https://twitter.com/reporter/status/1072857000000000001?s=20';

/** Files of a capture by their names. */
export const files = {
  'media-1.jpg': { mediaType: 'image/jpeg', role: 'media', bytes: Buffer.from('not really a picture') },
  'raw-page.html': { mediaType: 'text/html', role: 'raw', bytes: Buffer.from('<script>alert(1)</script>') },
  'empty.txt': { mediaType: 'text/plain', role: 'text', bytes: Buffer.alloc(0) },
} as const;

interface End {
  outcome?: Outcome;
  state?: PostState;
  /** Now unless given. */
  takenAt?: string;
  record?: Partial<PostRecord>;
  /** Besides `files`. */
  artifacts?: Artifact[];
  /** Leaves `files` out. */
  bare?: boolean;
  /** That of X unless given. */
  canonicalUrl?: string;
}

/** Submits a post and plays the worker: claims its capture and commits it. Resolves to both ids. */
export async function capturePost(
  service: TestService,
  end: End & { url?: string } = {},
): Promise<{ submissionId: string; captureId: string }> {
  const accepted = await service.post('/v1/submissions', { url: end.url ?? postUrl, maxAgeSeconds: 0 });
  const submission = accepted.json<{ id: string; embeds: { captureId: string }[] }>();
  const [embed] = submission.embeds;
  if (!embed) {
    throw new Error(`Nothing was accepted: ${accepted.body}`);
  }
  await commitCapture(service, embed.captureId, end);
  return { submissionId: submission.id, captureId: embed.captureId };
}

export async function commitCapture(
  { catalogue, storage, notary }: TestService,
  captureId: string,
  {
    outcome = 'complete',
    state = 'live',
    takenAt,
    record = {},
    artifacts: others = [],
    bare,
    canonicalUrl,
  }: End = {},
): Promise<void> {
  await catalogue.captures.admit(100);
  const claim = await catalogue.captures.claim(captureId, 60_000);
  if (claim.kind !== 'claimed') {
    throw new Error(`The capture is ${claim.kind}`);
  }
  const { work, token } = claim;
  await catalogue.captures.reportProgress(captureId, token, 'media', 0.5);
  await catalogue.captures.saveRung(captureId, token, {
    name: 'look',
    finishedAt: new Date().toISOString(),
    result: {},
  });
  const artifacts = await Promise.all(
    Object.entries(bare ? {} : files).map(async ([name, { mediaType, role, bytes }]): Promise<Artifact> => {
      const stored = await storage.putObject(bytes);
      return artifactWith({ name, mediaType, role, ...stored });
    }),
  );
  const manifest = manifestOf(work.postId, captureId, {
    ...(takenAt && { takenAt, finishedAt: takenAt }),
    ...(canonicalUrl && { canonicalUrl }),
    outcome,
    absence: outcome === 'absent' ? 'deleted' : null,
    record: outcome === 'absent' ? null : recordWith({ postId: work.postId, media: [photo], ...record }),
    artifacts: outcome === 'absent' ? [] : [...artifacts, ...others],
  });
  const written = await writeManifest(storage, manifest);
  await notary.signManifest(written);
  const { committed } = await catalogue.captures.commit(captureId, token, {
    manifest,
    manifestSha256: written.sha256,
    state,
  });
  if (!committed) {
    throw new Error('The capture was not committed');
  }
}

const photo = {
  kind: 'photo' as const,
  alt: 'A bridge',
  width: 4,
  height: 3,
  durationMs: null,
  posterUrl: null,
  variants: [],
};

function manifestOf(
  post: string,
  captureId: string,
  fields: Pick<Manifest, 'outcome' | 'absence' | 'record' | 'artifacts'> & Partial<Manifest>,
): Manifest {
  const now = new Date().toISOString();
  return {
    manifestVersion: 1,
    captureId,
    postId: post,
    platform: platformOf(post),
    canonicalUrl: `https://x.com/i/status/${post.slice(2)}`,
    takenAt: now,
    finishedAt: now,
    missing: [],
    source: 'original',
    recovers: null,
    previousManifest: null,
    signals: [],
    provenance: {
      requestedUrl: 'https://x.com/',
      finalUrl: null,
      httpStatus: null,
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
    ...fields,
  };
}
