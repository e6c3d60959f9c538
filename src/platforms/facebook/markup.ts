import { type HtmlDocument, hasClass, textWithin } from '#domain/html.ts';
import type { Medium } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { elementsWithin, type Placed } from '../reading/elements.ts';
import { type LinkedText, linkedTextWithin } from '../reading/linked-text.ts';
import { pictureOf } from './media.ts';
import { identify } from './urls.ts';

/** A post as pages without JSON-LD and Facebook's embeds show it. */
export interface Story extends LinkedText {
  permalinks: string[];
  author: string | null;
  authorUrl: string | null;
  publishedAt: string | null;
  media: Medium[];
}
export type Stories = Story[];

/** A page of one post shows few others. */
const MAX_STORIES = 50;

export function storiesIn(document: HtmlDocument): Stories {
  const stories: Story[] = [];
  const wrappers = elementsWithin(document, 0, document.nodes.length, (each) =>
    hasClass(each, 'userContentWrapper'),
  );
  for (const wrapper of wrappers) {
    if (stories.length >= MAX_STORIES) break;
    stories.push(storyIn(document, wrapper));
  }
  return stories;
}

function storyIn(document: HtmlDocument, wrapper: Placed): Story {
  const within = (passes: Parameters<typeof elementsWithin>[3]) =>
    Array.from(elementsWithin(document, wrapper.index + 1, wrapper.element.end, passes));
  const message = within(
    (each) => each.attributes['data-testid'] === 'post_message' || hasClass(each, 'userContent'),
  )[0];
  const time = within(
    ({ name, attributes }) => name === 'abbr' && /^\d{9,10}$/.test(attributes['data-utime'] ?? ''),
  )[0];
  const author = within((each) => hasClass(each, 'fwb'))[0];
  const authorLink =
    author &&
    Array.from(elementsWithin(document, author.index, author.element.end, ({ name }) => name === 'a')).at(0);
  const words = message && linkedTextWithin(document, message.index + 1, message.element.end);
  return {
    text: words?.text ?? '',
    links: (words?.links ?? []).map((link) => ({ ...link, url: outsideOf(link.url) })),
    permalinks: within(({ name }) => name === 'a')
      .map(({ element }) => element.attributes.href ?? '')
      .filter((href) => namesPost(href)),
    author: author ? textWithin(document, author.index + 1, author.element.end) || null : null,
    authorUrl: authorLink?.element.attributes.href ?? null,
    publishedAt: time ? new Date(Number(time.element.attributes['data-utime']) * 1000).toISOString() : null,
    media: within((each) => each.name === 'img' && hasClass(each, 'scaledImageFitWidth')).flatMap(
      ({ element }) => pictureOf(element.attributes.src ?? ''),
    ),
  };
}

function namesPost(href: string): boolean {
  const url = parseHttpUrl(href, 'https://www.facebook.com/');
  return url !== null && identify(url)?.kind === 'post';
}

/** Links to elsewhere go by `l.facebook.com/l.php?u=`. */
function outsideOf(href: string): string {
  const url = parseHttpUrl(href);
  if (url === null || !/^lm?\.facebook\.com$/.test(url.hostname)) return href;
  return parseHttpUrl(url.searchParams.get('u') ?? '')?.href ?? href;
}
