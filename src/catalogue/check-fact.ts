import type { z } from 'zod';
import {
  collectionFactSchema,
  mergeFactSchema,
  patchFactSchema,
  pointerSchema,
  stateFactSchema,
  submissionFactSchema,
} from './facts.ts';

/** By the key's id as its first group. */
const facts: { pattern: RegExp; schema: z.ZodObject; id: string }[] = [
  { pattern: /^facts\/submissions\/([^/.]+)(?:\.embeds)?\.json$/, schema: submissionFactSchema, id: 'id' },
  { pattern: /^facts\/merges\/([^/.]+)\.json$/, schema: mergeFactSchema, id: 'id' },
  { pattern: /^facts\/states\/([^/.]+)\.json$/, schema: stateFactSchema, id: 'id' },
  { pattern: /^facts\/patches\/([^/.]+)\.json$/, schema: patchFactSchema, id: 'id' },
  { pattern: /^facts\/collections\/([^/.]+)\.json$/, schema: collectionFactSchema, id: 'id' },
  { pattern: /^captures\/([^/.]+)\.json$/, schema: pointerSchema, id: 'captureId' },
];

/**
 * What is wrong with a document that the catalogue wrote, reading on from its key; null where nothing is, and for what the
 * catalogue does not know. Its digest is another's business.
 */
export function checkFact(key: string, { digest: _, ...document }: Record<string, unknown>): string | null {
  for (const { pattern, schema, id } of facts) {
    const named = pattern.exec(key)?.[1];
    if (named !== undefined) {
      const parsed = schema.strict().safeParse(document);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        return `does not have the shape of its kind (${issue?.path.join('.')}: ${issue?.message})`;
      }
      return document[id] === named ? null : 'is about something else than its name says';
    }
  }
  return null;
}
