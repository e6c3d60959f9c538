import { z } from 'zod';

/** A post of each platform that somebody knows to live, and one known to be deleted, by platform. */
export const canaryUrlsSchema = z.record(
  z.string(),
  z
    .strictObject({
      living: z.url({ error: 'is not a URL' }).optional(),
      deleted: z.url({ error: 'is not a URL' }).optional(),
    })
    .refine(({ living, deleted }) => living !== undefined || deleted !== undefined, {
      error: 'names neither a living nor a deleted post',
    }),
);
export type CanaryUrls = z.infer<typeof canaryUrlsSchema>;
