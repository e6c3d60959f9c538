import type { Fetch } from '#domain/fetch.ts';
import { ask, jsonOf, type Question } from './ask.ts';
import type { ObstacleFound } from './obstacle.ts';

export type Host =
  | { kind: 'server' }
  | { kind: 'other-site'; detail: string }
  | ({ kind: 'unknown' } & ObstacleFound);

/** As a site answers to paths that it knows nothing of: its own page, or that there is none. */
const unknowingStatuses: ReadonlySet<number> = new Set([200, 400, 404, 405, 406, 410]);

/** True where an answer of that status may be the word of a site that knows nothing of the API. */
export function mayBeUnknowing(status: number): boolean {
  return unknowingStatuses.has(status);
}

/**
 * Whether a host that any site may be runs the software whose API is asked what it is: one answer in the API's words says
 * that it does. Another site it is only where every answer is that of a site that knows nothing of the API; errors,
 * refusals and challenges say nothing.
 */
export async function tellHost(
  questions: readonly Question[],
  isOfApi: (json: unknown) => boolean,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Host> {
  const said: string[] = [];
  for (const question of questions) {
    const answer = await ask(question, fetch, signal);
    if (answer.kind === 'obstacle') {
      const { obstacle, detail, retryAfterMs } = answer;
      return { kind: 'unknown', obstacle, detail, retryAfterMs };
    }
    const { response } = answer;
    if (response.status === 200 && isOfApi(jsonOf(response))) return { kind: 'server' };
    const words = `HTTP ${response.status} from ${question.url}`;
    if (!mayBeUnknowing(response.status)) {
      const obstacle = response.status === 401 || response.status === 403 ? 'walled' : 'unreadable';
      return { kind: 'unknown', obstacle, detail: words, retryAfterMs: null };
    }
    said.push(words);
  }
  return { kind: 'other-site', detail: said.join('; ') };
}
