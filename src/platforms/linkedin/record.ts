import { type HtmlDocument, hasClass, textWithin } from '#domain/html.ts';
import type { Medium } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { elementsWithin } from '../reading/elements.ts';
import { linkedDataObjects } from '../reading/linked-data-objects.ts';
import { readMetaTags } from '../reading/meta-tags.ts';
import { timeOf } from '../reading/stated-time.ts';
import { linksInText } from '../reading/text-links.ts';
import { authorOf, baseOf, otherPost, photo, type Reading } from './base.ts';
import { readCard } from './card.ts';
import { type PostingAnswer, postingSchema } from './schemas.ts';
import { articleOf, identify } from './urls.ts';

/** A public page or an embed: the JSON-LD, else the card of the post, else what an article's page says of itself. */
export function readPage(document: HtmlDocument, target: Target): Reading {
  const stated = linkedDataObjects(document).find(
    (object) =>
      '@type' in object &&
      /^(?:SocialMediaPosting|DiscussionForumPosting|VideoObject|Article|NewsArticle)$/.test(
        String(object['@type']),
      ),
  );
  if (stated !== undefined) return readPosting(document, target, stated);
  return articleOf(target.postId) === null ? readCard(document, target) : readArticle(document, target);
}

function readPosting(document: HtmlDocument, target: Target, stated: object): Reading {
  const posting = postingSchema.safeParse(stated);
  if (!posting.success) return { kind: 'unreadable', path: `json-ld.${pathOf(posting.error)}` };
  const meta = readMetaTags(document);
  const other = otherPost(target, [posting.data['@id'] ?? '', meta.first('og:url') ?? '']);
  if (other !== null) return { kind: 'unreadable', path: `json-ld.@id: the answer is about ${other}` };
  const { articleBody, text, description, headline, name, datePublished, uploadDate } = posting.data;
  const author = posting.data.author ?? posting.data.creator;
  if (!author) return { kind: 'unreadable', path: 'json-ld.author: none' };
  const words = articleBody ?? text ?? description ?? '';
  const isArticle = articleOf(target.postId) !== null;
  return {
    kind: 'record',
    record: {
      ...baseOf(target),
      author: authorOf(author.name, author.url ?? null),
      title: isArticle ? (headline ?? name ?? null) : null,
      text: words,
      textTruncated: articleBody == null && text == null && /(?:\.\.\.|…)$/.test(words),
      links: linksInText(words),
      publishedAt: timeOf(datePublished ?? uploadDate),
      media: mediaOf(posting.data),
    },
  };
}

function mediaOf(posting: PostingAnswer): Medium[] {
  const film = parseHttpUrl(posting.contentUrl ?? '')?.href;
  if (film !== undefined) {
    const posterUrl = parseHttpUrl(posting.thumbnailUrl ?? '')?.href ?? null;
    return [{ ...photo(film), kind: 'video', posterUrl }];
  }
  return (posting.image ?? []).flatMap(({ url }) => (parseHttpUrl(url) === null ? [] : [photo(url)]));
}

/** Older articles: tags for the title, the page's title for the author, the body for the words. */
function readArticle(document: HtmlDocument, target: Target): Reading {
  const meta = readMetaTags(document);
  const named = parseHttpUrl(meta.first('og:url') ?? '');
  if (named === null || identify(named)?.postId !== target.postId) return { kind: 'none' };
  const title = meta.first('og:title');
  const author = titleOf(document).split(' | ').slice(0, -1).at(-1) ?? meta.first('author');
  if (title === null || !author) return { kind: 'unreadable', path: 'og:title: no title or author' };
  const body = bodyOf(document);
  const picture = meta.first('og:image');
  return {
    kind: 'record',
    record: {
      ...baseOf(target),
      author: authorOf(author, null),
      title,
      text: body ?? meta.first('og:description') ?? '',
      textTruncated: body === null,
      publishedAt: timeOf(publishedIn(document) ?? meta.first('article:published_time')),
      media: picture !== null && parseHttpUrl(picture) !== null ? [photo(picture)] : [],
    },
  };
}

function titleOf(document: HtmlDocument): string {
  const index = document.nodes.findIndex((node) => node.kind === 'element' && node.name === 'title');
  const text = document.nodes[index + 1];
  return index >= 0 && text?.kind === 'text' ? text.text.replace(/\s+/g, ' ').trim() : '';
}

function bodyOf(document: HtmlDocument): string | null {
  const bodies = elementsWithin(
    document,
    0,
    document.nodes.length,
    (each) => hasClass(each, 'article-body') || each.attributes.itemprop === 'articleBody',
  );
  for (const { index, element } of bodies) {
    const text = textWithin(document, index + 1, element.end);
    if (text !== '') return text;
  }
  return null;
}

function publishedIn(document: HtmlDocument): string | null {
  const times = elementsWithin(
    document,
    0,
    document.nodes.length,
    ({ name, attributes }) => name === 'time' && attributes.itemprop === 'datePublished',
  );
  for (const { element } of times) return element.attributes.datetime ?? null;
  return null;
}
