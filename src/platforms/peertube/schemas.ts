import { z } from 'zod';

/** Only the fields that we use, of `/api/v1/videos/<id>` (docs.joinpeertube.org/api-rest-reference.html, getVideo). */

const resolutionSchema = z.object({ id: z.number().nullish() });
const fileSchema = z.object({
  fileUrl: z.string().nullish(),
  resolution: resolutionSchema.optional(),
  width: z.number().nullish(),
  height: z.number().nullish(),
  /** Not stated by servers older than 7.0, whose files have both. */
  hasAudio: z.boolean().nullish(),
  hasVideo: z.boolean().nullish(),
});
export type FileAnswer = z.infer<typeof fileSchema>;

const avatarSchema = z.object({
  width: z.number().nullish(),
  fileUrl: z.string().nullish(),
  path: z.string().nullish(),
});

export const videoSchema = z.object({
  uuid: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  /** Beside it the description is whole; servers older than 5.0 cut that, and name where the whole is. */
  truncatedDescription: z.string().nullish(),
  descriptionPath: z.string().nullish(),
  language: z.object({ id: z.string().nullable() }).nullish(),
  publishedAt: z.string(),
  originallyPublishedAt: z.string().nullish(),
  /** Seconds. */
  duration: z.number().nullish(),
  views: z.number().nullish(),
  likes: z.number().nullish(),
  comments: z.number().nullish(),
  previewPath: z.string().nullish(),
  nsfw: z.boolean().nullish(),
  isLive: z.boolean().nullish(),
  /** 1 is published, 4 waits for its live stream, 5 is one that has ended. */
  state: z.object({ id: z.number() }).nullish(),
  /** 2 is unlisted. */
  privacy: z.object({ id: z.number() }).nullish(),
  blacklisted: z.boolean().nullish(),
  blacklistedReason: z.string().nullish(),
  account: z.object({
    name: z.string(),
    displayName: z.string().nullish(),
    host: z.string(),
    url: z.string().nullish(),
    id: z.number().nullish(),
    avatars: z.array(avatarSchema).nullish(),
  }),
  files: z.array(fileSchema).nullish(),
  streamingPlaylists: z
    .array(z.object({ playlistUrl: z.string(), files: z.array(fileSchema).nullish() }))
    .nullish(),
});
export type VideoAnswer = z.infer<typeof videoSchema>;

/** Of `/api/v1/videos/<id>/captions` (listVideoCaptions). */
export const captionsSchema = z.object({
  data: z.array(
    z.object({
      language: z.object({ id: z.string(), label: z.string().nullish() }),
      /** Since 7.1, instead of the path. */
      fileUrl: z.string().nullish(),
      captionPath: z.string().nullish(),
      /** Since 6.2. */
      automaticallyGenerated: z.boolean().nullish(),
    }),
  ),
});
export type CaptionsAnswer = z.infer<typeof captionsSchema>;

/** What a server says of itself. */
export const configSchema = z.object({ serverVersion: z.string(), instance: z.object({ name: z.string() }) });

/** In place of the video (RFC 9457); its words are of this software alone. */
export const problemSchema = z.object({
  title: z.string().nullish(),
  detail: z.string().nullish(),
  error: z.string().nullish(),
  code: z.string().nullish(),
  status: z.number().nullish(),
  type: z.string().nullish(),
});
export type ProblemAnswer = z.infer<typeof problemSchema>;
