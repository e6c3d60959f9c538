import type { z } from 'zod';
import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { ask, jsonOf, type Question } from './ask.ts';
import { type Finding, findingOfObstacle, unknown } from './finding.ts';
import { isHtml } from './obstacle.ts';
import { pathOf } from './schema-path.ts';

/** Asks one source; what is an answer at all is read by `read`. The raw response is kept with the finding. */
export async function askAndRead(
  question: Question,
  fetch: Fetch,
  signal: AbortSignal,
  read: (response: FetchResponse) => Finding,
): Promise<Finding> {
  const answer = await ask(question, fetch, signal);
  if (answer.kind === 'obstacle') return findingOfObstacle(answer);
  return { ...read(answer.response), raw: [answer.raw] };
}

/** The body by its schema, or the finding that it is not as expected and where. */
export function parsedAs<T>(
  schema: z.ZodType<T>,
  question: Question,
  response: FetchResponse,
): { kind: 'data'; data: T } | { kind: 'unreadable'; finding: Finding } {
  const unreadable = (detail: string) => ({
    kind: 'unreadable' as const,
    finding: unknown(question, response, 'unreadable', detail),
  });
  const json = jsonOf(response);
  if (json === undefined) return unreadable(isHtml(response) ? 'HTML instead of JSON' : 'no JSON');
  const parsed = schema.safeParse(json);
  return parsed.success ? { kind: 'data', data: parsed.data } : unreadable(pathOf(parsed.error));
}

/** A status that says nothing about the post: a refusal by 401, 402 and 403, else nothing that we know. */
export function refusal(question: Question, response: FetchResponse): Finding {
  const isWall = [401, 402, 403].includes(response.status);
  return unknown(question, response, isWall ? 'walled' : 'unreadable', `HTTP ${response.status}`);
}
