import type { Artifact, Manifest, Outcome, Provenance } from '#domain/capture.ts';
import { type Absence, type PostId, type PostState, platformOf } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import { writeManifest } from '#evidence/manifest.ts';
import type { CaptureJob, CaptureTools, FinishedCapture } from '../job.ts';
import type { Lack } from '../outcome.ts';
import type { BrowserFacts } from '../view-post.ts';

/** What a capture comes to, whichever way it ended. */
export interface CaptureResult {
  postId: PostId;
  canonicalUrl: string;
  takenAt: string;
  outcome: Outcome;
  absence: Absence | null;
  state: PostState;
  missing: Lack[];
  source: Manifest['source'];
  record: PostRecord | null;
  artifacts: Artifact[];
  signals: Manifest['signals'];
  browser: BrowserFacts | null;
  /** Of the platform's data, where no browser saw the post. */
  answer: { httpStatus: number | null; finalUrl: string | null } | null;
}

/** The last step: states what the capture is, durably. Nothing of it changes afterwards. */
export async function finish(
  result: CaptureResult,
  job: CaptureJob,
  tools: CaptureTools,
): Promise<FinishedCapture> {
  const finishedAt = tools.clock.now().toISOString();
  const manifest: Manifest = {
    manifestVersion: 1,
    captureId: job.work.captureId,
    postId: result.postId,
    platform: platformOf(result.postId),
    canonicalUrl: result.canonicalUrl,
    takenAt: result.takenAt,
    finishedAt,
    outcome: result.outcome,
    absence: result.absence,
    missing: result.missing.map(({ role, reason }) => ({ role, reason })),
    source: result.source,
    recovers: null,
    previousManifest: job.work.previousManifest,
    record: result.record,
    artifacts: result.artifacts,
    signals: result.signals,
    provenance: { ...provenanceOf(result, job, tools), finishedAt },
  };
  const { sha256 } = await writeManifest(tools.storage, manifest);
  return { manifest, manifestSha256: sha256, state: result.state };
}

function provenanceOf(
  { browser, answer, takenAt }: CaptureResult,
  { work }: CaptureJob,
  { egress, fonts, software }: CaptureTools,
): Omit<Provenance, 'finishedAt'> {
  return {
    requestedUrl: work.canonicalUrl,
    finalUrl: browser?.finalUrl ?? answer?.finalUrl ?? null,
    httpStatus: browser?.httpStatus ?? answer?.httpStatus ?? null,
    serverAddress: browser?.serverAddress ?? null,
    tlsCertificateSha256: null,
    userAgent: browser?.userAgent ?? null,
    browser: browser?.version ?? null,
    fonts: browser && fonts,
    software,
    startedAt: takenAt,
    egress: { route: egress.route, extraCaSha256: egress.extraCaSha256 },
    sandboxed: browser?.sandboxed ?? null,
    archiveUrl: null,
    archivedAt: null,
  };
}
