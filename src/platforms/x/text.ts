import { unescapeHtml } from '../reading/unescape-html.ts';
import type { QuotedAnswer } from './schemas.ts';

export interface PostText {
  text: string;
  /** `[start, end)` in UTF-16 units of `text`. */
  links: { url: string; start: number; end: number }[];
}

/**
 * The words of a post as a reader sees them. The answer's `text` is HTML-escaped, begins with the mentions of a reply
 * and ends with the short links of attached media; `display_text_range` says what is shown.
 */
export function readText(post: Pick<QuotedAnswer, 'text' | 'display_text_range' | 'entities'>): PostText {
  const media = post.entities?.media ?? [];
  const shown = dropTrailing(
    displayedPart(post),
    media.map((entity) => entity.url),
  );
  const expansions = new Map<string, string>();
  for (const entity of [...media, ...(post.entities?.urls ?? [])]) {
    expansions.set(entity.url, entity.expanded_url ?? entity.url);
  }
  return expand(shown, expansions);
}

/**
 * The range is documented in code points, and recorded answers with emoji count UTF-16 units: whichever of the two ends
 * where a link begins or the text ends is meant; code points where both do or neither does.
 */
function displayedPart(post: Pick<QuotedAnswer, 'text' | 'display_text_range'>): string {
  const range = post.display_text_range;
  if (!range) return post.text;
  const characters = Array.from(post.text);
  const byCodePoints = characters.slice(range[0], range[1]).join('');
  if (characters.length === post.text.length) return byCodePoints;
  const restByCodePoints = characters.slice(range[1]).join('');
  const restByUnits = post.text.slice(range[1]);
  const isPlausible = (rest: string) => rest === '' || /^\s*https:\/\/t\.co\//.test(rest);
  if (isPlausible(restByUnits) && !(isPlausible(restByCodePoints) && range[1] < characters.length)) {
    return post.text.slice(range[0], range[1]);
  }
  return byCodePoints;
}

function dropTrailing(text: string, urls: string[]): string {
  let rest = text.trimEnd();
  for (let changed = true; changed; ) {
    changed = false;
    for (const url of urls) {
      if (!rest.endsWith(url)) continue;
      rest = rest.slice(0, -url.length).trimEnd();
      changed = true;
    }
  }
  return rest;
}

function expand(text: string, expansions: Map<string, string>): PostText {
  const links: PostText['links'] = [];
  let out = '';
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/t\.co\/[A-Za-z0-9]+/g)) {
    const expanded = expansions.get(match[0]);
    if (expanded === undefined) continue;
    out += unescapeHtml(text.slice(from, match.index));
    links.push({ url: expanded, start: out.length, end: out.length + expanded.length });
    out += expanded;
    from = match.index + match[0].length;
  }
  return { text: out + unescapeHtml(text.slice(from)), links };
}
