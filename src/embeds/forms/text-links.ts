import { identify } from '#platforms/registry.ts';
import type { Find, TextFinder } from '../finder.ts';
import { UNKNOWN_BASE, urlOf } from '../hrefs.ts';
import type { TextBlock, TextLink } from '../text-blocks.ts';

/** On a line of its own a URL is how editors embed; in the middle of a sentence it is a mention. */
const ALONE_CONFIDENCE = 0.7;
const MENTION_CONFIDENCE = 0.4;

/** URLs of posts that stand in the text, without markup. */
export const textLinks: TextFinder = {
  name: 'text-links',
  find: (blocks) =>
    blocks.flatMap((block) =>
      block.links.filter((link) => !link.claimed && link.anchor < 0).flatMap((link) => findOf(block, link)),
    ),
};

function findOf(block: TextBlock, link: TextLink): Find[] {
  const url = urlOf(link.href, UNKNOWN_BASE);
  if (url === null) return [];
  const identity = identify(url);
  if (identity.platform === 'web' || identity.postId === null) return [];
  link.claimed = true;
  const isAlone = standsAlone(block.text, link);
  const confidence = isAlone ? ALONE_CONFIDENCE : MENTION_CONFIDENCE;
  const form = isAlone ? 'text' : 'link';
  const place = [...block.place, link.start];
  return [{ kind: 'embed', place, form, foundUrl: url.href, identity, quotation: null, confidence }];
}

function standsAlone(text: string, link: TextLink): boolean {
  const lineStart = text.lastIndexOf('\n', link.start - 1) + 1;
  const lineEnd = text.indexOf('\n', link.end);
  const line = text.slice(link.start === 0 ? 0 : lineStart, lineEnd < 0 ? undefined : lineEnd);
  return line.length <= link.end - link.start + 2;
}
