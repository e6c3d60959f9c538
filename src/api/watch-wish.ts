import { z } from 'zod';

const shortestSeconds = 15 * 60;
const longestSeconds = 366 * 24 * 3600;

/** Between two looks. */
export const watchEverySeconds = z
  .number()
  .int({ error: 'must be a whole number of seconds' })
  .min(shortestSeconds, { error: `must be ${shortestSeconds} or more` })
  .max(longestSeconds, { error: `must be ${longestSeconds} or less` });

/** Whether a post is looked at again, or how often. */
export const watchWish = z
  .union([z.boolean(), z.strictObject({ everySeconds: watchEverySeconds })], {
    error: 'must be true, false, or {"everySeconds": 86400}',
  })
  .describe('Whether it is looked at again; or how often, instead of as often as seems right');
