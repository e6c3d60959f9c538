import { hasClass } from '#domain/html.ts';
import { claim, type Find, type HtmlFinder } from '../finder.ts';
import { urlOf } from '../hrefs.ts';

/** Buttons and boxes of the platforms that are no posts, by their class. */
const reasons: readonly [className: string, reason: string][] = [
  ['twitter-share-button', 'share-button'],
  ['twitter-hashtag-button', 'share-button'],
  ['twitter-mention-button', 'share-button'],
  ['twitter-follow-button', 'follow'],
  ['twitter-timeline', 'timeline'],
];

export const widgets: HtmlFinder = {
  name: 'widgets',
  find(article) {
    const finds: Find[] = [];
    for (const [index, node] of article.document.nodes.entries()) {
      if (node.kind !== 'element' || article.claimed[index] || node.attributes.class === undefined) continue;
      const reason = reasons.find(([className]) => hasClass(node, className))?.[1];
      if (reason === undefined) continue;
      const url = urlOf(node.attributes.href ?? node.attributes.src, article.baseUrl);
      if (url !== null) finds.push({ kind: 'other', place: [index], reason, foundUrl: url.href });
      claim(article, index, node.end);
    }
    return finds;
  },
};
