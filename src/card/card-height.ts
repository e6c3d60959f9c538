import { type CardElement, readCard } from './card-tree.ts';
import { countLines } from './text-lines.ts';

/** What a frame is wide where nobody says; the card in it takes all but its margin of 8 px. */
export const standardWidthPx = 550;

/**
 * How high the frame of a card must be so that nothing of it scrolls, in CSS pixels, known from the card's own markup before
 * any browser has seen it. Never too low in common fonts, and some lines too high at most: the framed card takes the room
 * that is left (`.framed` in the style sheet). It follows the boxes of the style sheet; a browser's test holds the two
 * together.
 */
export function estimateCardHeight(page: string, widthPx: number): number {
  const room = Math.min(widthPx - 2 * bodyMarginPx, maxCardPx);
  const flow = { widthPx: room, fontPx: 16, lineHeight: 1.45 };
  return Math.ceil(2 * bodyMarginPx + heightOfChildren(readCard(page), flow));
}

const bodyMarginPx = 8;
const maxCardPx = 550;

interface Flow {
  widthPx: number;
  fontPx: number;
  lineHeight: number;
}

/** Of what a box takes besides its content: margins, padding and border, above and below (`block`), at both sides (`inline`). */
interface Box {
  block?: number;
  inline?: number;
  fontPx?: number;
  lineHeight?: number;
  minHeight?: number;
}

const small = { fontPx: 14 };
const boxes: readonly (readonly [selector: string, box: Box])[] = [
  ['.card', { block: 30, inline: 34 }],
  ['.quoted .media', { block: 12 }],
  ['.pictures .media', { block: 24, inline: -32 }],
  ['.player .media', { inline: -32 }],
  ['.author', { block: 10, lineHeight: 1.25 }],
  ['.gap', { block: 12 }],
  ['.aside', small],
  ['.facts', { ...small, block: 12 }],
  ['footer', { ...small, block: 23 }],
  ['.media', { block: 12 }],
  ['.not-held', { block: 4, inline: 2, minHeight: 96 }],
  ['.media figcaption', { ...small, block: 12, inline: 16 }],
  ['.screenshot', { block: 14, inline: 2 }],
  ['.veil summary', { block: 34, inline: 38 }],
  ['.more summary', { ...small, block: 8, inline: 18 }],
  ['.quoted', { block: 34, inline: 26 }],
  ['.poll', { block: 8 }],
  ['.quotation blockquote', { block: 20, inline: 15 }],
  ['.quotation figcaption', small],
  ['.quotation', { block: 28, inline: 28 }],
  ['.media figure', { block: 2 }],
];

function heightOf(element: CardElement, flow: Flow, within: readonly string[]): number {
  // What is only heard, and what stands beside the words of `author`.
  if (element.classes.includes('heard') || element.classes.includes('avatar')) {
    return 0;
  }
  const { block = 0, inline = 0, minHeight = 0, ...own } = boxOf(element, within);
  const inner = { ...flow, ...own, widthPx: flow.widthPx - inline };
  return block + Math.max(minHeight, heightOfContent(element, inner, within));
}

function heightOfContent(element: CardElement, flow: Flow, within: readonly string[]): number {
  const inside = [...within, ...element.classes];
  if (element.classes.includes('author')) {
    const avatarPx = within.includes('quoted') ? 24 : 48;
    const words = { ...flow, widthPx: flow.widthPx - avatarPx - 10 };
    return Math.max(avatarPx, heightOfChildren(element, words, inside));
  }
  if (element.classes.includes('mosaic')) {
    return heightOfMosaic(element, flow.widthPx);
  }
  if (element.tag === 'img' || element.tag === 'video') {
    return Math.min(
      flow.widthPx / ratioOf(element),
      within.includes('screenshot') ? maxScreenshotPx : maxMediumPx,
    );
  }
  if (element.tag === 'progress') {
    return progressPx;
  }
  if (element.tag === 'audio') {
    return audioPx;
  }
  if (element.tag === 'details') {
    const summary = element.children.filter((child) => typeof child === 'object' && child.tag === 'summary');
    return heightOfChildren({ ...element, children: summary }, flow, inside);
  }
  return heightOfChildren(element, flow, inside);
}

const maxScreenshotPx = 640;
const audioPx = 54;
const maxMediumPx = 680;
/** With its margins. */
const progressPx = 15;
const gapPx = 2;

/** Up to four share a room of fixed shape; more stand in rows of three squares, the last of which two or one may fill. */
function heightOfMosaic({ classes, children }: CardElement, widthPx: number): number {
  if (!classes.includes('many')) {
    return widthPx / (classes.includes('wide') ? 16 / 9 : classes.includes('two') ? 2 : 1);
  }
  const count = children.filter((child) => typeof child === 'object').length;
  const rows = Math.ceil(count / 3);
  const squareOf = (columns: number) => (widthPx - (columns - 1) * gapPx) / columns;
  const lastPx = { 0: squareOf(3), 1: widthPx / 2, 2: squareOf(2) }[count % 3] ?? 0;
  return (rows - 1) * (squareOf(3) + gapPx) + lastPx;
}

/** Words that follow each other are one run of lines; every other element is a box of its own. */
function heightOfChildren(element: CardElement, flow: Flow, within: readonly string[] = []): number {
  let height = 0;
  let words = '';
  const endRun = () => {
    height += countLines(words, flow) * flow.fontPx * flow.lineHeight;
    words = '';
  };
  for (const child of element.children) {
    if (typeof child === 'string') {
      words += child.replaceAll('\n', ' ');
    } else if (isInline(child)) {
      words += wordsOf(child);
    } else {
      endRun();
      height += heightOf(child, flow, within);
    }
  }
  endRun();
  return height;
}

const inlineTags: ReadonlySet<string> = new Set(['a', 'bdi', 'span', 'time', 'strong', 'br']);

/** A link round a picture is as high as the picture. */
function isInline({ tag, children }: CardElement): boolean {
  return inlineTags.has(tag) && !children.some((child) => typeof child === 'object' && child.tag === 'img');
}

function wordsOf(element: CardElement): string {
  if (element.tag === 'br') {
    return '\n';
  }
  // The letter in place of a picture of the author stands beside the words.
  return element.classes.includes('avatar')
    ? ''
    : element.children
        .map((child) => (typeof child === 'string' ? child.replaceAll('\n', ' ') : wordsOf(child)))
        .join('');
}

/** Pictures whose size is not known are given the room of a film (`:not([width])` in the style sheet). */
function ratioOf({ attributes }: CardElement): number {
  const width = Number(attributes.get('width'));
  const height = Number(attributes.get('height'));
  return width > 0 && height > 0 ? width / height : 16 / 9;
}

function boxOf(element: CardElement, within: readonly string[]): Box {
  const matches = (name: string) =>
    name.startsWith('.') ? element.classes.includes(name.slice(1)) : element.tag === name;
  const found = boxes.find(([selector]) => {
    const [last = '', ancestor] = selector.split(' ').toReversed();
    return matches(last) && (ancestor === undefined || within.includes(ancestor.slice(1)));
  });
  return found?.[1] ?? {};
}
