import type { FeedItem } from './feeds/items.ts';
import { itemsOfJson } from './feeds/json.ts';
import { itemsOfXml } from './feeds/xml.ts';
import { asForm, findInHtml } from './find-in-html.ts';
import { findInText } from './find-in-text.ts';
import { type Find, findOf } from './finder.ts';
import { plainHtmlOf } from './hidden-html.ts';
import { urlOf } from './hrefs.ts';
import type { Recognise } from './recogniser.ts';

const OWN_CONFIDENCE = 0.9;

/** The finds of all items of a feed, null where the text is none. A platform's own feed is a list of its posts. */
export function findInFeed(text: string, baseUrl: string, recognise: Recognise): Find[] | null {
  const items = /^\s{0,1000}</.test(text.slice(0, 1001)) ? itemsOfXml(text) : itemsOfJson(text);
  return items?.flatMap((item) => findInItem(item, baseUrl, recognise)) ?? null;
}

function findInItem(item: FeedItem, baseUrl: string, recognise: Recognise): Find[] {
  const itemUrl = item.urls.map((address) => urlOf(address, baseUrl)).find((url) => url !== null);
  const base = itemUrl?.href ?? baseUrl;
  const finds: Find[] = [];
  for (const address of [...item.urls, ...item.media]) {
    const url = urlOf(address, baseUrl);
    const identity = url === null ? null : recognise(url);
    if (url === null || identity === null || identity.postId === null) continue;
    const find = findOf({ place: [0], form: 'feed', url, identity, confidence: OWN_CONFIDENCE });
    if (find !== null) finds.push(find);
  }
  // Many feeds escape their HTML once too often.
  const hidden = item.text.flatMap((words) => plainHtmlOf(words) ?? []);
  const bodies = [...item.html, ...hidden].map((html, order) =>
    asForm('feed', findInHtml(html, { baseUrl: base, recognise, host: [order + 1] })),
  );
  const texts = item.text
    .filter((words) => plainHtmlOf(words) === null)
    .map((words) => asForm('feed', findInText(words, recognise)));
  return [finds, ...bodies, ...texts].flat().map((find) => ({ ...find, place: [item.place, ...find.place] }));
}
