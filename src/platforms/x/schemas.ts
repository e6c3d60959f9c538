import { z } from 'zod';

/** Only the fields that we use, of cdn.syndication.twimg.com/tweet-result and publish.twitter.com/oembed. */

export const rangeSchema = z.tuple([z.number().int(), z.number().int()]);
export const linkSchema = z.object({ url: z.string(), expanded_url: z.string().optional() });
const variantSchema = z.object({
  url: z.string(),
  content_type: z.string().optional(),
  bitrate: z.number().optional(),
});

export const mediaSchema = z.object({
  type: z.enum(['photo', 'video', 'animated_gif']),
  media_url_https: z.string(),
  url: z.string().optional(),
  ext_alt_text: z.string().nullish(),
  original_info: z.object({ width: z.number(), height: z.number() }).nullish(),
  video_info: z
    .object({ duration_millis: z.number().optional(), variants: z.array(variantSchema) })
    .optional(),
});
export type MediaAnswer = z.infer<typeof mediaSchema>;

const cardSchema = z.object({
  name: z.string(),
  binding_values: z.record(z.string(), z.object({ string_value: z.string().optional() })).optional(),
});
export type CardAnswer = z.infer<typeof cardSchema>;

const userSchema = z.object({
  id_str: z.string().optional(),
  name: z.string(),
  screen_name: z.string(),
  profile_image_url_https: z.string().optional(),
});

const postFields = {
  id_str: z.string().regex(/^\d+$/),
  text: z.string(),
  created_at: z.iso.datetime({ offset: true }),
  lang: z.string().nullish(),
  display_text_range: rangeSchema.nullish(),
  entities: z
    .object({ urls: z.array(linkSchema).optional(), media: z.array(linkSchema).optional() })
    .optional(),
  user: userSchema,
  mediaDetails: z.array(mediaSchema).nullish(),
  in_reply_to_status_id_str: z.string().nullish(),
  in_reply_to_screen_name: z.string().nullish(),
  card: cardSchema.nullish(),
  possibly_sensitive: z.boolean().nullish(),
  withheld_in_countries: z.array(z.string()).optional(),
  withheld_copyright: z.boolean().optional(),
  favorite_count: z.number().nullish(),
  conversation_count: z.number().nullish(),
  note_tweet: z.object({}).nullish(),
  edit_control: z.object({ edit_tweet_ids: z.array(z.string().regex(/^\d+$/)).optional() }).optional(),
};

export const quotedSchema = z.object(postFields);
export type QuotedAnswer = z.infer<typeof quotedSchema>;

export const tweetSchema = z.object({
  ...postFields,
  /** Parsed by its own kind: a post or its tombstone. */
  quoted_tweet: z.unknown().optional(),
});
export type TweetAnswer = z.infer<typeof tweetSchema>;

/** A post whose user is not told. */
export const bareSchema = z.object({ id_str: z.string(), user: z.undefined().optional() });

/** Where a tombstone's reason is stated; the words are the last resort. */
const reasonFields = {
  reason: z.string().optional(),
  tombstoneReason: z.string().optional(),
  tweetUnavailableReason: z.string().optional(),
  visibilityReason: z.string().optional(),
};
const reasonsSchema = z.object(reasonFields);
export type ReasonFields = z.infer<typeof reasonsSchema>;

export const tombstoneSchema = z.object({
  ...reasonFields,
  tombstone: z.object({
    ...reasonFields,
    text: z
      .object({
        ...reasonFields,
        text: z.string(),
        entities: z.array(z.object({ ...reasonFields, ref: reasonsSchema.optional() })).optional(),
      })
      .optional(),
  }),
});
export type TombstoneAnswer = z.infer<typeof tombstoneSchema>;

export const oembedSchema = z.object({
  url: z.string(),
  author_name: z.string(),
  author_url: z.string(),
  html: z.string(),
});
