import type { Fetch } from '#domain/fetch.ts';
import { answer } from '../contracts/platform.ts';

export type Sources = Record<
  string,
  readonly [status: number, body: string | object, headers?: Record<string, string>] | Error
>;

/** Sources by a part of their URL; a request that none expects fails. */
export function sources(answers: Sources): Fetch {
  return async (url) => {
    const found = Object.entries(answers).find(([part]) => url.includes(part))?.[1];
    if (found === undefined) throw new Error(`nobody expected ${url}`);
    if (found instanceof Error) throw found;
    return answer(url, found[0], found[1], found[2]);
  };
}
