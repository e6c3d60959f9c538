import { z } from 'zod';

/** Only the fields that we use of the JSON-LD in a public post's page. */

const text = z.string();
const authorSchema = z.object({
  name: text.min(1),
  url: text.nullish(),
  identifier: z.union([text, z.number().transform(String)]).nullish(),
});
const pictureSchema = z.object({
  contentUrl: text,
  width: z.number().nullish(),
  height: z.number().nullish(),
});
const videoSchema = z.object({
  contentUrl: text.nullish(),
  thumbnailUrl: text.nullish(),
  width: z.number().nullish(),
  height: z.number().nullish(),
});
const listOf = <T extends z.ZodType>(schema: T) =>
  z.union([schema.transform((one) => [one]), z.array(schema)]).nullish();

const commentSchema = z.object({
  identifier: z.union([text, z.number().transform(String)]),
  dateCreated: z.iso.datetime({ offset: true }).or(z.string().regex(/^\d{4}-\d\d-\d\dT[\d:]+[+-]\d{4}$/)),
  text: text,
  author: authorSchema,
});
export type CommentAnswer = z.infer<typeof commentSchema>;

export const postingSchema = z.object({
  '@type': z.literal(['SocialMediaPosting', 'DiscussionForumPosting']),
  dateCreated: z.string().regex(/^\d{4}-\d\d-\d\dT/),
  identifier: text.nullish(),
  url: text.nullish(),
  articleBody: text.nullish(),
  author: authorSchema,
  image: listOf(pictureSchema),
  video: listOf(videoSchema),
  interactionStatistic: z
    .array(z.object({ interactionType: text, userInteractionCount: z.number() }))
    .nullish(),
  comment: z.array(z.unknown()).nullish(),
});
export type PostingAnswer = z.infer<typeof postingSchema>;
export { commentSchema };
