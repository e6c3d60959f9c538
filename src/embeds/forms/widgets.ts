import { type HtmlElement, hasClass } from '#domain/html.ts';
import { claim, type Find, type HtmlFinder } from '../finder.ts';
import { urlOf } from '../hrefs.ts';

/** Buttons and boxes of the platforms that are no posts, by their class. */
const reasons: readonly [className: string, reason: string][] = [
  ['twitter-share-button', 'share-button'],
  ['twitter-hashtag-button', 'share-button'],
  ['twitter-mention-button', 'share-button'],
  ['twitter-follow-button', 'follow'],
  ['twitter-timeline', 'timeline'],
  ['twitter-moment', 'timeline'],
  ['fb-page', 'timeline'],
  ['fb-group', 'timeline'],
  ['fb-like', 'share-button'],
  ['fb-like-box', 'timeline'],
  ['fb-share-button', 'share-button'],
  ['fb-save', 'share-button'],
  ['fb-send', 'share-button'],
  ['fb-follow', 'follow'],
  ['fb-comments', 'comments'],
  ['g-ytsubscribe', 'follow'],
  ['reddit-subscribe', 'follow'],
];
/** Spares most elements the list. */
const widgetClass = /(?:^|\s)(?:twitter|fb|g|reddit)-/;
/** The same, by element. */
const elementReasons: ReadonlyMap<string, string> = new Map([
  ['amp-social-share', 'share-button'],
  ['amp-facebook-like', 'share-button'],
  ['amp-facebook-page', 'timeline'],
  ['amp-facebook-comments', 'comments'],
]);
const addresses = ['href', 'data-href', 'src', 'cite', 'data-share-endpoint', 'data-url'];

export const widgets: HtmlFinder = {
  name: 'widgets',
  find(article) {
    const finds: Find[] = [];
    for (const [index, node] of article.document.nodes.entries()) {
      if (node.kind !== 'element' || article.claimed[index]) continue;
      const reason = reasonOf(node);
      if (reason === null) continue;
      const written = addresses.map((name) => node.attributes[name]).find((value) => value !== undefined);
      const url = urlOf(written, article.baseUrl);
      if (url !== null) finds.push({ kind: 'other', place: [index], reason, foundUrl: url.href });
      claim(article, index, node.end);
    }
    return finds;
  },
};

function reasonOf(element: HtmlElement): string | null {
  const { attributes } = element;
  if (attributes['data-telegram-discussion'] !== undefined) return 'comments';
  if (attributes['data-telegram-login'] !== undefined) return 'login';
  if (attributes.class === undefined) return elementReasons.get(element.name) ?? null;
  if (attributes['data-embed-type'] === 'creator' && hasClass(element, 'tiktok-embed')) return 'timeline';
  const byClass = widgetClass.test(attributes.class)
    ? reasons.find(([className]) => hasClass(element, className))?.[1]
    : undefined;
  return byClass ?? elementReasons.get(element.name) ?? null;
}
