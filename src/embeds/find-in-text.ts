import type { Place } from './article.ts';
import { findInHtml } from './find-in-html.ts';
import type { Find } from './finder.ts';
import { textFinders } from './finders.ts';
import type { Recognise } from './recogniser.ts';
import { withShortcodesAsUrls } from './shortcodes.ts';
import { blocksOfText, type TextBlock } from './text-blocks.ts';

/** Elements that go on over blank lines. */
const containers = new Set(
  'blockquote div figure iframe script section article aside table details object video textarea template noscript p ul ol'.split(
    ' ',
  ),
);

export function findInText(text: string, recognise: Recognise): Find[] {
  return findInBlocks(blocksOfText(withShortcodesAsUrls(text)), recognise);
}

/** Text with islands of HTML: a paragraph that begins with a tag is one, to the paragraph that closes it. */
export function findInMarkdown(text: string, baseUrl: string, recognise: Recognise): Find[] {
  const source = withShortcodesAsUrls(text).replace(/\r\n?/g, '\n');
  const words: TextBlock[] = [];
  const finds: Find[][] = [];
  const lastClosings = new Map<string, number>();
  let island: Island | null = null;
  for (const block of blocksOfText(source)) {
    island ??= islandAt(block, source, lastClosings);
    if (island === null) {
      words.push(block);
      continue;
    }
    island.html += `${block.text}\n\n`;
    if (!island.isClosedLater || block.text.includes(`</${island.name}`)) {
      finds.push(findInHtml(island.html, { baseUrl, recognise, host: island.place }));
      island = null;
    }
  }
  return [...finds.flat(), ...findInBlocks(words, recognise)];
}

interface Island {
  name: string;
  place: Place;
  html: string;
  isClosedLater: boolean;
}

/** One that is never closed is its paragraph only, as is one that holds nothing. */
function islandAt(block: TextBlock, source: string, lastClosings: Map<string, number>): Island | null {
  const name = /^<([a-z][a-z0-9-]{0,30})[\s/>]/i.exec(block.text)?.[1];
  if (name === undefined) return null;
  let lastClosing = -1;
  if (containers.has(name.toLowerCase())) {
    lastClosing = lastClosings.get(name) ?? source.lastIndexOf(`</${name}`);
    lastClosings.set(name, lastClosing);
  }
  return { name, place: block.place, html: '', isClosedLater: lastClosing > (block.place[0] ?? 0) };
}

function findInBlocks(blocks: TextBlock[], recognise: Recognise): Find[] {
  return textFinders.flatMap((finder) => finder.find(blocks, recognise));
}
