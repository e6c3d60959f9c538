import type { Quotation } from '#domain/embed.ts';
import { type HtmlDocument, type HtmlElement, hasClass, textWithin } from '#domain/html.ts';
import type { Identity } from '#platforms/platform.ts';
import { identify } from '#platforms/registry.ts';
import { claim, type Find, type HtmlArticle, type HtmlFinder } from '../finder.ts';
import { urlOf } from '../hrefs.ts';
import { dateAtStart } from '../quotation/dates.ts';
import { signaturesIn } from '../quotation/signature.ts';
import { withoutTrailingMediaLink } from '../quotation/words.ts';

/** The official quotations of the platforms, known by class; the script beside them may be missing. */
const officialClasses = ['twitter-tweet', 'twitter-video'];
const OFFICIAL_CONFIDENCE = 0.98;
/** The class is lost, the signature and its link to the post are there. */
const SIGNED_CONFIDENCE = 0.9;
/** What publishers put where the words were. */
const placeholder =
  /^(?:this )?(?:tweet|post) (?:may have been deleted|(?:is )?(?:unavailable|no longer available))\b/i;

export const blockquotes: HtmlFinder = {
  name: 'blockquote',
  find(article) {
    const { nodes } = article.document;
    const finds: Find[] = [];
    const starts = nodes.flatMap((node, index) => (isQuote(node) && !article.claimed[index] ? [index] : []));
    for (const [position, start] of starts.entries()) {
      const element = nodes[start];
      if (element?.kind !== 'element') continue;
      // One that was never closed holds all that follow: each ends at the latest where the next begins.
      const end = Math.min(element.end, starts[position + 1] ?? Number.POSITIVE_INFINITY);
      const find = findIn(article, element, start, end);
      if (find === null) continue;
      finds.push(find);
      claim(article, start, end);
    }
    return finds;
  },
};

function isQuote(node: HtmlDocument['nodes'][number]): boolean {
  if (node.kind !== 'element') return false;
  return node.name === 'blockquote' || (node.name === 'div' && hasClass(node, 'twitter-tweet'));
}

function findIn(article: HtmlArticle, element: HtmlElement, start: number, end: number): Find | null {
  const link = lastPostLink(article, start, end);
  if (link === null) return null;
  const isOfficial = officialClasses.some((name) => hasClass(element, name));
  const text = textWithin(article.document, start + 1, end);
  const signature = signaturesIn(text).at(-1);
  if (!isOfficial && (signature === undefined || element.name !== 'blockquote')) return null;
  const before = signature === undefined ? null : text.slice(0, signature.start);
  const date = signature?.date ?? dateAtStart(link.words)?.date ?? null;
  const quotation: Quotation = {
    text: wordsOf(before ?? paragraphsIn(article.document, start, end)),
    authorName: signature?.authorName ?? null,
    authorHandle: signature?.authorHandle ?? null,
    date,
  };
  const isBare = Object.values(quotation).every((value) => value === null);
  return {
    kind: 'embed',
    place: [start],
    form: 'blockquote',
    foundUrl: link.url.href,
    identity: link.identity,
    quotation: isBare ? null : quotation,
    confidence: isOfficial ? OFFICIAL_CONFIDENCE : SIGNED_CONFIDENCE,
  };
}

/** The last link to a post is the post's own; quoted and linked posts come before it. */
function lastPostLink(article: HtmlArticle, start: number, end: number) {
  let last: { url: URL; identity: Identity; words: string } | null = null;
  for (let index = start + 1; index < end; index += 1) {
    const node = article.document.nodes[index];
    if (node?.kind !== 'element' || node.name !== 'a') continue;
    const url = urlOf(node.attributes.href, article.baseUrl);
    const identity = url === null ? null : identify(url);
    if (url === null || identity === null || identity.platform === 'web' || identity.kind !== 'post')
      continue;
    last = { url, identity, words: textWithin(article.document, index + 1, Math.min(node.end, end)) };
  }
  return last;
}

function paragraphsIn(document: HtmlDocument, start: number, end: number): string {
  const paragraphs: string[] = [];
  for (let index = start + 1; index < end; index += 1) {
    const node = document.nodes[index];
    if (node?.kind !== 'element' || node.name !== 'p') continue;
    paragraphs.push(textWithin(document, index + 1, Math.min(node.end, end)));
    index = Math.max(index, Math.min(node.end, end) - 1);
  }
  return paragraphs.join('\n');
}

function wordsOf(text: string): string | null {
  const words = withoutTrailingMediaLink(text);
  return words.length === 0 || placeholder.test(words) ? null : words;
}
