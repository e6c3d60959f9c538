import { z } from 'zod';
import { linkSchema, mediaSchema, rangeSchema } from './schemas.ts';

/** Only the fields that we use, of api.x.com's guest/activate.json and TweetResultByRestId. */

export const guestSchema = z.object({ guest_token: z.string().regex(/^\d{5,30}$/) });

export const envelopeSchema = z.object({
  data: z.object({ tweetResult: z.object({ result: z.unknown().optional() }).nullish() }).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        code: z.number().optional(),
        extensions: z.object({ code: z.number().optional() }).optional(),
      }),
    )
    .optional(),
});
export type EnvelopeAnswer = z.infer<typeof envelopeSchema>;

/** A post's kind, and what is in it where it is wrapped or not shown. */
export const resultSchema = z.object({
  __typename: z.string().optional(),
  reason: z.string().nullish(),
  tweet: z.unknown().optional(),
});

const idsSchema = z.array(z.string().regex(/^\d+$/));
const numberInWords = z.string().regex(/^\d+$/);
const entitiesSchema = z.object({
  urls: z.array(linkSchema).optional(),
  media: z.array(linkSchema).optional(),
});

/** Names were under `legacy` until 2025, and are under `core` since. */
export const userSchema = z.object({
  __typename: z.string().optional(),
  reason: z.string().nullish(),
  rest_id: z.string().optional(),
  core: z.object({ name: z.string().optional(), screen_name: z.string().optional() }).optional(),
  avatar: z.object({ image_url: z.string().optional() }).optional(),
  legacy: z
    .object({
      name: z.string().optional(),
      screen_name: z.string().optional(),
      profile_image_url_https: z.string().optional(),
    })
    .optional(),
});
export type UserAnswer = z.infer<typeof userSchema>;

/** The user is not told of a post whose account is gone. */
export const holderSchema = z.object({
  core: z.object({ user_results: z.object({ result: userSchema.optional() }).optional() }).optional(),
});

const noteSchema = z.object({ text: z.string(), entity_set: entitiesSchema.optional() });
const bindingSchema = z.object({
  key: z.string(),
  value: z.object({ string_value: z.string().optional() }),
});

export const postSchema = z.object({
  rest_id: z.string().regex(/^\d+$/),
  legacy: z.object({
    full_text: z.string(),
    created_at: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'no time'),
    lang: z.string().nullish(),
    display_text_range: rangeSchema.nullish(),
    entities: entitiesSchema.optional(),
    extended_entities: z.object({ media: z.array(mediaSchema).optional() }).optional(),
    in_reply_to_status_id_str: z.string().nullish(),
    in_reply_to_screen_name: z.string().nullish(),
    possibly_sensitive: z.boolean().nullish(),
    withheld_in_countries: z.array(z.string()).optional(),
    withheld_copyright: z.boolean().optional(),
    favorite_count: z.number().nullish(),
    reply_count: z.number().nullish(),
    retweet_count: z.number().nullish(),
    quote_count: z.number().nullish(),
    quoted_status_permalink: z.object({ expanded: z.string().optional() }).nullish(),
  }),
  note_tweet: z
    .object({ note_tweet_results: z.object({ result: noteSchema.optional() }).optional() })
    .nullish(),
  card: z
    .object({
      legacy: z.object({ name: z.string(), binding_values: z.array(bindingSchema).optional() }).optional(),
    })
    .nullish(),
  edit_control: z
    .object({
      edit_tweet_ids: idsSchema.optional(),
      edit_control_initial: z.object({ edit_tweet_ids: idsSchema.optional() }).optional(),
    })
    .nullish(),
  views: z.object({ count: numberInWords.optional() }).nullish(),
  /** Parsed by its own kind, as the post itself. */
  quoted_status_result: z.object({ result: z.unknown().optional() }).nullish(),
});
export type PostAnswer = z.infer<typeof postSchema>;
