import type { HtmlElement } from '#domain/html.ts';
import { type Find, findOf, type HtmlFinder, unclaimed } from '../finder.ts';
import { urlOf } from '../hrefs.ts';
import { recogniseFrame } from '../recogniser.ts';

const CONFIDENCE = 0.7;
const names = new Set([
  'og:video',
  'og:video:url',
  'og:video:secure_url',
  'twitter:player',
  'embedurl',
  'contenturl',
]);

/** What a page says that it plays: Open Graph, player cards, microdata. */
export const metas: HtmlFinder = {
  name: 'meta',
  find(article) {
    const finds: Find[] = [];
    for (const [index, node] of unclaimed(article, ['meta', 'link'])) {
      const url = urlOf(played(node), article.baseUrl);
      if (url === null) continue;
      const identity = recogniseFrame(article.recognise, url);
      if (identity.postId === null) continue;
      const find = findOf({ place: [index], form: 'meta', url, identity, confidence: CONFIDENCE });
      if (find !== null) finds.push(find);
    }
    return finds;
  },
};

function played({ attributes }: HtmlElement): string | undefined {
  const name = attributes.property ?? attributes.name ?? attributes.itemprop;
  if (name === undefined || !names.has(name.trim().toLowerCase())) return undefined;
  return attributes.content ?? attributes.href;
}
