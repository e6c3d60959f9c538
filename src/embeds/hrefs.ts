import { parseHttpUrl } from '#domain/url.ts';

/** Stands in where nobody said where the article is from; what resolves against it is no URL. */
export const UNKNOWN_BASE = 'https://unknown.invalid/';

/**
 * The URL that an attribute names: white space within dropped, escapes that are one level too deep undone, relative ones
 * of pages that a web archive has rewritten followed to what they wrap. Null where that is no http(s) URL.
 */
export function urlOf(value: string | undefined, baseUrl: string): URL | null {
  if (value === undefined || value.length > 8192) return null;
  const plain = value
    .replace(/[\t\n\r]/g, '')
    .trim()
    .replace(/&(?:amp|#0*38|#x26);/gi, '&');
  const archived = /^\/web\/\d{4,14}(?:[a-z]{2}_)?\/(https?:\/\/.+)$/is.exec(plain)?.[1];
  const url = parseHttpUrl(archived ?? plain, baseUrl);
  return url === null || url.hostname === 'unknown.invalid' ? null : url;
}
