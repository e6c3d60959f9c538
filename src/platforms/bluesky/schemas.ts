import { z } from 'zod';

/** Only the fields that we use, of the AppView (app.bsky.*), the author's server (com.atproto.*), plc.directory and the post's page. */

const labelSchema = z.object({ val: z.string(), neg: z.boolean().optional() });
const labelsSchema = z.array(labelSchema).nullish();
export type LabelsAnswer = z.infer<typeof labelsSchema>;

const featureSchema = z.object({
  $type: z.string(),
  uri: z.string().optional(),
  did: z.string().optional(),
  tag: z.string().optional(),
});
const facetSchema = z.object({
  /** `[byteStart, byteEnd)` of the text as UTF-8. */
  index: z.object({ byteStart: z.number().int().min(0), byteEnd: z.number().int().min(0) }),
  features: z.array(featureSchema),
});
export type FacetAnswer = z.infer<typeof facetSchema>;

const captionedSchema = z.object({
  $type: z.literal('app.bsky.embed.video'),
  captions: z
    .array(z.object({ lang: z.string(), file: z.object({ ref: z.object({ $link: z.string() }) }) }))
    .nullish(),
});
export type CaptionedAnswer = z.infer<typeof captionedSchema>;

/** The author's own record. */
const postRecordSchema = z.object({
  text: z.string(),
  createdAt: z.string(),
  facets: z.array(facetSchema).nullish(),
  langs: z.array(z.string()).nullish(),
  reply: z.object({ parent: z.object({ uri: z.string() }) }).nullish(),
  /** Only of films, whose captions no view tells; by themselves or beside a quoted post. */
  embed: z
    .union([captionedSchema, z.object({ media: captionedSchema }).transform(({ media }) => media)])
    .nullish()
    .catch(null),
});

const authorSchema = z.object({
  did: z.string(),
  handle: z.string(),
  displayName: z.string().nullish(),
  avatar: z.string().nullish(),
  labels: labelsSchema,
});

const ratioSchema = z.object({ width: z.number(), height: z.number() }).nullish();
export const imagesSchema = z.object({
  images: z.array(
    z.object({ thumb: z.string(), fullsize: z.string(), alt: z.string(), aspectRatio: ratioSchema }),
  ),
});
export const videoSchema = z.object({
  playlist: z.string(),
  thumbnail: z.string().nullish(),
  alt: z.string().nullish(),
  aspectRatio: ratioSchema,
  presentation: z.string().nullish(),
});
/** Which kind of embed it is; each kind is parsed by its own schema. */
export const typedSchema = z.looseObject({ $type: z.string() });
export type TypedAnswer = z.infer<typeof typedSchema>;
export const withMediaSchema = z.object({
  media: typedSchema,
  record: z.object({ record: z.unknown() }),
});
export const withRecordSchema = z.object({ record: z.unknown() });
export const unviewableSchema = z.object({ $type: z.string(), uri: z.string() });

const countFields = {
  likeCount: z.number().nullish(),
  repostCount: z.number().nullish(),
  replyCount: z.number().nullish(),
  quoteCount: z.number().nullish(),
};
const sharedFields = {
  uri: z.string(),
  author: authorSchema,
  indexedAt: z.string(),
  labels: labelsSchema,
  ...countFields,
};

export const postSchema = z.object({
  ...sharedFields,
  record: postRecordSchema,
  embed: typedSchema.nullish(),
});
export type PostAnswer = z.infer<typeof postSchema>;

/** A quoted post, which has the record under another name. */
export const quotedSchema = z
  .object({ ...sharedFields, value: postRecordSchema, embeds: z.array(typedSchema).nullish() })
  .transform(({ value, embeds, ...rest }): PostAnswer => ({ ...rest, record: value, embed: embeds?.[0] }));

export const threadSchema = z.object({
  thread: z.looseObject({ $type: z.string(), post: z.unknown().optional() }),
});
export const postsSchema = z.object({ posts: z.array(z.unknown()) });
export const errorSchema = z.object({ error: z.string(), message: z.string().optional() });
export const resolvedHandleSchema = z.object({ did: z.string() });
export const didDocumentSchema = z.object({
  service: z.array(z.object({ id: z.string(), serviceEndpoint: z.string() })),
});
export const profileSchema = z.object({ did: z.string() });
/** `status` says why an account is not active. */
export const accountStatusSchema = z.object({ active: z.boolean(), status: z.string().nullish() });
export const postLabelsSchema = z.object({ labels: z.array(labelSchema.extend({ uri: z.string() })) });
export const repositoryRecordSchema = z.object({
  uri: z.string(),
  value: z.object({ createdAt: z.string() }),
});

/** The texts of `#bsky_post_summary`, by the ends of their ids. */
export const summarySchema = z.object({
  did: z.string(),
  handle: z.string(),
  display_name: z.string().optional(),
  post_text: z.string(),
  post_indexedat: z.iso.datetime(),
});
