import type { FeedItem } from './items.ts';

/**
 * JSON Feed 1.0 and 1.1; null for any other JSON. A broken item costs itself only. Read by hand as the feeds of XML
 * are: a schema library takes longer to load than an article takes to be searched.
 */
export function itemsOfJson(body: string): FeedItem[] | null {
  if (!/^\s{0,1000}\{/.test(body.slice(0, 1001)) || !body.slice(0, 5000).includes('jsonfeed.org'))
    return null;
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return null;
  }
  const feed = fieldsOf(document);
  if (!/jsonfeed\.org/i.test(textOf(feed?.version)) || !Array.isArray(feed?.items)) return null;
  return feed.items.flatMap((given: unknown, place) => {
    const item = fieldsOf(given);
    return item === null ? [] : [itemOf(item, place)];
  });
}

function itemOf(item: Fields, place: number): FeedItem {
  const attachments: unknown[] = Array.isArray(item.attachments) ? item.attachments : [];
  return {
    place,
    urls: present(item.url),
    media: attachments.flatMap((attachment) => present(fieldsOf(attachment)?.url)),
    html: present(item.content_html),
    text: [...present(item.content_text), ...present(item.summary)],
    id: present(item.id)[0] ?? null,
    changed: present(item.date_modified),
    published: present(item.date_published)[0] ?? null,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function present(value: unknown): string[] {
  return textOf(value) === '' ? [] : [textOf(value)];
}
