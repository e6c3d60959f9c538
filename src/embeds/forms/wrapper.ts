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

/** What a consent banner or a fallback says of its link: "View original tweet on X", "Auf Instagram ansehen". */
const viewWords =
  /^(?:(?:view|see|watch|open|read|voir|regarder|ver|mira|guarda|vedi|zie|bekijk|zobacz|смотреть)\b.{0,60}\b(?:on|sur|en|no|su|op|na|в)\b|(?:auf|bei)\b).{0,20}\b(?:x|twitter|youtube|instagram|facebook|tiktok|threads|bluesky|reddit|telegram|vimeo|dailymotion)\b.{0,20}$/iu;
/** Attributes beside the class in which components say what they are. */
const componentAttributes = ['data-component', 'data-testid', 'data-e2e', 'data-component-name', 'data-type'];
const component = /embed|tweet|consent/i;
/** The same of a link that is itself the embed, as newsletters draw a post: `<a data-component-name="Twitter2ToDOM">`. */
const ownComponent = /embed|2ToDOM/;
const ownContent = /(?:^|\s)(?:twitter|tweet|instagram|tiktok|bluesky|youtube|social)-embed(?:\s|$)/;
const notEmbed = /share|teaser|promo|bookmark/i;

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
      // What a drawn post holds may carry its words as data.
      claim(article, index, isDrawn(article, node, index) ? index + 1 : node.end);
    }
    return finds;
  },
};

function standsForEmbed(article: HtmlArticle, anchor: HtmlElement, index: number, url: URL): boolean {
  if (anchor.attributes.class !== undefined && /\bembedly-card\b/.test(anchor.attributes.class)) return true;
  if (anchor.attributes['data-iframely-url'] !== undefined) return true;
  if (isDrawn(article, anchor, index)) return true;
  const isPlayer = isPlayerUrl(url);
  if (isPlayer && article.isFrame) return true;
  if (!isPlayer && !isItsOwnText(article, anchor, index)) return false;
  return isWrapped(article, anchor);
}

function isDrawn({ document }: HtmlArticle, { attributes, end }: HtmlElement, index: number): boolean {
  const name = attributes['data-component-name'] ?? '';
  if (ownComponent.test(name) && !notEmbed.test(name)) return true;
  const first = document.nodes[index + 1];
  return index + 1 < end && first?.kind === 'element' && ownContent.test(first.attributes.class ?? '');
}

/** `<a href="https://youtu.be/…">https://youtu.be/…</a>` */
function isItsOwnText({ document }: HtmlArticle, anchor: HtmlElement, index: number): boolean {
  const words = textWithin(document, index + 1, Math.min(anchor.end, index + 4));
  return /^(?:https?:\/\/|www\.)\S+$/i.test(words) || viewWords.test(words);
}

function isWrapped({ document }: HtmlArticle, anchor: HtmlElement): boolean {
  let parent = anchor.parent;
  for (let level = 0; level < MAX_ANCESTORS && parent >= 0; level += 1) {
    const node = document.nodes[parent];
    if (node?.kind !== 'element' || node.name === 'nav' || node.name === 'footer') return false;
    if (node.name === 'iframe' || wrapper.test((node.attributes.class ?? '').slice(0, 1000))) return true;
    if (componentAttributes.some((name) => component.test((node.attributes[name] ?? '').slice(0, 200))))
      return true;
    parent = node.parent;
  }
  return false;
}
