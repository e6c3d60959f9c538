import { hostOf, parseHttpUrl } from '#domain/url.ts';

const ownAddresses = ['link', 'url', 'canonical_url', 'canonicalUrl', 'permalink', 'webUrl', 'website_url'];
const contents = [
  'content',
  'body',
  'headline',
  'title',
  'excerpt',
  'content_elements',
  'bodyHtml',
  'blocks',
  'html',
];

/** Says which objects of a page's state are other articles of the same site: their embeds are not this page's. */
export function otherArticles(baseUrl: string): (holder: Readonly<Record<string, unknown>>) => boolean {
  const page = parseHttpUrl(baseUrl);
  const path = page === null ? '' : plainPath(page);
  // Without the article's own address nothing can be told apart; a front page is no article.
  if (page === null || path === '' || page.hostname === 'unknown.invalid') return () => false;
  const host = siteOf(page);
  return (holder) => {
    if (!contents.some((name) => name in holder)) return false;
    const address = ownAddresses.map((name) => holder[name]).find((value) => typeof value === 'string');
    const url = typeof address === 'string' ? parseHttpUrl(address, page) : null;
    return url !== null && siteOf(url) === host && plainPath(url) !== '' && plainPath(url) !== path;
  };
}

function siteOf(url: URL): string {
  return hostOf(url).replace(/^(?:www|m|amp|mobile)\./, '');
}

function plainPath(url: URL): string {
  return url.pathname.toLowerCase().replace(/^\/amp(?=\/)|\/amp\/?$|\.amp$|\/+$/g, '');
}
