import { z } from 'zod';
import type { CaptureStatus } from '#domain/capture.ts';

/** As `GET https://web.archive.org/save/status/user` answers. */
export const userStatusSchema = z
  .object({
    available: z.number().int().describe('How many more it should send now; more are taken and wait'),
    processing: z.number().int().describe('Captures that wait or run'),
    daily_captures: z.number().int().describe('Submissions since midnight, UTC'),
  })
  .meta({ id: 'SaveUserStatus' });

/** As `GET https://web.archive.org/save/status/system` answers. */
export const systemStatusSchema = z
  .object({ status: z.string().describe('`ok`, or a sentence where captures are delayed') })
  .meta({ id: 'SaveSystemStatus' });

/** Nothing is refused above it: it keeps the pace of scripts that ask. */
const atATime = 100;
/** An hour's work of a small machine. */
const manyWaiting = 500;

export function representUserStatus({
  openCaptures,
  submissions,
}: {
  openCaptures: number;
  submissions: number;
}): z.infer<typeof userStatusSchema> {
  return {
    available: Math.max(0, atATime - openCaptures),
    processing: openCaptures,
    daily_captures: submissions,
  };
}

export function representSystemStatus({
  waiting,
}: Record<CaptureStatus, number>): z.infer<typeof systemStatusSchema> {
  return {
    status: waiting < manyWaiting ? 'ok' : `Captures may be delayed: ${waiting} wait.`,
  };
}
