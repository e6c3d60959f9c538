import { z } from 'zod';
import type { FeedItem } from './items.ts';

const text = z.string().nullish().catch(null);
const itemSchema = z.object({
  url: text,
  content_html: text,
  content_text: text,
  summary: text,
  attachments: z
    .array(z.object({ url: text }))
    .nullish()
    .catch(null),
});
const feedSchema = z.object({
  version: z.string().regex(/jsonfeed\.org/i),
  items: z.array(z.unknown()),
});

/** JSON Feed 1.0 and 1.1; null for any other JSON. A broken item costs itself only. */
export function itemsOfJson(body: string): FeedItem[] | null {
  if (!/^\s{0,1000}\{/.test(body.slice(0, 1001)) || !body.slice(0, 5000).includes('jsonfeed.org'))
    return null;
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return null;
  }
  const feed = feedSchema.safeParse(document);
  if (!feed.success) return null;
  return feed.data.items.flatMap((given, place) => {
    const item = itemSchema.safeParse(given);
    if (!item.success) return [];
    const { url, content_html: html, content_text: plain, summary, attachments } = item.data;
    return {
      place,
      urls: present(url),
      media: (attachments ?? []).flatMap((attachment) => present(attachment.url)),
      html: present(html),
      text: [...present(plain), ...present(summary)],
    };
  });
}

function present(value: string | null | undefined): string[] {
  return value ? [value] : [];
}
