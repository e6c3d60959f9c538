import type { CaptureJob, CaptureTools, FinishedCapture } from './job.ts';
import type { Lack } from './outcome.ts';
import { lastOf } from './rung.ts';
import { identify } from './steps/identify.ts';
import { look } from './steps/look.ts';
import { finish } from './steps/manifest.ts';
import { media } from './steps/media.ts';
import { pageArchive } from './steps/page-archive.ts';
import { recovery } from './steps/recovery.ts';
import { screenshot } from './steps/screenshot.ts';
import { text } from './steps/text.ts';

/**
 * Ends a capture that cannot go on (`GiveUpError`, attempts used up) with the rungs it has: `partial` where the post was
 * seen to be live, else as `outcome` says. `reason` in words.
 */
export async function giveUpCapture(
  job: CaptureJob,
  tools: CaptureTools,
  { outcome, reason }: { outcome: 'blocked' | 'failed'; reason: string },
): Promise<FinishedCapture> {
  const rungs = { job, tools };
  const identity = lastOf(identify, rungs);
  const seen = lastOf(look, rungs);
  const pictured = lastOf(screenshot, rungs);
  const fetched = lastOf(media, rungs);
  const post = identity?.kind === 'post' ? identity : null;
  const found = lastOf(recovery, rungs);
  const recovered = found?.kind === 'recovered' ? found : null;
  const isLive = seen?.conclusion.kind === 'live';
  const record = seen?.record ?? recovered?.record ?? null;
  const unfinished: Lack = {
    role: record ? 'screenshot' : 'record',
    reason: `The capture could not be finished: ${reason}`,
    essential: true,
  };
  const parts = [post, seen, recovered, fetched, pictured, lastOf(text, rungs), lastOf(pageArchive, rungs)];
  return await finish(
    {
      postId: post?.postId ?? job.work.postId,
      canonicalUrl: post?.canonicalUrl ?? job.work.canonicalUrl,
      takenAt: seen?.takenAt ?? recovered?.takenAt ?? tools.clock.now().toISOString(),
      outcome: isLive || recovered ? 'partial' : outcome,
      absence: null,
      state: isLive ? 'live' : 'unknown',
      missing: [...(fetched?.missing ?? []), ...(pictured?.missing ?? []), unfinished],
      source: job.work.recovers ? 'archive' : 'original',
      record,
      artifacts: parts.flatMap((part) => part?.artifacts ?? []),
      signals: seen?.signals ?? recovered?.signals ?? [],
      browser: pictured?.browser ?? null,
      answer: seen,
      memento: recovered?.memento ?? null,
    },
    job,
    tools,
  );
}
