import type { z } from 'zod';

/** In words: which field of an answer is not as expected. */
export function pathOf(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'the answer';
  return `${issue.path.join('.') || '(root)'}: ${issue.message}`;
}
