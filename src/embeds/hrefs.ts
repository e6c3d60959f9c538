import { parseHttpUrl } from '#domain/url.ts';

/** Stands in where nobody said where the article is from; what resolves against it is no URL. */
export const UNKNOWN_BASE = 'https://unknown.invalid/';

const MAX_URL_CHARACTERS = 8192;

/**
 * The URL that an attribute names: white space within dropped, escapes that are one level too deep undone, relative ones
 * of pages that a web archive has rewritten followed to what they wrap, `at://` written as the page that shows it. Null
 * where that is no http(s) URL.
 */
export function urlOf(value: string | undefined, baseUrl: string): URL | null {
  if (value === undefined || value.length > MAX_URL_CHARACTERS) return null;
  const plain = value
    .replace(/[\t\n\r]/g, '')
    .replace(/^[\s“”″]+|[\s“”″]+$/g, '')
    .replace(/^www\.(?=[a-z0-9-]+\.[a-z])/i, 'https://www.')
    .replace(/&(?:amp|#0*38|#x26);/gi, '&');
  if (plain === '') return null;
  const archived = /^\/web\/\d{4,14}(?:[a-z]{2}_)?\/(https?:\/\/.+)$/is.exec(plain)?.[1];
  const atUri = /^at:\/\/([^/\s]+)\/app\.bsky\.feed\.post\/([^/?#\s]+)/i.exec(plain);
  const written = atUri === null ? archived : `https://bsky.app/profile/${atUri[1]}/post/${atUri[2]}`;
  const url = parseHttpUrl(written ?? plain, baseUrl);
  return url === null || url.hostname === 'unknown.invalid' ? null : url;
}

/** Attributes in which lazy loaders and consent tools keep an address until it is wanted; the first that has one wins. */
const lazyNames = [
  'src',
  'data-src',
  'data-lazy-src',
  'data-litespeed-src',
  'data-cookieblock-src',
  'data-cmp-src',
  'data-consent-src',
  'data-url',
];
/** There are more of these tools than anybody could list; their attributes are named alike. */
const lazyLike = /src|(?:^data-.*(?:embed|iframe))/;

/** The addresses that an element names, in the order in which they are to be believed. */
export function sourcesOf(attributes: Readonly<Record<string, string>>, baseUrl: string): URL[] {
  const urls: URL[] = [];
  const add = (value: string | undefined) => {
    if (value === undefined || /^\s*(?:about|javascript|data):/i.test(value)) return;
    const url = urlOf(value, baseUrl);
    if (url !== null) urls.push(url);
  };
  for (const name of lazyNames) add(attributes[name]);
  for (const name in attributes) {
    if (!lazyLike.test(name) || lazyNames.includes(name) || name.endsWith('srcset')) continue;
    if (/^\s{0,5}(?:https?:)?\/\//i.test(attributes[name] ?? '')) add(attributes[name]);
  }
  return urls;
}

/** Of frames every attribute is believed that holds an address, but for those that say where they stand or what to share. */
const notFrame = /share|link|href|parent|page|canonical|referr|srcset/;

export function framesOf(attributes: Readonly<Record<string, string>>, baseUrl: string): URL[] {
  const urls = sourcesOf(attributes, baseUrl);
  for (const name in attributes) {
    if (!name.startsWith('data-') || notFrame.test(name)) continue;
    if (!/^\s{0,5}(?:https?:)?\/\//i.test(attributes[name] ?? '')) continue;
    const url = urlOf(attributes[name], baseUrl);
    if (url !== null) urls.push(url);
  }
  return urls;
}
