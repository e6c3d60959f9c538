import { z } from 'zod';

/** What stands in the place of a purged post's captures: the body of a signed statement. */
export const purgeSchema = z.object({
  kind: z.literal('purge'),
  at: z.iso.datetime(),
  by: z.string(),
  reason: z.string(),
  postId: z.string(),
  canonicalUrl: z.string(),
  /** With the manifest that each had; null where it had none yet. */
  captures: z.array(z.object({ captureId: z.string(), manifestSha256: z.string().nullable() })),
  /** Of the bytes that nothing else referred to. */
  objects: z.array(z.string()),
});
export type Purge = z.infer<typeof purgeSchema>;
