import type { Question } from '../asking/ask.ts';

const MAX_BYTES = 2_000_000;
const TIMEOUT_MS = 20_000;

export function videoQuestion(host: string, uuid: string): Question {
  return apiQuestion('peertube/api', `https://${host}/api/v1/videos/${uuid}`);
}

/** To the API of a server, which answers in JSON. */
export function apiQuestion(source: string, url: string): Question {
  const headers = { accept: 'application/json' };
  return { source, url, request: { headers, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS } };
}
