import type { CaptureJob, FinishedCapture } from '#capture/job.ts';
import { platformOf } from '#domain/post.ts';
import type { Metrics } from '#metrics/metrics.ts';
import type { Platform } from '#platforms/platform.ts';
import { type Tracer, traced } from '#tracing/tracer.ts';

/** Wraps the work of a worker, so that it is counted and traced; the work itself knows nothing of it. */
export interface WorkWatch {
  /** One run of a job. */
  job(queue: string, id: string, work: () => Promise<void>): Promise<void>;
  /** One turn of what repeats by itself: counted, and not traced, for most turns find nothing to do. */
  turn(name: string, work: () => Promise<void>): Promise<void>;
  /** One attempt at a capture, in the trace of that capture. */
  capture(job: CaptureJob, work: () => Promise<FinishedCapture>): Promise<FinishedCapture>;
  rung<T>(rung: { name: string; postId: string }, work: () => Promise<T>): Promise<T>;
  looks(platform: Platform): Platform;
}

export function workWatch(metrics: Metrics, tracer: Tracer): WorkWatch {
  return {
    job(queue, id, work) {
      const span = tracer.begin(`job ${queue}`, { queue, 'job.id': id }, { trace: id });
      return timed(
        () => traced(span, work),
        (isDone, seconds) => metrics.jobEnded({ queue, ended: isDone ? 'done' : 'not-done', seconds }),
      );
    },
    turn: (name, work) =>
      timed(work, (isDone, seconds) =>
        metrics.jobEnded({ queue: `maintain-${name}`, ended: isDone ? 'done' : 'not-done', seconds }),
      ),
    capture({ work: { captureId, postId, requestedBy = [] } }, work) {
      const causes = requestedBy.map(({ submissionId }) => submissionId);
      const platform = platformOf(postId);
      const span = tracer.begin(
        'capture',
        { 'capture.id': captureId, 'post.id': postId, platform },
        { causes },
      );
      return traced(span, async (span) => {
        const finished = await work();
        span.set({ outcome: finished.manifest.outcome, 'post.id': finished.manifest.postId });
        return finished;
      });
    },
    rung({ name, postId }, work) {
      const platform = platformOf(postId);
      const span = tracer.begin(`rung ${name}`, { rung: name, 'post.id': postId, platform });
      return timed(
        () => traced(span, work),
        (isDone, seconds) =>
          metrics.rungEnded({ platform, rung: name, ended: isDone ? 'taken' : 'failed', seconds }),
      );
    },
    looks: (platform) => ({
      ...platform,
      look(...given) {
        let told = 'error';
        return timed(
          async () => {
            const look = await platform.look(...given);
            told = toldBy(look.conclusion);
            return look;
          },
          (_isDone, seconds) => metrics.looked({ platform: platform.name, told, seconds }),
        );
      },
    }),
  };
}

function toldBy(conclusion: Awaited<ReturnType<Platform['look']>>['conclusion']): string {
  switch (conclusion.kind) {
    case 'live':
      return 'live';
    case 'absent':
      return conclusion.absence;
    case 'unknown':
      return conclusion.obstacle;
  }
}

async function timed<T>(
  work: () => Promise<T>,
  ended: (isDone: boolean, seconds: number) => void,
): Promise<T> {
  const startedAt = performance.now();
  let isDone = false;
  try {
    const result = await work();
    isDone = true;
    return result;
  } finally {
    ended(isDone, (performance.now() - startedAt) / 1000);
  }
}
