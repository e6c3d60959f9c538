import { z } from 'zod';
import type { SubmissionState } from '#catalogue/catalogue.ts';
import { captureStatuses } from '#domain/capture.ts';
import { embedSchema } from '#domain/embed.ts';
import { origins, priorities } from '#domain/submission.ts';

const countsSchema = z.object({
  waiting: z.number(),
  running: z.number(),
  complete: z.number(),
  partial: z.number(),
  absent: z.number(),
  blocked: z.number(),
  failed: z.number(),
} satisfies Record<(typeof captureStatuses)[number], z.ZodNumber>);

export const submissionSchema = z
  .object({
    id: z.string(),
    status: z.enum(['waiting', 'running', 'done']),
    origin: z.enum(origins),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    url: z.string().nullable(),
    tags: z.array(z.string()),
    collection: z.string().nullable(),
    note: z.string().nullable(),
    externalId: z.string().nullable(),
    watch: z.boolean(),
    priority: z.enum(priorities),
    maxAgeSeconds: z.number(),
    links: z.boolean(),
    embeds: z.array(
      embedSchema.extend({
        captureId: z.string().nullable().describe('The look at the original'),
        captureStatus: z.enum(captureStatuses).nullable(),
        currentCaptureId: z.string().nullable().describe('The best one held'),
      }),
    ),
    counts: countsSchema,
    articleError: z.string().nullable().describe('Why the article could not be fetched, once that is final'),
  })
  .meta({ id: 'Submission' });
export type SubmissionRepresentation = z.output<typeof submissionSchema>;

export function representSubmission(state: SubmissionState): SubmissionRepresentation {
  const { articleUrl: _, articleDelay: _delay, by: _by, sheet: _sheet, ...shown } = state;
  return shown;
}
