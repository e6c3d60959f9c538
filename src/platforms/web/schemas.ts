import { z } from 'zod';

/** Only the fields that we use of schema.org's JSON-LD; every one may be missing or shaped otherwise. */

const textSchema = z.string().trim().min(1);
const urlsSchema = z
  .union([
    textSchema.transform((url) => [url]),
    z.object({ url: textSchema }).transform(({ url }) => [url]),
    z.array(z.union([textSchema, z.object({ url: textSchema }).transform(({ url }) => url)])),
  ])
  .catch([]);
const personSchema = z.object({ name: textSchema, url: textSchema.nullable().catch(null) });
const authorSchema = z
  .union([
    personSchema,
    textSchema.transform((name) => ({ name, url: null })),
    z
      .array(z.union([personSchema, textSchema.transform((name) => ({ name, url: null }))]))
      .transform((all) => all[0]),
  ])
  .optional()
  .catch(undefined);

export const linkedDataSchema = z.object({
  '@type': z.union([textSchema.transform((type) => [type]), z.array(textSchema)]).catch([]),
  headline: textSchema.optional().catch(undefined),
  name: textSchema.optional().catch(undefined),
  description: textSchema.optional().catch(undefined),
  articleBody: textSchema.optional().catch(undefined),
  author: authorSchema,
  datePublished: textSchema.optional().catch(undefined),
  uploadDate: textSchema.optional().catch(undefined),
  dateModified: textSchema.optional().catch(undefined),
  inLanguage: textSchema.optional().catch(undefined),
  image: urlsSchema,
  contentUrl: textSchema.optional().catch(undefined),
  thumbnailUrl: urlsSchema,
});
export type LinkedData = z.infer<typeof linkedDataSchema>;
