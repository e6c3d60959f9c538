import { z } from 'zod';

/** Only the fields that we use of the JSON-LD in a public page of LinkedIn, and what its embed must show. */

const text = z.string();
const pictureSchema = z.union([
  text.transform((url) => ({ url })),
  z.object({ url: text }).transform(({ url }) => ({ url })),
]);

export const postingSchema = z.object({
  '@type': z.literal([
    'SocialMediaPosting',
    'DiscussionForumPosting',
    'VideoObject',
    'Article',
    'NewsArticle',
  ]),
  '@id': text.nullish(),
  headline: text.nullish(),
  name: text.nullish(),
  articleBody: text.nullish(),
  text: text.nullish(),
  description: text.nullish(),
  datePublished: text.nullish(),
  uploadDate: text.nullish(),
  author: z.object({ name: text.min(1), url: text.nullish() }).nullish(),
  creator: z.object({ name: text.min(1), url: text.nullish() }).nullish(),
  image: z.union([pictureSchema.transform((one) => [one]), z.array(pictureSchema)]).nullish(),
  contentUrl: text.nullish(),
  thumbnailUrl: text.nullish(),
});
export type PostingAnswer = z.infer<typeof postingSchema>;

export const cardSchema = z.object({ author: z.string().min(1), text: z.string() });

export const sourcesSchema = z.array(
  z.object({ src: text, type: text.nullish(), 'data-bitrate': z.number().nullish() }),
);
