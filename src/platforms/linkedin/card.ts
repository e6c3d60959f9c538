import { type HtmlDocument, textWithin } from '#domain/html.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { elementsWithin, type Placed } from '../reading/elements.ts';
import { linkedTextWithin } from '../reading/linked-text.ts';
import { authorOf, baseOf, otherPost, photo, type Reading } from './base.ts';
import { cardSchema, sourcesSchema } from './schemas.ts';

const urnAttributes = ['data-activity-urn', 'data-featured-activity-urn', 'data-attributed-urn', 'data-urn'];

/** The card that stands for a post on public pages and in embeds, by the names that LinkedIn gives its parts for its own tests. */
export function readCard(document: HtmlDocument, target: Target): Reading {
  const found = cardIn(document);
  if (found === null) return { kind: 'none' };
  const { card, urns } = found;
  const other = otherPost(target, urns);
  if (other !== null) return { kind: 'unreadable', path: `article: the answer is about ${other}` };
  const actor = firstWithin(
    document,
    card,
    ({ name, attributes }) =>
      name === 'a' && /actor-name/.test(attributes['data-tracking-control-name'] ?? ''),
  );
  const commentary = firstWithin(document, card, ({ attributes }) =>
    /__commentary$/.test(attributes['data-test-id'] ?? ''),
  );
  const words = commentary
    ? linkedTextWithin(document, commentary.index + 1, commentary.element.end, 'https://www.linkedin.com/')
    : { text: '', links: [] };
  const author = actor === null ? undefined : textWithin(document, actor.index + 1, actor.element.end);
  const stated = cardSchema.safeParse({ author, text: words.text });
  if (!stated.success) return { kind: 'unreadable', path: `article.${pathOf(stated.error)}` };
  const record: PostRecord = {
    ...baseOf(target),
    author: authorOf(stated.data.author, actor?.element.attributes.href ?? null),
    text: words.text,
    links: words.links,
    media: mediaIn(document, card),
    counts: {
      likes: countIn(document, card, 'social-actions__reaction-count'),
      reposts: null,
      replies: countIn(document, card, 'social-actions__comments'),
      quotes: null,
      views: null,
    },
  };
  return { kind: 'record', record };
}

/** The first card of a page, which is the post that it is about, and the ids that it bears. */
export function cardIn(document: HtmlDocument): { card: Placed; urns: string[] } | null {
  const card = firstWithin(
    document,
    null,
    ({ name, attributes }) =>
      name === 'article' || urnAttributes.some((each) => attributes[each] !== undefined),
  );
  return card && { card, urns: urnAttributes.flatMap((name) => card.element.attributes[name] ?? []) };
}

type Passes = Parameters<typeof elementsWithin>[3];

function firstWithin(document: HtmlDocument, within: Placed | null, passes: Passes): Placed | null {
  const from = within === null ? 0 : within.index + 1;
  const end = within === null ? document.nodes.length : within.element.end;
  for (const placed of elementsWithin(document, from, end, passes)) return placed;
  return null;
}

/** Pictures that were attached, not faces and icons; a video has its files in an attribute. */
function mediaIn(document: HtmlDocument, card: Placed): Medium[] {
  const media: Medium[] = [];
  for (const { element } of elementsWithin(document, card.index + 1, card.element.end, () => true)) {
    const { attributes } = element;
    if (element.name === 'video') media.push(...filmOf(attributes));
    const picture = parseHttpUrl(attributes['data-delayed-url'] ?? attributes.src ?? '');
    const isAttached = /feedshare|articleshare|image-shrink/.test(picture?.pathname ?? '');
    if (element.name === 'img' && picture !== null && isAttached)
      media.push(photo(picture.href, attributes.alt || null));
  }
  return media;
}

function filmOf(attributes: Readonly<Record<string, string>>): Medium[] {
  let json: unknown;
  try {
    json = JSON.parse(attributes['data-sources'] ?? '');
  } catch {
    return [];
  }
  const sources = sourcesSchema.safeParse(json);
  if (!sources.success) return [];
  const variants = sources.data.flatMap((source) =>
    parseHttpUrl(source.src) === null
      ? []
      : [
          {
            url: source.src,
            mediaType: source.type ?? null,
            bitrate: source['data-bitrate'] ?? null,
            width: null,
            height: null,
          },
        ],
  );
  const posterUrl = parseHttpUrl(attributes['data-poster-url'] ?? '')?.href ?? null;
  const best = variants.toSorted((a, b) => (b.bitrate ?? -1) - (a.bitrate ?? -1));
  return [{ ...photo(''), kind: 'video', posterUrl, variants: best }];
}

function countIn(document: HtmlDocument, card: Placed, testId: string): number | null {
  const placed = firstWithin(document, card, ({ attributes }) => attributes['data-test-id'] === testId);
  const text = placed === null ? '' : textWithin(document, placed.index + 1, placed.element.end);
  const number = /^([\d,.]+)(?: \w+)?$/.exec(text.replace(/\s+/g, ' '))?.[1]?.replace(/[.,]/g, '');
  return number === undefined || number === '' ? null : Number(number);
}
