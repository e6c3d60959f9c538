import { z } from 'zod';

/** Only the fields that we use, of the video's page, `api/oembed.json` and the player's config. */

/** JSON-LD of the page. */
export const videoObjectSchema = z.object({
  '@type': z.literal('VideoObject'),
  url: z.string().optional(),
  name: z.string(),
  description: z.string().optional(),
  uploadDate: z.string().optional(),
  duration: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  thumbnailUrl: z.string().optional(),
  author: z
    .object({
      name: z.string(),
      url: z.string().optional(),
      identifier: z.union([z.number(), z.string()]).optional(),
      image: z.string().optional(),
    })
    .optional(),
});
export type VideoObject = z.infer<typeof videoObjectSchema>;

export const oembedSchema = z.object({
  /** Title and author are left out where the owner limits who may see the video. */
  title: z.string().nullish(),
  author_name: z.string().nullish(),
  author_url: z.string().nullish(),
  description: z.string().nullish(),
  thumbnail_url: z.string().nullish(),
  upload_date: z.string().nullish(),
  duration: z.number().nullish(),
  html: z.string(),
  video_id: z.union([z.number(), z.string()]),
});

const cdnSchema = z.object({ url: z.string().optional(), avc_url: z.string().optional() });
const streamSchema = z.object({ default_cdn: z.string().optional(), cdns: z.record(z.string(), cdnSchema) });
export type StreamAnswer = z.infer<typeof streamSchema>;

const textTrackSchema = z.object({
  /** A path of the player's host. */
  url: z.string(),
  lang: z.string().nullish(),
  label: z.string().nullish(),
  /** `captions` or `subtitles`; others are chapters and the like. */
  kind: z.string().nullish(),
});

export const configSchema = z.object({
  video: z.object({
    id: z.number(),
    title: z.string(),
    duration: z.number().optional(),
    width: z.number().optional(),
    height: z.number().optional(),
    thumbnail_url: z.string().nullish(),
    thumbs: z.record(z.string(), z.string()).nullish(),
    owner: z
      .object({
        id: z.number().optional(),
        name: z.string(),
        url: z.string().nullish(),
        img: z.string().nullish(),
      })
      .optional(),
    live_event: z.object({ status: z.string().nullish() }).nullish(),
  }),
  request: z.object({
    files: z.object({
      progressive: z
        .array(
          z.object({
            url: z.string(),
            mime: z.string().optional(),
            width: z.number().optional(),
            height: z.number().optional(),
          }),
        )
        .optional(),
      hls: streamSchema.optional(),
      dash: streamSchema.optional(),
    }),
    text_tracks: z.array(textTrackSchema).nullish().catch(null),
  }),
});
export type ConfigAnswer = z.infer<typeof configSchema>;

/** In place of the config. `view` 4 asks for a password. */
export const configErrorSchema = z.object({
  view: z.number().optional(),
  title: z.string().optional(),
  message: z.string().optional(),
});

/** The error by which Vimeo says that a video is not for everyone. */
export function isRestricted(json: unknown): boolean {
  return z.object({ error_code: z.literal(5460) }).safeParse(json).success;
}
