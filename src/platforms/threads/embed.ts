import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { parseHtml, textWithin } from '#domain/html.ts';
import { decodeText } from '#domain/text-encoding.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { wallIn } from '../instagram/wall.ts';
import type { Target } from '../platform.ts';
import { firstOfClass } from '../reading/elements.ts';
import { readEmbed } from './record.ts';

const MAX_BYTES = 3_000_000;
const TIMEOUT_MS = 15_000;

/** Asks the page behind the platform's own embeds, which needs no author's name in its path. */
export function askEmbed(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const headers = { accept: 'text/html', 'accept-language': 'en-US,en;q=0.9' };
  const question: Question = {
    source: 'threads/embed',
    url: `${target.canonicalUrl}/embed`,
    request: { headers, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  const document = parseHtml(decodeText(response.body, response.headers['content-type'] ?? null));
  const wall = wallIn(response, document);
  if (wall !== null) return unknown(question, response, wall.obstacle, wall.detail);
  const { status } = response;
  if (status !== 200) return unknown(question, response, 'unreadable', `HTTP ${status}`);
  const error = firstOfClass(document, null, 'ErrorText');
  if (error !== null) {
    const said = textWithin(document, error.index + 1, error.element.end);
    return absent(question, response, 'not-found', false, `"${said}"`);
  }
  const reading = readEmbed(target, document);
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', reading.path);
  return live(question, response, reading.record, `by @${reading.record.author.handle}`);
}
