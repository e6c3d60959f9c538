import { type HtmlDocument, hasClass, textWithin } from '#domain/html.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { elementsWithin, firstOfClass, type Placed } from '../reading/elements.ts';
import { type LinkedText, linkedTextWithin } from '../reading/linked-text.ts';
import { identify } from './urls.ts';

/** A post on an embed page: the post itself comes last, behind the post that it answers; a quoted post is inside it. */
export interface PostBlock {
  place: Placed;
  /** A quoted post, whose words are filled in by script. */
  quote: Placed | null;
}

export function mainBlockIn(document: HtmlDocument): { main: PostBlock | null; parent: PostBlock | null } {
  const blocks: PostBlock[] = [];
  let end = 0;
  for (const place of elementsWithin(document, 0, document.nodes.length, (each) =>
    hasClass(each, 'OuterContainer'),
  )) {
    if (place.index < end) continue;
    end = place.element.end;
    blocks.push({ place, quote: firstOfClass(document, place, 'QuotePostContainer') });
  }
  const previous = blocks.at(-2);
  const isAnswered =
    previous !== undefined && firstOfClass(document, previous.place, 'BodyContainerParent') !== null;
  return { main: blocks.at(-1) ?? null, parent: isAnswered ? previous : null };
}

/** The author's name is in the link; the topic has a link of the same class. */
export function handleOf(document: HtmlDocument, block: PostBlock): string {
  const topic = firstOfClass(document, block.place, 'TopicTagWrapper');
  for (const { index, element } of ownElements(document, block)) {
    if (element.name !== 'a' || !hasClass(element, 'HeaderLink')) continue;
    if (topic !== null && index > topic.index && index < topic.element.end) continue;
    const url = parseHttpUrl(element.attributes.href ?? '', 'https://www.threads.com/');
    const handle = /^\/(?:@|%40)([\w.]+)\/?$/.exec(url?.pathname ?? '')?.[1];
    if (handle !== undefined) return handle;
  }
  return '';
}

/** Null where the post has no words. */
export function wordsOf(document: HtmlDocument, block: PostBlock): LinkedText | null {
  for (const { index, element } of ownElements(document, block)) {
    if (!hasClass(element, 'BodyTextContainer')) continue;
    const { text, links } = linkedTextWithin(document, index + 1, element.end, 'https://www.threads.com/');
    // The platform leaves the mark of an object where it shows a picture or a card below.
    return { text: text.replaceAll('\uFFFC', ' ').trimEnd(), links };
  }
  return null;
}

export function avatarOf(document: HtmlDocument, block: PostBlock): string | null {
  const avatar = firstOfClass(document, block.place, 'AvatarContainer');
  if (avatar === null) return null;
  for (const { element } of elementsWithin(
    document,
    avatar.index,
    avatar.element.end,
    ({ name }) => name === 'img',
  ))
    return element.attributes.src ?? null;
  return null;
}

/** In their order on the page; a count of none is not written. */
export function countsOf(document: HtmlDocument, block: PostBlock): (number | null)[] {
  return [...ownElements(document, block)]
    .filter(({ element }) => hasClass(element, 'ActionBarIcon'))
    .map((place) => {
      const count = firstOfClass(document, place, 'ActionBarCount');
      const text = count === null ? '0' : textWithin(document, count.index + 1, count.element.end);
      return /^\d{1,3}(?:,?\d{3})*$/.test(text) ? Number(text.replaceAll(',', '')) : null;
    });
}

/** The posts that a block links to, its own among them. */
export function postIdsIn(document: HtmlDocument, block: PostBlock): string[] {
  return [...ownElements(document, block)].flatMap(({ element }) => {
    const url = parseHttpUrl(element.attributes.href ?? '', 'https://www.threads.com/');
    const id = url === null ? null : identify(url)?.postId;
    return id ? [id] : [];
  });
}

/** Elements of the post that are not of the one it quotes. */
export function* ownElements(document: HtmlDocument, { place, quote }: PostBlock): Generator<Placed> {
  for (const each of elementsWithin(document, place.index + 1, place.element.end, () => true)) {
    if (quote !== null && each.index >= quote.index && each.index < quote.element.end) continue;
    yield each;
  }
}
