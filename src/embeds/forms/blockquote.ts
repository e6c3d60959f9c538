import { type HtmlDocument, type HtmlElement, hasClass, textWithin } from '#domain/html.ts';
import type { Identity } from '#platforms/platform.ts';
import type { HtmlArticle } from '../article.ts';
import { claim, type Find, findOf, type HtmlFinder } from '../finder.ts';
import { urlOf } from '../hrefs.ts';
import { signaturesIn } from '../quotation/signature.ts';
import { readSigned } from '../quotation/signed.ts';
import { type OfficialMarkup, officialMarkups } from './official.ts';

const OFFICIAL_CONFIDENCE = 0.98;
/** The class is lost, the signature and its link to the post are there. */
const SIGNED_CONFIDENCE = 0.9;
const signedPlatforms = new Set(['x', 'bluesky', 'mastodon', 'truthsocial']);

/** The official quotations of the platforms, known by class; the script beside them may be missing. */
export const blockquotes: HtmlFinder = {
  name: 'blockquote',
  find(article) {
    const finds: Find[] = [];
    const starts = quotesIn(article);
    for (const [position, { start, element, markup }] of starts.entries()) {
      // One that was never closed holds all that follow: each ends at the latest where the next begins.
      const end = Math.min(element.end, starts[position + 1]?.start ?? Number.POSITIVE_INFINITY);
      const find =
        markup === null
          ? signedQuote(article, start, end)
          : officialQuote(article, element, markup, start, end);
      if (find === null) continue;
      finds.push(find);
      claim(article, start, end);
    }
    return finds;
  },
};

interface Quote {
  start: number;
  element: HtmlElement;
  markup: OfficialMarkup | null;
}

function quotesIn({ document, claimed }: HtmlArticle): Quote[] {
  const quotes: Quote[] = [];
  let innerEnd = 0;
  for (const [start, element] of document.nodes.entries()) {
    if (element.kind !== 'element' || claimed[start]) continue;
    const markup = markupOf(element);
    if (markup === null && (element.name !== 'blockquote' || start < innerEnd)) continue;
    quotes.push({ start, element, markup });
    // `div.fb-post` holds a quotation of its own.
    if (markup?.platform === 'facebook') innerEnd = element.end;
  }
  return quotes;
}

function markupOf(element: HtmlElement): OfficialMarkup | null {
  if (element.name !== 'blockquote' && element.name !== 'div') return null;
  if (element.attributes.class === undefined) return null;
  return officialMarkups.find(({ className }) => hasClass(element, className)) ?? null;
}

function officialQuote(
  article: HtmlArticle,
  element: HtmlElement,
  markup: OfficialMarkup,
  start: number,
  end: number,
): Find | null {
  const named = namedBy(article, element, markup);
  const links = named === null ? postLinks(article, start, end, (name) => name === markup.platform) : [];
  const post = named ?? links.at(markup.link === 'first' ? 0 : -1);
  if (post === undefined) return null;
  const quotation = markup.quotation({ document: article.document, start, end });
  return findOf({ ...post, place: [start], form: 'blockquote', quotation, confidence: OFFICIAL_CONFIDENCE });
}

interface NamedPost {
  url: URL;
  identity: Identity;
}

function namedBy(article: HtmlArticle, element: HtmlElement, markup: OfficialMarkup): NamedPost | null {
  for (const name of markup.attributes) {
    const url = urlOf(element.attributes[name], article.baseUrl);
    const identity = url === null ? null : article.recognise(url);
    if (url !== null && identity?.platform === markup.platform && identity.postId !== null) {
      return { url, identity };
    }
  }
  return null;
}

function signedQuote(article: HtmlArticle, start: number, end: number): Find | null {
  const post = postLinks(article, start, end, (name) => signedPlatforms.has(name)).at(-1);
  if (post === undefined || !isSigned(article.document, start, end)) return null;
  const quotation = readSigned({ document: article.document, start, end });
  return findOf({ ...post, place: [start], form: 'blockquote', quotation, confidence: SIGNED_CONFIDENCE });
}

function isSigned(document: HtmlDocument, start: number, end: number): boolean {
  return signaturesIn(textWithin(document, start + 1, end)).length > 0;
}

/** Short links do not name the post of a quotation: they are its media, or lead anywhere. */
function postLinks(
  article: HtmlArticle,
  start: number,
  end: number,
  accepts: (platform: string) => boolean,
): NamedPost[] {
  const links: NamedPost[] = [];
  for (let index = start + 1; index < end; index += 1) {
    const node = article.document.nodes[index];
    if (node?.kind !== 'element' || node.name !== 'a') continue;
    const url = urlOf(node.attributes.href, article.baseUrl);
    const identity = url === null ? null : article.recognise(url);
    if (url === null || identity === null || !accepts(identity.platform)) continue;
    if (identity.postId !== null && identity.kind !== 'short-link') links.push({ url, identity });
  }
  return links;
}
