import { z } from 'zod';

/** What a post says, in one schema for all platforms (docs/capture-record.md). Absent means not stated. */

export const authorSchema = z.object({
  name: z.string().nullable(),
  /** Without the `@`. */
  handle: z.string().nullable(),
  url: z.string().nullable(),
  id: z.string().nullable(),
  avatarUrl: z.string().nullable().default(null),
});
export type Author = z.infer<typeof authorSchema>;

export const mediaVariantSchema = z.object({
  url: z.string(),
  mediaType: z.string().nullable(),
  /** Bits per second, as the platform states it. */
  bitrate: z.number().nullable().default(null),
  width: z.number().nullable().default(null),
  height: z.number().nullable().default(null),
});
export type MediaVariant = z.infer<typeof mediaVariantSchema>;

export const captionTrackSchema = z.object({
  url: z.string(),
  /** BCP 47; `und` where none is stated. */
  language: z.string(),
  /** As the platform names it, where it does. */
  label: z.string().nullable(),
  /** True where the platform says that a machine wrote it down. */
  automatic: z.boolean(),
});
export type CaptionTrack = z.infer<typeof captionTrackSchema>;

export const mediumSchema = z.object({
  kind: z.enum(['photo', 'video', 'gif', 'audio']),
  /** The author's own description; never invented. */
  alt: z.string().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  durationMs: z.number().nullable().default(null),
  posterUrl: z.string().nullable().default(null),
  /** Best first. */
  variants: z.array(mediaVariantSchema),
  /** Left out where none is stated, the best first. */
  captions: z.array(captionTrackSchema).optional(),
});
export type Medium = z.infer<typeof mediumSchema>;

export const countsSchema = z.object({
  likes: z.number().nullable().default(null),
  reposts: z.number().nullable().default(null),
  replies: z.number().nullable().default(null),
  quotes: z.number().nullable().default(null),
  views: z.number().nullable().default(null),
});
export type RecordCounts = z.infer<typeof countsSchema>;

const baseRecordSchema = z.object({
  postId: z.string(),
  platform: z.string(),
  canonicalUrl: z.string(),
  author: authorSchema,
  /** Pages and videos have one. */
  title: z.string().nullable().default(null),
  text: z.string(),
  /** True where the platform's own answer was cut and the rest is not held. */
  textTruncated: z.boolean().default(false),
  /** Links in `text`, expanded: `[start, end)` in UTF-16 units of `text`. */
  links: z.array(z.object({ url: z.string(), start: z.number().int(), end: z.number().int() })).default([]),
  /** BCP 47, as stated by the platform. */
  language: z.string().nullable(),
  publishedAt: z.iso.datetime().nullable(),
  /** What the id itself says of the time of posting, where ids carry it. */
  idTime: z.iso.datetime().nullable().default(null),
  editedAt: z.iso.datetime().nullable().default(null),
  media: z.array(mediumSchema),
  replyTo: z
    .object({
      postId: z.string().nullable(),
      authorHandle: z.string().nullable(),
      url: z.string().nullable(),
    })
    .nullable()
    .default(null),
  poll: z
    .object({
      options: z.array(z.object({ label: z.string(), count: z.number().nullable() })),
      endsAt: z.iso.datetime().nullable(),
    })
    .nullable()
    .default(null),
  counts: countsSchema,
  /** `sensitive`, `withheld:DE`, `not-embeddable`, `scheduled`, … */
  labels: z.array(z.string()).default([]),
});

export const recordSchema = baseRecordSchema.extend({
  /** The quoted post, one level deep; its absence where the platform said that it is gone. */
  quoted: z
    .union([baseRecordSchema, z.object({ absence: z.string(), url: z.string().nullable() })])
    .nullable()
    .default(null),
});
export type PostRecord = z.infer<typeof recordSchema>;
export type QuotedRecord = z.infer<typeof baseRecordSchema>;
