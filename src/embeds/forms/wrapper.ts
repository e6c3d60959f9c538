import { type HtmlElement, textWithin } from '#domain/html.ts';
import type { HtmlArticle } from '../article.ts';
import { claim, type Find, findOf, type HtmlFinder, unclaimed } from '../finder.ts';
import { urlOf } from '../hrefs.ts';
import { isPlayerUrl } from '../players.ts';

const CONFIDENCE = 0.85;
const MAX_ANCESTORS = 7;
/** Wrappers that editors' systems put around an embed, and that stay when its script or its consent is missing. */
const wrapper =
  /(?:^|[\s_-])(?:wp-block-embed|kg-embed-card|oembed|embed(?:ded)?|embed-?(?:container|wrapper|responsive|youtube)|iframe-?embed|media_?embed|field--type-oembed|field-media-oembed-video|consent-?(?:banner|wrapper|gate|placeholder)|iframely-embed|embedly-card)/i;

/** A link that stands where an embed would: the bare URL of an oEmbed wrapper, a player behind a consent banner. */
export const wrappers: HtmlFinder = {
  name: 'wrapper',
  find(article) {
    const finds: Find[] = [];
    for (const [index, node] of unclaimed(article, ['a'])) {
      const url = urlOf(node.attributes.href, article.baseUrl);
      const identity = url === null ? null : article.recognise(url);
      if (url === null || identity === null || identity.platform === 'web' || identity.postId === null)
        continue;
      if (!standsForEmbed(article, node, index, url)) continue;
      const find = findOf({ place: [index], form: 'element', url, identity, confidence: CONFIDENCE });
      if (find === null) continue;
      finds.push(find);
      claim(article, index, node.end);
    }
    return finds;
  },
};

function standsForEmbed(article: HtmlArticle, anchor: HtmlElement, index: number, url: URL): boolean {
  if (anchor.attributes.class !== undefined && /\bembedly-card\b/.test(anchor.attributes.class)) return true;
  if (anchor.attributes['data-iframely-url'] !== undefined) return true;
  const isPlayer = isPlayerUrl(url);
  if (isPlayer && article.isFrame) return true;
  if (!isPlayer && !isItsOwnText(article, anchor, index)) return false;
  return isWrapped(article, anchor);
}

/** `<a href="https://youtu.be/…">https://youtu.be/…</a>` */
function isItsOwnText({ document }: HtmlArticle, anchor: HtmlElement, index: number): boolean {
  const words = textWithin(document, index + 1, Math.min(anchor.end, index + 4));
  return /^(?:https?:\/\/|www\.)\S+$/i.test(words);
}

function isWrapped({ document }: HtmlArticle, anchor: HtmlElement): boolean {
  let parent = anchor.parent;
  for (let level = 0; level < MAX_ANCESTORS && parent >= 0; level += 1) {
    const node = document.nodes[parent];
    if (node?.kind !== 'element') return false;
    if (node.name === 'iframe' || wrapper.test((node.attributes.class ?? '').slice(0, 1000))) return true;
    parent = node.parent;
  }
  return false;
}
