import type { Find, TextFinder } from '../finder.ts';
import { UNKNOWN_BASE, urlOf } from '../hrefs.ts';
import type { Recognise } from '../recogniser.ts';
import type { TextBlock, TextLink } from '../text-blocks.ts';

/** On a line of its own a URL is how editors embed; in the middle of a sentence it is a mention. */
const ALONE_CONFIDENCE = 0.7;
const MENTION_CONFIDENCE = 0.4;
const MAX_AROUND = 2;
const MAX_SHORTCODE_CHARACTERS = 60;

/** URLs of posts that stand in the text, without markup. */
export const textLinks: TextFinder = {
  name: 'text-links',
  find: (blocks, recognise) =>
    blocks.flatMap((block) =>
      block.links
        .filter((link) => !link.claimed && link.anchor < 0)
        .flatMap((link) => findOf(block, link, recognise)),
    ),
};

function findOf(block: TextBlock, link: TextLink, recognise: Recognise): Find[] {
  const url = urlOf(link.href, UNKNOWN_BASE);
  if (url === null) return [];
  const identity = recognise(url);
  if (identity.platform === 'web' || identity.postId === null) return [];
  link.claimed = true;
  const isAlone = standsAlone(block.text, link) || isInShortcode(block.text, link);
  const confidence = isAlone ? ALONE_CONFIDENCE : MENTION_CONFIDENCE;
  const form = isAlone ? 'text' : 'link';
  const place = [...block.place, link.start];
  return [{ kind: 'embed', place, form, foundUrl: url.href, identity, quotation: null, confidence }];
}

/** `[embed]https://…[/embed]` and `[youtube https://…]`, where their system is gone that drew them. */
function isInShortcode(text: string, link: TextLink): boolean {
  const before = text.slice(Math.max(0, link.start - MAX_SHORTCODE_CHARACTERS), link.start);
  const opening =
    /\[(embed|youtube|vimeo|tweet|twitter|instagram|tiktok|facebook|dailymotion|video)(?:\]|[\s=][^[\]]*)$/i.exec(
      before,
    );
  if (opening === null) return false;
  const rest = text.slice(link.start, link.end + MAX_SHORTCODE_CHARACTERS);
  return opening[0].endsWith(']') ? /^[^\s[\]]+\s*\[\//.test(rest) : /^[^[\]]+\]/.test(rest);
}

/** Brackets or a full stop may be around it; only the nearest characters are looked at, however long the line. */
function standsAlone(text: string, link: TextLink): boolean {
  const before = text.slice(Math.max(0, link.start - MAX_AROUND - 1), link.start);
  const after = text.slice(link.end, link.end + MAX_AROUND + 1);
  const lineStart = before.lastIndexOf('\n') + 1;
  const lineEnd = after.indexOf('\n');
  const around = before.length - lineStart + (lineEnd < 0 ? after.length : lineEnd);
  return around <= MAX_AROUND;
}
