import { z } from 'zod';

/** Only the fields that we use of `/api/v1/statuses/:id`, which Mastodon, its forks and several other servers answer alike. */

const accountSchema = z.object({
  id: z.string(),
  username: z.string(),
  /** `name`, or `name@server` of an account from elsewhere. */
  acct: z.string(),
  display_name: z.string().nullish(),
  url: z.string().nullish(),
  avatar: z.string().nullish(),
});

const sizeSchema = z.object({
  width: z.number().nullish(),
  height: z.number().nullish(),
  /** Seconds. */
  duration: z.number().nullish(),
  bitrate: z.number().nullish(),
});
const attachmentSchema = z.object({
  type: z.string(),
  /** Null where the server keeps no copy. */
  url: z.string().nullish(),
  remote_url: z.string().nullish(),
  preview_url: z.string().nullish(),
  description: z.string().nullish(),
  /** An empty list on some servers, where there is nothing to tell. */
  meta: z
    .object({ original: sizeSchema.nullish().catch(null) })
    .nullish()
    .catch(null),
});
export type AttachmentAnswer = z.infer<typeof attachmentSchema>;

const pollSchema = z.object({
  expires_at: z.string().nullish(),
  options: z.array(z.object({ title: z.string(), votes_count: z.number().nullish() })),
});

const statusFields = {
  id: z.string(),
  uri: z.string(),
  url: z.string().nullish(),
  created_at: z.iso.datetime({ offset: true }),
  edited_at: z.iso.datetime({ offset: true }).nullish(),
  content: z.string(),
  spoiler_text: z.string().nullish(),
  sensitive: z.boolean().nullish(),
  language: z.string().nullish(),
  account: accountSchema,
  media_attachments: z.array(attachmentSchema),
  mentions: z.array(z.object({ id: z.string(), acct: z.string() })).nullish(),
  poll: pollSchema.nullish(),
  in_reply_to_id: z.string().nullish(),
  in_reply_to_account_id: z.string().nullish(),
  favourites_count: z.number().nullish(),
  reblogs_count: z.number().nullish(),
  replies_count: z.number().nullish(),
  quotes_count: z.number().nullish(),
};
export const sharedSchema = z.object(statusFields);
export type SharedAnswer = z.infer<typeof sharedSchema>;

export const statusSchema = z.object({
  ...statusFields,
  /** A boost has no words of its own; the post that it spreads is parsed by itself. */
  reblog: z.unknown().optional(),
  /** `{ state, quoted_status }`, or the quoted post itself on some forks. */
  quote: z.unknown().optional(),
});
export type StatusAnswer = z.infer<typeof statusSchema>;

export const quoteSchema = z.object({ state: z.string(), quoted_status: z.unknown().optional() });
/** What is needed to know where a post is from. */
export const originSchema = z.object({ id: z.string(), uri: z.string(), url: z.string().nullish() });
export const errorSchema = z.object({ error: z.string() });
/** What a server says of itself, by the first form of the answer or the second. */
export const instanceSchema = z.union([
  z.object({ uri: z.string(), version: z.string() }),
  z.object({ domain: z.string(), version: z.string() }),
]);
