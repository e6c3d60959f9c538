import type { Question } from './ask.ts';

const TIMEOUT_MS = 20_000;

/** Asks for a page as a reader's browser would, in English. `language` is `Accept-Language`. */
export function pageQuestion(source: string, url: string, maxBytes: number, language = 'en'): Question {
  const headers = { accept: 'text/html', 'accept-language': language };
  return { source, url, request: { headers, maxBytes, timeoutMs: TIMEOUT_MS } };
}
