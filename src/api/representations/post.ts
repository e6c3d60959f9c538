import { z } from 'zod';
import type { PostSummary } from '#catalogue/catalogue.ts';
import { outcomes } from '#domain/capture.ts';
import { quotationSchema } from '#domain/embed.ts';
import { postStates } from '#domain/post.ts';
import { authorSchema } from '#domain/record.ts';

export const postSchema = z
  .object({
    postId: z.string(),
    aliases: z.array(z.string()),
    platform: z.string(),
    canonicalUrl: z.string(),
    author: authorSchema.nullable(),
    text: z.string().nullable(),
    language: z.string().nullable(),
    publishedAt: z.iso.datetime().nullable(),
    state: z.enum(postStates),
    stateSince: z.iso.datetime().nullable(),
    editedAt: z.iso.datetime().nullable(),
    labels: z.array(z.string()),
    quotation: quotationSchema.nullable().describe('What an article carries of it'),
    currentCaptureId: z.string().nullable(),
    captures: z.array(
      z.object({
        id: z.string(),
        takenAt: z.iso.datetime().nullable(),
        outcome: z.enum(outcomes),
        source: z.enum(['original', 'archive', 'quotation']),
      }),
    ),
    watch: z
      .object({ nextAt: z.iso.datetime(), everySeconds: z.number() })
      .nullable()
      .describe('When it is looked at next, as the plan stands; null while it has none'),
    lookedAt: z.iso.datetime().nullable().describe('The last look, whatever it told'),
    tags: z.array(z.string()),
    collection: z.string().nullable(),
    note: z.string().nullable(),
    restricted: z.boolean(),
    embedUrl: z.string().describe('Where its card is'),
  })
  .meta({ id: 'Post' });
export type PostRepresentation = z.output<typeof postSchema>;

export function representPost(post: PostSummary, baseUrl: string): PostRepresentation {
  return { ...post, embedUrl: `${baseUrl}/embed/${encodeURIComponent(post.postId)}` };
}

/**
 * For whoever changed something of it: a key that may not read learns of a restricted post what it is of, not what it says.
 */
export function representPostFor(
  caller: { scopes: ReadonlySet<string> } | null,
  post: PostSummary,
  baseUrl: string,
): PostRepresentation {
  const shown = representPost(post, baseUrl);
  return post.restricted && !caller?.scopes.has('read')
    ? {
        ...shown,
        ...{ author: null, text: null, language: null, publishedAt: null, quotation: null, note: null },
        ...{ labels: [], captures: [], currentCaptureId: null },
      }
    : shown;
}

export const historyItemSchema = z
  .object({
    at: z.iso.datetime(),
    kind: z.enum(['state', 'edit', 'merge', 'restriction', 'capture']),
    from: z.string().nullable(),
    to: z.string().nullable(),
    evidence: z.unknown(),
    diff: z.unknown(),
  })
  .meta({ id: 'HistoryItem' });
