import { identify } from '#platforms/registry.ts';
import { claim, type Find, type HtmlFinder } from '../finder.ts';
import { urlOf } from '../hrefs.ts';

const CONFIDENCE = 0.95;
/** Where lazy loaders and consent tools keep the address until it is wanted. */
const sourceAttributes = [
  'src',
  'data-src',
  'data-lazy-src',
  'data-litespeed-src',
  'data-cookieblock-src',
  'data-cmp-src',
  'data-consent-src',
];
const reasons: Readonly<Record<string, string>> = {
  profile: 'follow',
  share: 'share-button',
  list: 'timeline',
};

/** Frames that show a post; the helper frames of the platforms' scripts are named as what they are. */
export const iframes: HtmlFinder = {
  name: 'iframe',
  find(article) {
    const finds: Find[] = [];
    for (const [index, node] of article.document.nodes.entries()) {
      if (node.kind !== 'element' || article.claimed[index]) continue;
      if (node.name !== 'iframe' && node.name !== 'amp-iframe') continue;
      const written = sourceAttributes
        .map((name) => node.attributes[name])
        .find((value) => value && !/^about:/.test(value));
      const url = urlOf(written, article.baseUrl);
      const identity = url === null ? null : identify(url);
      if (url === null || identity === null || identity.platform === 'web') continue;
      const found = { place: [index], foundUrl: url.href };
      if (identity.postId === null) {
        finds.push({ kind: 'other', ...found, reason: reasons[identity.kind] ?? 'widget-frame' });
      } else {
        finds.push({
          kind: 'embed',
          ...found,
          form: 'iframe',
          identity,
          quotation: null,
          confidence: CONFIDENCE,
        });
      }
      claim(article, index, node.end);
    }
    return finds;
  },
};
