import type { Artifact, Manifest, Outcome } from '#domain/capture.ts';
import { type Absence, type PostId, type PostState, platformOf } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { ConnectionRecord } from '#egress/egress.ts';
import { writeManifest } from '#evidence/manifest.ts';
import type { CaptureJob, CaptureTools, FinishedCapture } from '../job.ts';
import type { Lack } from '../outcome.ts';
import { provenanceOf } from '../provenance.ts';
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
  /** Other ids of the same post, where the look learned any. */
  aliases?: readonly PostId[];
  /** Where an archive has it, and since when. */
  memento?: { pageUrl: string; archivedAt: string } | null;
  /** Those of the run that ended, made and refused. */
  connections?: readonly ConnectionRecord[];
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
    recovers: job.work.recovers ?? null,
    previousManifest: job.work.previousManifest,
    record: result.record,
    artifacts: result.artifacts,
    signals: result.signals,
    provenance: { ...(await provenanceOf(result, job, tools)), finishedAt },
  };
  const written = await writeManifest(tools.storage, manifest);
  tools.logger.debug({ sha256: written.sha256 }, 'capture.manifest-written');
  await tools.signManifest(written);
  tools.logger.debug({ sha256: written.sha256 }, 'capture.manifest-signed');
  return { manifest, manifestSha256: written.sha256, state: result.state, aliases: result.aliases ?? [] };
}
