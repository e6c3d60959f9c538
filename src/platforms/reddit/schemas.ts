import { z } from 'zod';

/** Only the fields that we use, of Reddit's listings (`raw_json=1`), its oEmbed and the attributes of `shreddit-post`. */

const url = z.string();
const pictureSchema = z.object({ url, width: z.number().nullish(), height: z.number().nullish() });
const redditVideoSchema = z.object({
  fallback_url: url.nullish(),
  hls_url: url.nullish(),
  dash_url: url.nullish(),
  width: z.number().nullish(),
  height: z.number().nullish(),
  duration: z.number().nullish(),
  bitrate_kbps: z.number().nullish(),
  is_gif: z.boolean().nullish(),
});
const heldSchema = z.object({ reddit_video: redditVideoSchema.nullish() }).nullish();

const metadataSchema = z.object({
  status: z.string().nullish(),
  e: z.string().nullish(),
  m: z.string().nullish(),
  s: z
    .object({
      u: url.nullish(),
      gif: url.nullish(),
      mp4: url.nullish(),
      x: z.number().nullish(),
      y: z.number().nullish(),
    })
    .nullish(),
});
export type MetadataAnswer = z.infer<typeof metadataSchema>;

const commonFields = {
  id: z.string().regex(/^[a-z0-9]+$/),
  author: z.string(),
  author_fullname: z.string().nullish(),
  created_utc: z.number(),
  edited: z.union([z.boolean(), z.number()]).nullish(),
  permalink: z.string().nullish(),
  subreddit: z.string(),
  score: z.number().nullish(),
};

const pollSchema = z.object({
  options: z.array(z.object({ text: z.string(), vote_count: z.number().nullish() })),
  voting_end_timestamp: z.number().nullish(),
});

const postFields = {
  ...commonFields,
  title: z.string(),
  selftext: z.string(),
  is_self: z.boolean().nullish(),
  url: url.nullish(),
  url_overridden_by_dest: url.nullish(),
  removed_by_category: z.string().nullish(),
  over_18: z.boolean().nullish(),
  spoiler: z.boolean().nullish(),
  num_comments: z.number().nullish(),
  gallery_data: z
    .object({ items: z.array(z.object({ media_id: z.string(), caption: z.string().nullish() })) })
    .nullish(),
  media_metadata: z.record(z.string(), metadataSchema).nullish(),
  secure_media: heldSchema,
  media: heldSchema,
  preview: z.object({ images: z.array(z.object({ source: pictureSchema })) }).nullish(),
  poll_data: pollSchema.nullish(),
};
const innerPostSchema = z.object(postFields);
export const postSchema = z.object({
  ...postFields,
  crosspost_parent_list: z.array(innerPostSchema).nullish(),
});
export type PostAnswer = z.infer<typeof innerPostSchema>;
export type WholePostAnswer = z.infer<typeof postSchema>;

export const commentSchema = z.object({
  ...commonFields,
  body: z.string(),
  parent_id: z.string().nullish(),
  link_id: z.string().nullish(),
  media_metadata: z.record(z.string(), metadataSchema).nullish(),
});
export type CommentAnswer = z.infer<typeof commentSchema>;

const listingSchema = z.object({
  kind: z.literal('Listing'),
  data: z.object({
    children: z.array(z.object({ kind: z.string(), data: z.looseObject({ id: z.string().optional() }) })),
  }),
});
/** One listing, or the post's and that of its comments. */
export const listingsSchema = z.union([
  listingSchema.transform((one) => [one]),
  z.array(listingSchema).min(1),
]);

export const errorSchema = z.object({ reason: z.string().nullish(), error: z.number().nullish() });

export const oembedSchema = z.object({
  title: z.string(),
  author_name: z.string().nullish(),
  html: z.string(),
});

export const shredditSchema = z.object({
  id: z.string(),
  author: z.string(),
  'post-title': z.string(),
  'created-timestamp': z.string(),
  'content-href': z.string().optional(),
  'post-type': z.string().optional(),
  score: z.string().optional(),
  'comment-count': z.string().optional(),
});
