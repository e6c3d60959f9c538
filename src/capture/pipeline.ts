import { endAbsent, endNowhere, endUnidentified } from './endings.ts';
import type { CaptureJob, CaptureTools, FinishedCapture } from './job.ts';
import { outcomeOf } from './outcome.ts';
import { climbArchives } from './recover-capture.ts';
import { type Footing, takeRung } from './rung.ts';
import { identify } from './steps/identify.ts';
import { look, type SeenPost } from './steps/look.ts';
import { type CaptureResult, finish } from './steps/manifest.ts';
import { type FetchedMedia, media } from './steps/media.ts';
import { pageArchive } from './steps/page-archive.ts';
import { screenshot } from './steps/screenshot.ts';
import { text } from './steps/text.ts';
import { thumbnail } from './steps/thumbnail.ts';
import { Recordings } from './traffic/recordings.ts';

/**
 * Takes a post up the ladder: what is cheap and most at risk first, each rung durable before the next. What fails in one
 * rung is missing from the capture, with a reason. Rejects with `TryLaterError`, `GiveUpError`, `StopWorkerError`,
 * `LeaseLostError`, the abort reason, or what nobody expected; the rungs told to the job are kept for the next attempt.
 */
export async function capturePost(
  job: CaptureJob,
  tools: CaptureTools,
  signal: AbortSignal,
): Promise<FinishedCapture> {
  signal.throwIfAborted();
  await using scope = tools.openScope(`capture ${job.work.captureId}`);
  await using recordings = await Recordings.open({ job, tools });
  const footing = { job, tools, scope, recordings, signal };
  const isGone = (job.work.recovers ?? null) !== null;
  const result = isGone ? await climbArchives(footing) : await climb(footing);
  signal.throwIfAborted();
  return await finish({ ...result, connections: scope.connections() }, job, tools);
}

async function climb(footing: Footing): Promise<CaptureResult> {
  const post = await takeRung(identify, null, footing);
  if (post.kind === 'nowhere') {
    return await endNowhere(post, footing);
  }
  if (post.kind === 'unknown') {
    return endUnidentified(post, footing);
  }
  const { postId, canonicalUrl } = post;
  const target = { postId, canonicalUrl, foundUrl: footing.job.work.foundUrl };
  const seen = await takeRung(look, target, footing);
  if (isAbsent(seen)) {
    return endAbsent(post, seen);
  }
  const { record } = seen;
  const fetched = record ? await takeRung(media, { record, headers: seen.mediaHeaders }, footing) : nothing;
  const seeing = { target, record, media: fetched };
  const pictured = await takeRung(screenshot, seeing, footing);
  const hasRenderedText = pictured.artifacts.some(({ role }) => role === 'text');
  const words = await takeRung(
    text,
    { record, hasRenderedText, verdict: { shows: 'expected', detail: 'From the record.' } },
    footing,
  );
  const pictures = [...fetched.artifacts, ...pictured.artifacts];
  const small = await takeRung(thumbnail, pictures, footing);
  const held = [...post.artifacts, ...seen.artifacts, ...pictures, ...words.artifacts, ...small.artifacts];
  const archive = await takeRung(pageArchive, { seeing, artifacts: held }, footing);

  const lacks = [fetched, pictured, small, archive].flatMap((rung) => rung.missing);
  const missing = [...lacksOf(seen), ...lacks];
  return {
    postId,
    canonicalUrl,
    takenAt: seen.takenAt,
    absence: null,
    source: 'original',
    missing,
    record,
    outcome: outcomeOf({ look: seen.conclusion.kind, seenInBrowser: pictured.seen, lacks: missing }),
    state: seen.conclusion.kind === 'live' || pictured.seen ? 'live' : 'unknown',
    artifacts: [...held, ...archive.artifacts],
    signals: seen.signals,
    browser: pictured.browser && archive.login ? { ...pictured.browser, login: true } : pictured.browser,
    answer: seen,
    aliases: seen.aliases,
  };
}

const nothing: FetchedMedia = { artifacts: [], missing: [] };

function isAbsent(seen: SeenPost): seen is SeenPost & { conclusion: { kind: 'absent' } } {
  return seen.conclusion.kind === 'absent';
}

function lacksOf({ conclusion }: SeenPost) {
  return conclusion.kind === 'unknown'
    ? [
        {
          role: 'record',
          reason: `The platform’s data told nothing (${conclusion.obstacle}): ${conclusion.detail}`,
          essential: true,
        } as const,
      ]
    : [];
}
