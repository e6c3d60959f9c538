import type { EmbedForm } from '#domain/embed.ts';
import type { HtmlElement } from '#domain/html.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { identify } from '#platforms/registry.ts';
import { claim, type Find, type HtmlFinder } from '../finder.ts';
import { UNKNOWN_BASE, urlOf } from '../hrefs.ts';

const CONFIDENCE = 0.95;

/** Attributes that hold a post's id or URL, with what makes a URL of an id. */
const idAttributes: readonly { name: string; urlOfId(id: string): string }[] = [
  { name: 'data-tweet-id', urlOfId: (id) => `https://x.com/i/status/${id}` },
  { name: 'data-tweetid', urlOfId: (id) => `https://x.com/i/status/${id}` },
];

/** Rendered widgets, publishers' own players and AMP components, where the post's id is in an attribute. */
export const elements: HtmlFinder = {
  name: 'element',
  find(article) {
    const finds: Find[] = [];
    for (const [index, node] of article.document.nodes.entries()) {
      if (node.kind !== 'element' || article.claimed[index]) continue;
      const url = urlIn(node);
      if (url === null) continue;
      const identity = identify(url);
      if (identity.platform === 'web' || identity.postId === null) continue;
      finds.push({
        kind: 'embed',
        place: [index],
        form: formOf(node),
        foundUrl: url.href,
        identity,
        quotation: null,
        confidence: CONFIDENCE,
      });
      claim(article, index, node.end);
    }
    return finds;
  },
};

function urlIn(element: HtmlElement): URL | null {
  for (const { name, urlOfId } of idAttributes) {
    const value = element.attributes[name]?.trim();
    if (value === undefined || value === '') continue;
    const url = /^\d{1,20}$/.test(value) ? parseHttpUrl(urlOfId(value)) : urlOf(value, UNKNOWN_BASE);
    if (url !== null) return url;
  }
  return null;
}

function formOf(element: HtmlElement): EmbedForm {
  if (element.name.startsWith('amp-')) return 'amp';
  return element.name === 'iframe' ? 'iframe' : 'element';
}
