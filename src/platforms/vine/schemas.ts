import { z } from 'zod';

/** Only the fields that we use, of `archive.vine.co/posts/<code>.json`. */
export const vineSchema = z.object({
  shortId: z.string().nullish(),
  username: z.string().min(1),
  userIdStr: z.string().nullish(),
  description: z.string().nullish(),
  /** ISO 8601 in UTC, mostly without saying so. */
  created: z.string(),
  thumbnailUrl: z.string().nullish(),
  /** Three sizes, which spell the name of their field in two ways. */
  videoUrl: z.string().nullish(),
  videoURL: z.string().nullish(),
  videoLowUrl: z.string().nullish(),
  videoLowURL: z.string().nullish(),
  videoDashUrl: z.string().nullish(),
  loops: z.number().nullish(),
  likes: z.number().nullish(),
  comments: z.number().nullish(),
  reposts: z.number().nullish(),
});
export type VineAnswer = z.infer<typeof vineSchema>;
