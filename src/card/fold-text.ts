import { html, type Markup } from './html.ts';
import { type Link, renderText } from './text.ts';

/** About four lines of a card. */
const openCharacters = 280;

/** Text of which only the beginning lies open; `links` as in `renderText`. */
export function foldText(text: string, links: readonly Link[], rest: string): Markup {
  const cut = cutOf(text);
  const beginning = renderText(text.slice(0, cut), links);
  if (text.slice(cut).trim() === '') {
    return beginning;
  }
  const moved = links.map((link) => ({ ...link, start: link.start - cut, end: link.end - cut }));
  return html`${beginning}<details class="more"><summary>${rest}</summary>${renderText(text.slice(cut), moved)}</details>`;
}

/** Between two words, unless one is longer than all that lies open. */
function cutOf(text: string): number {
  if (text.length <= openCharacters) {
    return text.length;
  }
  const space = text.slice(0, openCharacters).search(/\s\S*$/);
  const isHalf = /[\ud800-\udbff]/.test(text.charAt(openCharacters - 1));
  return space > 0 ? space : openCharacters - (isHalf ? 1 : 0);
}
