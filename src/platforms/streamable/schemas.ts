import { z } from 'zod';

/** Only the fields that we use, of `ajax.streamable.com/videos/<id>`. */

const fileSchema = z.object({
  url: z.string().nullish(),
  width: z.number().nullish(),
  height: z.number().nullish(),
  bitrate: z.number().nullish(),
});

export const videoSchema = z.object({
  /** 0 uploading, 1 processing, 2 ready, 3 failed. */
  status: z.number().int(),
  shortcode: z.string().nullish(),
  title: z.string().nullish(),
  reddit_title: z.string().nullish(),
  description: z.string().nullish(),
  owner: z.object({ user_name: z.string().nullish() }).nullish(),
  /** Seconds since 1970. */
  date_added: z.number().nullish(),
  /** Seconds. */
  duration: z.number().nullish(),
  plays: z.number().nullish(),
  thumbnail_url: z.string().nullish(),
  poster_url: z.string().nullish(),
  /** `mp4`, `mp4-mobile`, `original`. */
  files: z.record(z.string(), fileSchema.nullable()).nullish(),
});
export type VideoAnswer = z.infer<typeof videoSchema>;
