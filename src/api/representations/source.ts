import { z } from 'zod';
import { type Source, type SourceArticle, sourceKinds } from '#catalogue/catalogue.ts';
import { isJsonPointer } from '../inbound/json-pointer.ts';

const pointer = z
  .string()
  .max(500)
  .refine(isJsonPointer, { error: 'is no JSON pointer; write it as in /article/body' });

export const mappingSchema = z.object({
  id: pointer,
  url: pointer,
  html: pointer,
  title: pointer,
  updatedAt: pointer,
});

export const sourceSchema = z
  .object({
    id: z.string(),
    kind: z.enum(sourceKinds),
    name: z.string().nullable(),
    by: z.string().nullable(),
    url: z.string().nullable().describe('The feed or sitemap that is asked again and again'),
    inboundUrl: z.string().nullable().describe('Where the publishing system sends its webhooks'),
    mapping: mappingSchema.nullable(),
    tags: z.array(z.string()),
    collection: z.string().nullable(),
    existing: z.boolean(),
    everySeconds: z.number().nullable(),
    createdAt: z.iso.datetime(),
    polledAt: z.iso.datetime().nullable(),
    nextPollAt: z.iso.datetime().nullable(),
    arrivedAt: z.iso.datetime().nullable().describe('When something was reported to it last'),
    error: z.string().nullable().describe('Why the last poll failed'),
  })
  .meta({ id: 'Source' });

export const sourceArticleSchema = z
  .object({
    key: z.string().describe("The source's own name for it"),
    url: z.string().nullable(),
    title: z.string().nullable(),
    version: z.string(),
    submissionId: z.string().nullable().describe('The last one that was made of it'),
    postIds: z.array(z.string()).describe('What it embeds now'),
    removed: z
      .array(z.object({ postId: z.string(), at: z.iso.datetime() }))
      .describe('What it embedded once, and when that was seen to have ended'),
    seenAt: z.iso.datetime(),
    changedAt: z.iso.datetime(),
    withdrawnAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SourceArticle' });

export function representSource(source: Source, baseUrl: string): z.output<typeof sourceSchema> {
  const { sealedSecret, ...shown } = source;
  const inboundUrl = `${baseUrl}/v1/inbound/${source.kind}?source=${source.id}`;
  return { ...shown, inboundUrl: sealedSecret === null ? null : inboundUrl };
}

export function representSourceArticle(article: SourceArticle): z.output<typeof sourceArticleSchema> {
  return article;
}
