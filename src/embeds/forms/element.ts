import type { EmbedForm } from '#domain/embed.ts';
import { type HtmlElement, hasClass } from '#domain/html.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { HtmlArticle } from '../article.ts';
import { claim, type Find, findOf, type HtmlFinder } from '../finder.ts';
import { sourcesOf, urlOf } from '../hrefs.ts';
import { urlOfBareId } from '../players.ts';
import { recogniseFrame } from '../recogniser.ts';

const CONFIDENCE = 0.95;

/** Attributes that hold a post's bare id, with what says whose id it is where the name does not. */
const idAttributes: ReadonlyMap<string, string | null> = new Map([
  ['data-tweet-id', 'tweet'],
  ['data-tweetid', 'tweet'],
  ['data-twitter-id', 'twitter'],
  ['data-youtube-id', 'youtube'],
  ['data-youtubeid', 'youtube'],
  ['data-youtube', 'youtube'],
  ['data-youtube-video-id', 'youtube'],
  ['data-youtube-code', 'youtube'],
  ['data-ytid', 'youtube'],
  ['data-yt-id', 'youtube'],
  ['data-vimeo-id', 'vimeo'],
  ['data-dailymotion-id', 'dailymotion'],
  ['data-tiktok-id', 'tiktok'],
  ['data-instagram-id', 'instagram'],
  ['data-shortcode', 'instagram'],
  ['data-telegram-post', 'telegram'],
  ['tweet-id', 'tweet'],
  ['tweetid', 'tweet'],
  ['data-video-id', null],
  ['data-videoid', null],
  ['data-video', null],
  ['data-embed-id', null],
  ['data-embed', null],
  ['data-plyr-embed-id', null],
  ['data-external-id', null],
  ['data-media-id', null],
  ['data-id', null],
  ['data-code', null],
  ['videoid', null],
  ['video-id', null],
]);
/** Attributes that hold a post's URL, of elements that no reader would follow as a link. */
const urlAttributes: readonly string[] = [
  'data-tweet-url',
  'data-post-url',
  'data-video-url',
  'data-video-src',
  'data-youtube-url',
  'data-iframely-url',
  'data-embedly-url',
  'data-embed-href',
];
/** Attributes in which custom elements and AMP components name what they show. */
const ownAddresses = ['src', 'data-src', 'data-href', 'data-url', 'url', 'href', 'uri', 'cite'];
const MAX_ADDRESS_CHARACTERS = 2000;
/** The same, of elements whose class says that they are embeds. */
const placeholderAttributes: readonly string[] = ['data-href', 'data-url', 'data-link', 'data-permalink'];
const embedClass = /(?:^|[\s_-])(?:embed|tweet|oembed|social-?(?:embed|post))/i;
/** What says whose an id is: the element's own name and classes among them. */
const providerAttributes = [
  'class',
  'id',
  'data-provider',
  'data-provider-name',
  'provider-name',
  'data-type',
  'data-video-type',
  'data-video-provider',
  'data-embed-type',
  'data-embed-provider',
  'data-platform',
  'data-service',
  'data-source',
  'data-plyr-provider',
  'data-player',
  'data-network',
  'src',
];
const ampEmbeds =
  /^amp-(?:twitter|youtube|instagram|facebook|tiktok|reddit|vimeo|dailymotion|embedly-card|iframely|video-iframe|iframe|bluesky|story-360)$/;
/** Custom elements that name a post to show it; those that link, share or tease name one as well. */
const customEmbeds =
  /^(?:bluesky-post|lite-youtube(?:-embed)?|lite-vimeo(?:-embed)?|lite-dailymotion|lite-tiktok|youtube-(?:video|embed|player)|vimeo-(?:video|embed|player)|tiktok-(?:video|embed)|twitch-video|dailymotion-video|tweet-embed|twitter-(?:tweet|embed)|(?:[a-z]+-)?oembed(?:-[a-z]+)?|o-embed|iframely-embed|mastodon-(?:post|embed|toot)|toot-embed|(?:[a-z]+-)?social-embed|(?:[a-z]+-)?(?:embed|embedded)-[a-z]+|[a-z]+-embed|fb:(?:post|video|comment-embed))$/;
