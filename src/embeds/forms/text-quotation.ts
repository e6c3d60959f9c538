import type { Quotation } from '#domain/embed.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Identity } from '#platforms/platform.ts';
import { quotationId } from '#platforms/quotation.ts';
import type { Find, TextFinder } from '../finder.ts';
import { UNKNOWN_BASE, urlOf } from '../hrefs.ts';
import { extentOf } from '../quotation/extent.ts';
import { languageOf } from '../quotation/language.ts';
import { type Signature, signaturesIn } from '../quotation/signature.ts';
import { withoutTrailingMediaLink } from '../quotation/words.ts';
import type { Recognise } from '../recogniser.ts';
import type { TextBlock, TextLink } from '../text-blocks.ts';

const MAX_HEAD_CHARACTERS = 6000;
const SAMPLE_CHARACTERS = 20_000;
/** A link to the post's own page ends its signature, and may follow the date in brackets. */
const MAX_LINK_DISTANCE = 12;

/**
 * An embed that was flattened into text: `words pic.twitter.com/K — Name (@handle) December 12, 2018`. A link of the
 * signature names the post; else the media link before it does, once followed; else the words are all there is.
 */
export const textQuotations: TextFinder = {
  name: 'text-quotation',
  find(blocks, recognise) {
    // Most articles have no signature, and telling a language takes reading all words.
    let articleLanguage: string | null | undefined;
    const finds: Find[] = [];
    let free = { block: 0, offset: 0 };
    for (const [index, block] of blocks.entries()) {
      for (const signature of signaturesIn(block.text)) {
        const from = free.block === index ? free.offset : 0;
        const head = block.text.slice(Math.max(from, signature.start - MAX_HEAD_CHARACTERS), signature.start);
        const earliest = free.block === index ? index : free.offset > 0 ? free.block + 1 : free.block;
        if (articleLanguage === undefined) articleLanguage = languageOf(sampleOf(blocks));
        const extent = extentOf(head, textsBefore(blocks, index, earliest), articleLanguage);
        const quoted = blocks.slice(index - extent.paragraphs, index);
        finds.push(findOf(block, signature, from, quoted, extent, recognise));
        free = { block: index, offset: signature.end };
      }
    }
    return finds;
  },
};

function* textsBefore(blocks: TextBlock[], index: number, earliest: number): Iterable<string> {
  for (let before = index - 1; before >= earliest; before -= 1) yield blocks[before]?.text ?? '';
}

/** The article's own words, as far as can be told before quotations are cut out: what no signature follows. */
function sampleOf(blocks: TextBlock[]): string {
  let sample = '';
  for (const block of blocks) {
    if (sample.length > SAMPLE_CHARACTERS) break;
    const signature = signaturesIn(block.text).at(-1);
    sample += `${signature === undefined ? block.text : block.text.slice(signature.end)}\n`;
  }
  return sample;
}

function findOf(
  block: TextBlock,
  signature: Signature,
  from: number,
  quoted: TextBlock[],
  extent: { text: string; certain: boolean },
  recognise: Recognise,
): Find {
  const own = block.links.filter(
    (link) => link.start >= from && link.start <= signature.end + MAX_LINK_DISTANCE,
  );
  // What follows the signature names the post, or belongs to the next one.
  const before = own.filter((link) => link.start < signature.start);
  const signing = own.filter((link) => link.start >= signature.start);
  const words = [...quoted, { text: block.text, links: before }];
  const signed = postNamedBy(signing, recognise);
  const within = signed === null ? own.filter((link) => link.start < signature.end) : own;
  for (const link of [...quoted.flatMap((each) => each.links), ...within]) link.claimed = true;
  const named = signed ?? mediaLinkIn(words, recognise);
  const quotation: Quotation = {
    text: withoutTrailingMediaLink(extent.text.replace(/^> ?/gm, '')) || null,
    authorName: signature.authorName,
    authorHandle: signature.authorHandle,
    date: signature.date,
  };
  const { foundUrl, identity } = named ?? knownByWords(quotation);
  const doubts =
    (extent.certain ? 0 : 0.1) + (signature.date === null ? 0.15 : 0) + (named === null ? 0.2 : 0);
  const place = quoted[0]?.place ?? block.place;
  return {
    kind: 'embed',
    place,
    form: 'text',
    foundUrl,
    identity,
    quotation,
    confidence: round(0.9 - doubts),
  };
}

interface Named {
  foundUrl: string;
  identity: Identity;
}

/** The last link of the signature to a post is the post itself. */
function postNamedBy(links: TextLink[], recognise: Recognise): Named | null {
  return last(links, recognise, (identity) => identity.kind === 'post');
}

/** `pic.twitter.com/K` is the post's own media; a plain t.co in its words may lead anywhere. */
function mediaLinkIn(blocks: { text: string; links: TextLink[] }[], recognise: Recognise): Named | null {
  const links = blocks.flatMap(({ text, links }) =>
    links.map((link) => ({ ...link, href: mediaHrefOf(text.slice(link.start, link.end)) ?? link.href })),
  );
  return last(
    links,
    recognise,
    (identity, url) => identity.kind === 'short-link' && url.hostname.startsWith('pic.'),
  );
}

/** An anchor's `href` is the t.co, its words are the media link; both lead to the same place. */
function mediaHrefOf(words: string): string | null {
  return /^pic\.(?:twitter|x)\.com\/[A-Za-z0-9]{6,10}$/i.test(words.trim())
    ? `https://${words.trim()}`
    : null;
}

function last(
  links: TextLink[],
  recognise: Recognise,
  accepts: (identity: Identity, url: URL) => boolean,
): Named | null {
  for (const link of links.toReversed()) {
    const url = urlOf(link.href, UNKNOWN_BASE);
    const identity = url === null ? null : recognise(url);
    if (url !== null && identity !== null && accepts(identity, url)) return { foundUrl: url.href, identity };
  }
  return null;
}

/** No link: the account is all the address there is, and the id is made of the words. */
function knownByWords(quotation: Quotation): Named {
  const { platform, url } = accountOf(quotation.authorHandle ?? '');
  const foundUrl = parseHttpUrl(url)?.href ?? 'https://x.com/';
  const postId = quotationId(quotation);
  return {
    foundUrl,
    identity: { platform, kind: 'post', postId, canonicalUrl: foundUrl, certain: false },
  };
}

/** `@user@server` is of the fediverse, `@name.domain` of Bluesky, any other of X. */
function accountOf(handle: string): { platform: string; url: string } {
  const [user, server] = handle.split('@');
  if (server) return { platform: 'mastodon', url: `https://${server}/@${user}` };
  if (handle.includes('.')) return { platform: 'bluesky', url: `https://bsky.app/profile/${handle}` };
  return { platform: 'x', url: `https://x.com/${handle}` };
}

function round(confidence: number): number {
  return Math.round(confidence * 100) / 100;
}
