import type { Quotation } from '#domain/embed.ts';
import { type PostId, platformOf } from '#domain/post.ts';
import { type PostRecord, recordSchema } from '#domain/record.ts';

/**
 * What an article says of a post, as a record: a quotation, labelled as such. Null where it has no words. An article gives
 * a day and no time of day, so midnight stands for it under the label `day-only`.
 */
export function recordOfQuotation(
  postId: PostId,
  canonicalUrl: string,
  quotation: Quotation | null,
): PostRecord | null {
  if (!quotation?.text?.trim()) {
    return null;
  }
  return recordSchema.parse({
    postId,
    platform: platformOf(postId),
    canonicalUrl,
    author: { name: quotation.authorName, handle: quotation.authorHandle, url: null, id: null },
    text: quotation.text,
    language: null,
    publishedAt: quotation.date && `${quotation.date}T00:00:00.000Z`,
    media: [],
    counts: {},
    labels: quotation.date ? ['quotation', 'day-only'] : ['quotation'],
  } satisfies Parameters<typeof recordSchema.parse>[0]);
}
