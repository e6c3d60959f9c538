import type { HtmlElement } from '#domain/html.ts';
import { claim, type Find, findOf, type HtmlFinder, unclaimed } from '../finder.ts';
import { sourcesOf, urlOf } from '../hrefs.ts';

const CONFIDENCE = 0.9;
/** The outer ones first: what they hold is the same video once more. */
const players = ['object', 'video', 'amp-video', 'source', 'embed', 'param'];
const ownVideo = /\.(?:mp4|m4v|webm|mov|m3u8|mpd)$/i;

/** Players of the page itself: what they play of a platform is an embed, the publisher's own files are named and no post. */
export const videos: HtmlFinder = {
  name: 'video',
  find(article) {
    const finds: Find[] = [];
    for (const [index, node] of unclaimed(article, players)) {
      for (const url of addressesOf(node, article.baseUrl)) {
        const identity = article.recognise(url);
        const find = findOf({ place: [index], form: 'video', url, identity, confidence: CONFIDENCE });
        if (find !== null) {
          finds.push(find);
          claim(article, index, node.end);
          break;
        }
        if (node.name !== 'param' && ownVideo.test(url.pathname)) {
          finds.push({ kind: 'other', place: [index], reason: 'own-video', foundUrl: url.href });
        }
      }
    }
    return finds;
  },
};

function addressesOf({ name, attributes }: HtmlElement, baseUrl: string): URL[] {
  if (name === 'param') {
    const isAddress = /^(?:movie|src|url|href)$/i.test(attributes.name ?? '');
    const url = isAddress ? urlOf(attributes.value, baseUrl) : null;
    return url === null ? [] : [url];
  }
  const data = name === 'object' ? urlOf(attributes.data, baseUrl) : null;
  return data === null ? sourcesOf(attributes, baseUrl) : [data];
}