/** Their ids are the publisher's own. */
const button = /share|follow|btn|icon|counter|likes?\b|navi|menu|related|channel|profile/i;
const notContainers = new Set('img picture source script link meta a input button form body html'.split(' '));

/** Rendered widgets, publishers' own players, custom elements and AMP components, where the post's id or URL is in an attribute. */
export const elements: HtmlFinder = {
  name: 'element',
  find(article) {
    const finds: Find[] = [];
    for (const [index, node] of article.document.nodes.entries()) {
      if (node.kind !== 'element' || article.claimed[index]) continue;
      const find = findIn(article, node, index);
      if (find === null) continue;
      finds.push(find);
      claim(article, index, node.end);
    }
    return finds;
  },
};

function findIn(article: HtmlArticle, element: HtmlElement, index: number): Find | null {
  for (const url of urlsOf(element, article.baseUrl)) {
    const identity = recogniseFrame(article.recognise, url);
    // A profile in such an attribute is a link of the publisher's, not a widget.
    if (identity.platform === 'web' || identity.postId === null) continue;
    return findOf({ place: [index], form: formOf(element), url, identity, confidence: CONFIDENCE });
  }
  return null;
}

function* urlsOf(element: HtmlElement, baseUrl: string): Iterable<URL> {
  const { name, attributes } = element;
  let provider: string | null = null;
  let hasData = false;
  for (const attribute in attributes) {
    hasData ||= attribute.startsWith('data-');
    const owner = idAttributes.get(attribute);
    if (owner === undefined || name === 'img' || name === 'a') continue;
    const value = attributes[attribute]?.trim() ?? '';
    if (value === '' || value.length > MAX_ADDRESS_CHARACTERS) continue;
    provider ??= owner ?? providerOf(element);
    const url =
      parseHttpUrl(urlOfBareId(owner ?? provider, value) ?? '') ??
      (/^(?:https?:)?\/\//i.test(value) ? urlOf(value, baseUrl) : null);
    if (url !== null) yield url;
  }
  if (isEmbedElement(name)) yield* urlsIn(element, ownAddresses, baseUrl);
  if (!hasData) return;
  if (name === 'a' && attributes['data-iframely-url'] === undefined) return;
  if (notContainers.has(name) && name !== 'a') return;
  yield* urlsIn(element, urlAttributes, baseUrl);
  if (embedClass.test(attributes.class ?? '')) yield* urlsIn(element, placeholderAttributes, baseUrl);
  if (name !== 'iframe' && name !== 'video' && name !== 'embed') {
    const { src, 'data-url': dataUrl, ...lazy } = attributes;
    yield* sourcesOf(lazy, baseUrl);
  }
}

function isEmbedElement(name: string): boolean {
  if (name === 'oembed') return true;
  return /[-:]/.test(name) && (ampEmbeds.test(name) || customEmbeds.test(name));
}

function* urlsIn({ attributes }: HtmlElement, names: readonly string[], baseUrl: string): Iterable<URL> {
  for (const name of names) {
    const url = urlOf(attributes[name], baseUrl);
    if (url !== null) yield url;
  }
}

function providerOf({ name, attributes }: HtmlElement): string {
  const words = providerAttributes.map((attribute) => attributes[attribute]?.slice(0, 300) ?? '');
  const said = [name, ...words].join(' ');
  return button.test(said) ? '' : said;
}

function formOf(element: HtmlElement): EmbedForm {
  if (element.name.startsWith('amp-')) return 'amp';
  if (element.name === 'script') return 'script';
  if (element.name === 'blockquote' || hasClass(element, 'tiktok-embed')) return 'blockquote';
  return element.name === 'iframe' ? 'iframe' : 'element';
}
