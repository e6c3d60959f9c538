import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { parseHtml } from '#domain/html.ts';
import { decodeText } from '#domain/text-encoding.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { linkedDataObjects } from '../reading/linked-data-objects.ts';
import { recordOfPage } from './record.ts';
import { videoObjectSchema } from './schemas.ts';
import { identify } from './urls.ts';

const SOURCE = 'vimeo/page';
const MAX_BYTES = 5_000_000;
const TIMEOUT_MS = 20_000;

/** Asks the video's page, which describes it in JSON-LD; plain clients are often refused. */
export async function askPage(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const question: Question = {
    source: SOURCE,
    url: target.canonicalUrl,
    request: {
      headers: { accept: 'text/html', 'accept-language': 'en' },
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  return await askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  if (response.status === 404 || response.status === 410) {
    return absent(question, response, 'not-found', false, `HTTP ${response.status}`);
  }
  if (response.status !== 200) return refusal(question, response);
  const html = decodeText(response.body, response.headers['content-type'] ?? null);
  const video = linkedDataObjects(parseHtml(html)).find(
    (object) => '@type' in object && object['@type'] === 'VideoObject',
  );
  if (video === undefined) return unknown(question, response, 'unreadable', 'no VideoObject in the page');
  const parsed = videoObjectSchema.safeParse(video);
  if (!parsed.success) return unknown(question, response, 'unreadable', pathOf(parsed.error));
  const about = parseHttpUrl(parsed.data.url ?? '');
  if (about !== null && identify(about)?.postId !== target.postId) {
    return unknown(question, response, 'unreadable', `url: the answer is about ${about.href}`);
  }
  return live(question, response, recordOfPage(target, parsed.data), parsed.data.name);
}
