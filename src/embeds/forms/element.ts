import type { EmbedForm } from '#domain/embed.ts';
import { type HtmlElement, hasClass } from '#domain/html.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { HtmlArticle } from '../article.ts';
import { claim, type Find, findOf, type HtmlFinder } from '../finder.ts';
import { sourcesOf, urlOf } from '../hrefs.ts';
import { urlOfBareId, urlOfNamedId } from '../players.ts';
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
  ['data-postid', null],
  ['data-post-id', null],
  ['data-recommend-id', null],
  ['postid', null],
  ['videoid', null],
  ['video-id', null],
]);
/** There are more ways to name such an attribute than anybody could list: `data-youtube-video`, `data-vimeo-code`. */
const idAttributeLike =
  /^data-(?:(youtube|yt|vimeo|dailymotion|tiktok|tweet|twitter)(?:-?(?:video|tweet|post|status|embed))?(?:-?(?:id|code|key))?|(instagram)-?(?:(?:post|embed)(?:-?(?:id|code))?|code))$/;
/** Attributes that hold a post's URL, of elements that no reader would follow as a link. */
const urlAttributes: readonly string[] = [
  'data-tweet-url',
  'data-post-url',
  'data-video-url',
  'data-video-src',
  'data-canonical-url',
  'data-youtube-url',
  'data-vimeo-url',
  'data-tiktok-url',
  'data-instagram-url',
  'data-iframely-url',
  'data-embedly-url',
  'data-embed-href',
];
/** Attributes in which custom elements and AMP components name what they show. */
const ownAddresses = ['src', 'data-src', 'data-href', 'data-url', 'url', 'href', 'uri', 'cite'];
const MAX_ADDRESS_CHARACTERS = 2000;
/** The same, of elements whose class says that they are embeds. */
const placeholderAttributes: readonly string[] = ['data-href', 'data-url', 'data-link', 'data-permalink'];
const embedClass =
  /(?:^|[\s_-])(?:embed|tweet|oembed|social-?(?:embed|post)|(?:facebook|instagram|twitter|tiktok|bluesky)[_-]?(?:post|video|embed)|(?:youtube|vimeo|dailymotion|facebook)[_-]?(?:video|player|embed))/i;
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
  'data-embedtype',
  'data-embed',
  'data-component',
  'data-component-name',
  'data-vendor',
  'type',
  'src',
];
const ampEmbeds =
  /^amp-(?:twitter|youtube|instagram|facebook|tiktok|reddit|vimeo|dailymotion|embedly-card|iframely|video-iframe|iframe|bluesky|story-360|vk)$/;
/** Custom elements that name a post to show it; those that link, share or tease name one as well. */
const customEmbeds =
  /^(?:bluesky-post|lite-youtube(?:-embed)?|lite-vimeo(?:-embed)?|lite-dailymotion|lite-tiktok|youtube-(?:video|embed|player)|vimeo-(?:video|embed|player)|tiktok-(?:video|embed)|twitch-video|dailymotion-video|tweet-embed|twitter-(?:tweet|embed)|embetty-(?:tweet|video)|(?:[a-z]+-)?oembed(?:-[a-z]+)?|o-embed|iframely-embed|mastodon-(?:post|embed|toot)|toot-embed|(?:[a-z]+-){0,3}(?:embed|embedded)(?:-[a-z]+)?|fb:(?:post|video|comment-embed))$/;
/** The same without a hyphen: the components of MDX among them. */
const plainEmbeds = new Set(
  'oembed tweet xembed tweetembed twittertweet youtube youtubeembed vimeo instagram tiktok'.split(' '),
);
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
    const isData = attribute.startsWith('data-');
    hasData ||= isData;
    const alike = isData ? idAttributeLike.exec(attribute) : null;
    const owner = idAttributes.get(attribute) ?? alike?.[1] ?? alike?.[2];
    if ((owner === undefined && !idAttributes.has(attribute)) || name === 'img' || name === 'a') continue;
    const value = attributes[attribute]?.trim() ?? '';
    if (value === '' || value.length > MAX_ADDRESS_CHARACTERS) continue;
    provider ??= owner ?? providerOf(element);
    const url =
      parseHttpUrl(urlOfBareId(owner ?? provider, value) ?? urlOfNamedId(value) ?? '') ??
      (/^(?:https?:)?\/\//i.test(value) ? urlOf(value, baseUrl) : null);
    if (url !== null) yield url;
  }
  if (isEmbedElement(name)) {
    yield* urlsIn(element, ownAddresses, baseUrl);
    yield* urlsOfOwnIds(element);
  } else if (attributes.class !== undefined) {
    yield* urlsInClass(attributes.class);
    if (facade.test(attributes.class)) yield* urlsInStyle(attributes.style ?? '');
  }
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
  if (plainEmbeds.has(name)) return true;
  return /[-:]/.test(name) && (ampEmbeds.test(name) || customEmbeds.test(name));
}

/** `<amp-tiktok data-src="7166…">`, `<embetty-tweet status="1072…">`, `<amp-vk data-owner-id="1" data-post-id="45616">`. */
function* urlsOfOwnIds({ name, attributes }: HtmlElement): Iterable<URL> {
  const said = `${name} ${attributes.type ?? ''}`;
  for (const attribute of ['src', 'data-src', 'status', 'id']) {
    const url = parseHttpUrl(urlOfBareId(said, attributes[attribute]?.trim() ?? '') ?? '');
    if (url !== null) yield url;
  }
  const { 'data-owner-id': owner, 'data-post-id': post, 'data-embedtype': kind } = attributes;
  if (name !== 'amp-vk' || kind !== 'post' || !/^-?\d{1,15}$/.test(owner ?? '')) return;
  const url = parseHttpUrl(`https://vk.com/wall${owner}_${post}`);
  if (url !== null) yield url;
}

/** `div.bbpBox1072…`: how X's posts were embedded before it had a way of its own. */
function* urlsInClass(className: string): Iterable<URL> {
  if (!className.includes('bbpBox')) return;
  const id = /(?:^|\s)bbpBox_?(\d{5,19})(?:\s|$)/.exec(className)?.[1];
  const url = id === undefined ? null : parseHttpUrl(urlOfBareId('tweet', id) ?? '');
  if (url !== null) yield url;
}

/** What stands for YouTube's player until a reader wants it shows the still picture of the film. */
const facade =
  /(?:^|\s)(?:(?:yt|youtube)[-_]?(?:lite|facade|placeholder|preview|embed|player)|lite[-_]?(?:yt|youtube))(?:[\s_-]|$)/i;

function* urlsInStyle(style: string): Iterable<URL> {
  const id = /\/\/(?:i\d?\.ytimg\.com|img\.youtube\.com)\/(?:vi|vi_webp|an_webp)\/([\w-]{11})\//.exec(
    style.slice(0, 1000),
  )?.[1];
  const url = id === undefined ? null : parseHttpUrl(urlOfBareId('youtube', id) ?? '');
  if (url !== null) yield url;
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
