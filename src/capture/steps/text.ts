import { z } from 'zod';
import { artifactSchema, type Verdict } from '#domain/capture.ts';
import type { PostRecord } from '#domain/record.ts';
import { storeArtifact } from '../artifacts.ts';
import type { Rung } from '../rung.ts';

const textSchema = z.object({ artifacts: z.array(artifactSchema) });
export type KeptText = z.infer<typeof textSchema>;

export interface TextInput {
  /** Null where the look told nothing. */
  record: PostRecord | null;
  verdict: Verdict;
  /** A page's own words, as the browser rendered them, are better than ours. */
  hasRenderedText: boolean;
}

/** The words of the post as plain text, for search and for those who read nothing else. */
export const text: Rung<TextInput, KeptText> = {
  name: 'text',
  result: textSchema,
  dependsOn: ({ record, hasRenderedText }) => (record && !hasRenderedText ? plainTextOf(record) : null),

  async take({ record, verdict, hasRenderedText }, footing) {
    const words = record && !hasRenderedText ? plainTextOf(record) : '';
    if (record === null || words === '') {
      return { artifacts: [] };
    }
    const artifact = await storeArtifact(footing, new TextEncoder().encode(`${words}\n`), {
      name: 'text.txt',
      role: 'text',
      mediaType: 'text/plain; charset=utf-8',
      source: 'derived',
      sourceUrl: record.canonicalUrl,
      verdict,
    });
    return { artifacts: [artifact] };
  },
};

function plainTextOf(record: PostRecord): string {
  const quoted = record.quoted !== null && 'postId' in record.quoted ? record.quoted : null;
  const descriptions = record.media.map(({ alt }) => alt);
  return [record.title, record.text, ...descriptions, quoted?.title, quoted?.text]
    .filter((part) => part?.trim())
    .join('\n\n')
    .toWellFormed();
}
