import type { ArchivedPage } from './exchange.ts';
import { archivedUrl } from './http-head.ts';

/** `pages.jsonl`: what a player opens with, and the text it searches. */
export function pagesText(pages: ArchivedPage[]): Uint8Array {
  const header = { format: 'json-pages-1.0', id: 'pages', title: 'Pages', hasText: true };
  const lines = pages.map(({ url, title, text, at }, index) => ({
    id: `page-${index + 1}`,
    url: archivedUrl(url),
    ts: new Date(at).toISOString(),
    ...(title !== null && { title }),
    ...(text !== null && { text }),
  }));
  return Buffer.from([header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
}
