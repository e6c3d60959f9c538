import { z } from 'zod';
import type { CaptureState, SubmissionState } from '#catalogue/catalogue.ts';
import type { Outcome } from '#domain/capture.ts';
import { timestampOf } from '#web/mementos.ts';

/** As `GET https://web.archive.org/save/status/{job_id}` answers; those of its fields that this archive has something to say in. */
export const saveStatusSchema = z
  .object({
    status: z.enum(['pending', 'success', 'error']),
    job_id: z.string(),
    original_url: z.string().nullable().optional(),
    timestamp: z
      .string()
      .optional()
      .describe('yyyymmddhhmmss, UTC; with the original’s URL it makes the address of the memento'),
    duration_sec: z.number().int().optional(),
    http_status: z.number().int().nullable().optional(),
    screenshot: z.string().optional().describe('The picture of the page, below /v1'),
    resources: z
      .array(z.string())
      .describe('Empty: the files that the page was made of are in its page archive'),
    outlinks: z.array(z.string()).optional().describe('Posts that the page embeds, archived with it'),
    status_ext: z.string().optional(),
    exception: z.string().optional(),
    message: z.string().optional(),
  })
  .meta({ id: 'SaveStatus' });
export type SaveStatus = z.infer<typeof saveStatusSchema>;

/** `capture` is the one of the URL that was sent: of the post, or of the page whose embeds follow it. */
export function representSaveStatus(
  submission: SubmissionState,
  capture: CaptureState | null,
  baseUrl: string,
): SaveStatus {
  const job = { job_id: submission.id, resources: [] };
  if (submission.articleError !== null) {
    return { status: 'error', ...job, ...failed, message: submission.articleError };
  }
  if (!capture?.outcome || capture.takenAt === null) {
    return { status: 'pending', ...job };
  }
  const failure = failures[capture.outcome];
  if (failure !== null) {
    const message = capture.lastError ?? failure.exception;
    return { status: 'error', ...job, original_url: submission.url, ...failure, message };
  }
  const { provenance } = capture;
  const picture = capture.artifacts.find(({ role }) => role.endsWith('screenshot'));
  return {
    ...{ status: 'success', ...job, original_url: submission.url },
    timestamp: timestampOf(new Date(capture.takenAt)),
    ...(provenance && {
      duration_sec: secondsBetween(provenance.startedAt, provenance.finishedAt),
      http_status: provenance.httpStatus,
    }),
    ...(picture && {
      screenshot: `${baseUrl}/v1/captures/${capture.id}/artifacts/${encodeURIComponent(picture.name)}`,
    }),
    outlinks: submission.embeds.slice(1).map(({ canonicalUrl }) => canonicalUrl),
  };
}

const failed = { status_ext: 'error:job-failed', exception: 'The capture failed' };

/** In SPN2's own codes. */
const failures: Record<Outcome, { status_ext: string; exception: string } | null> = {
  complete: null,
  partial: null,
  absent: { status_ext: 'error:not-found', exception: 'The original was not there' },
  blocked: { status_ext: 'error:no-access', exception: 'The site did not let it be captured' },
  failed,
};

function secondsBetween(start: string, end: string): number {
  return Math.max(0, Math.round((Date.parse(end) - Date.parse(start)) / 1000));
}
