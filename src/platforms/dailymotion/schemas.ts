import { z } from 'zod';

/** Only the fields that we use, of `/player/metadata/video/<xid>`. */

const picturesSchema = z.record(z.string(), z.string().nullable());

const subtitleSchema = z.object({ label: z.string().nullish(), urls: z.array(z.string()) });

export const metadataSchema = z.object({
  id: z.string(),
  title: z.string(),
  owner: z
    .object({
      id: z.string().nullish(),
      screenname: z.string().nullish(),
      username: z.string().nullish(),
      url: z.string().nullish(),
      avatars: picturesSchema.nullish(),
    })
    .optional(),
  /** Seconds since 1970. */
  created_time: z.number().nullish(),
  /** Seconds. */
  duration: z.number().nullish(),
  language: z.string().nullish(),
  posters: picturesSchema.nullish(),
  thumbnails: picturesSchema.nullish(),
  explicit: z.boolean().nullish(),
  is_password_protected: z.boolean().nullish(),
  /** `LIVE` where it runs. */
  stream_type: z.string().nullish(),
  /** By language; of a video without any, the list is empty instead. */
  subtitles: z
    .object({ data: z.record(z.string(), subtitleSchema) })
    .nullish()
    .catch(null),
  /** By height, or `auto` for playlists. */
  qualities: z.record(z.string(), z.array(z.object({ type: z.string(), url: z.string() }))).optional(),
});
export type MetadataAnswer = z.infer<typeof metadataSchema>;

/** In place of the metadata. */
export const errorSchema = z.object({
  error: z.object({
    code: z.union([z.string(), z.number()]).nullish(),
    type: z.string().nullish(),
    title: z.string().nullish(),
    message: z.string().nullish(),
    raw_message: z.string().nullish(),
    status_code: z.number().nullish(),
  }),
});
export type ErrorAnswer = z.infer<typeof errorSchema>['error'];
