import { textWithin } from '#domain/html.ts';
import { type Find, type HtmlFinder, unclaimed } from '../finder.ts';
import { urlOf } from '../hrefs.ts';

const POST_CONFIDENCE = 0.4;
/** A short link may lead anywhere. */
const SHORT_LINK_CONFIDENCE = 0.3;
const reasons: Readonly<Record<string, string>> = {
  share: 'share-button',
  profile: 'profile',
  list: 'timeline',
};

/** Mere links to posts in running text, and what else the platforms are linked for. */
export const links: HtmlFinder = {
  name: 'link',
  find(article) {
    const finds: Find[] = [];
    for (const [index, node] of unclaimed(article, ['a'])) {
      const url = urlOf(node.attributes.href, article.baseUrl);
      const identity = url === null ? null : article.recognise(url);
      if (url === null || identity === null || identity.platform === 'web') continue;
      const found = { place: [index], foundUrl: url.href };
      if (identity.postId === null) {
        const isFollow =
          /\bfollow\b/i.test(url.pathname) ||
          /^(?:follow|folg|suivre|seguir|segui)/i.test(
            textWithin(article.document, index + 1, Math.min(node.end, index + 8)),
          );
        const reason = identity.kind === 'profile' && isFollow ? 'follow' : reasons[identity.kind];
        if (reason !== undefined) finds.push({ kind: 'other', ...found, reason });
        continue;
      }
      const confidence = identity.certain ? POST_CONFIDENCE : SHORT_LINK_CONFIDENCE;
      finds.push({ kind: 'embed', ...found, form: 'link', identity, quotation: null, confidence });
    }
    return finds;
  },
};
