import type { HtmlDocument } from '#domain/html.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { parseHttpUrl, segmentsOf } from '#domain/url.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { linkedDataObjects } from '../reading/linked-data-objects.ts';
import { readMetaTags } from '../reading/meta-tags.ts';
import { linksInText } from '../reading/text-links.ts';
import { permalinksOf } from './aliases.ts';
import { type Stories, storiesIn } from './markup.ts';
import { readMedia } from './media.ts';
import { commentSchema, type PostingAnswer, postingSchema } from './schemas.ts';
import { identify, idOf } from './urls.ts';

export type Reading =
  | { kind: 'record'; record: PostRecord }
  | { kind: 'unreadable'; path: string }
  /** Nothing of a post is on the page. */
  | { kind: 'none' };

/** The post of a page or of an embed: its JSON-LD, else its Open Graph tags and the words that it shows. */
export function readPage(document: HtmlDocument, target: Target): Reading {
  const objects = linkedDataObjects(document);
  const stated = objects.find((object) => '@type' in object && /Posting$/.test(String(object['@type'])));
  if (stated !== undefined) return readPosting(document, target, stated);
  return readTags(document, target);
}

function readPosting(document: HtmlDocument, target: Target, stated: object): Reading {
  const posting = postingSchema.safeParse(stated);
  if (!posting.success) return { kind: 'unreadable', path: `json-ld.${pathOf(posting.error)}` };
  const other = otherPost(
    target,
    [posting.data.url, ...permalinksOf(document)],
    posting.data.identifier ?? null,
  );
  if (other !== null) return { kind: 'unreadable', path: `json-ld.url: the answer is about ${other}` };
  const comment = idOf(target.postId)?.comment ?? null;
  return comment === null
    ? { kind: 'record', record: recordOfPosting(document, target, posting.data) }
    : readComment(target, posting.data, comment);
}

function recordOfPosting(document: HtmlDocument, target: Target, posting: PostingAnswer): PostRecord {
  const text = posting.articleBody ?? '';
  const count = (action: string) =>
    posting.interactionStatistic?.find(({ interactionType }) => interactionType.endsWith(`/${action}`))
      ?.userInteractionCount ?? null;
  return {
    ...emptyRecord(target, 'facebook'),
    author: authorOf(posting.author),
    text,
    links: linksInText(text),
    publishedAt: timeOf(posting.dateCreated),
    media: readMedia(readMetaTags(document), posting),
    counts: {
      likes: count('LikeAction'),
      reposts: count('ShareAction'),
      replies: count('CommentAction'),
      quotes: null,
      views: count('WatchAction'),
    },
  };
}

function readComment(target: Target, posting: PostingAnswer, id: string): Reading {
  for (const each of posting.comment ?? []) {
    const comment = commentSchema.safeParse(each);
    if (!comment.success || comment.data.identifier !== id) continue;
    const { text, author, dateCreated } = comment.data;
    const post = `facebook:${idOf(target.postId)?.post}`;
    return {
      kind: 'record',
      record: {
        ...emptyRecord(target, 'facebook'),
        author: authorOf(author),
        text,
        links: linksInText(text),
        publishedAt: timeOf(dateCreated),
        replyTo: { postId: post, authorHandle: null, url: posting.url ?? null },
      },
    };
  }
  return { kind: 'unreadable', path: `json-ld.comment: ${id} is not among those on the page` };
}

/** Without JSON-LD: who and what by the tags, the time and the whole words by the story that the page shows. */
function readTags(document: HtmlDocument, target: Target): Reading {
  if (idOf(target.postId)?.comment) return { kind: 'none' };
  const meta = readMetaTags(document);
  const stories = storiesIn(document);
  const title = meta.first('og:title');
  const description = meta.first('og:description') ?? '';
  const story = storyOf(stories, target, description);
  const permalinks = [...permalinksOf(document), ...(story?.permalinks ?? [])];
  const isNamed = permalinks.some((link) => idOfUrl(link) === target.postId);
  if (!isNamed && story === null) return { kind: 'none' };
  const other = otherPost(target, permalinksOf(document), null);
  if (other !== null) return { kind: 'unreadable', path: `og:url: the answer is about ${other}` };
  const { name, heading } = namesIn(
    title,
    story?.author ?? null,
    identify(new URL(target.canonicalUrl))?.kind === 'video',
  );
  if (name === null) return { kind: 'unreadable', path: 'og:title: no author' };
  const isCut = /(?:\.\.\.|…)$/.test(description);
  const text = story !== null && (isCut || description === '') ? story.text : description;
  const authorUrl = parseHttpUrl(story?.authorUrl ?? '', 'https://www.facebook.com/')?.href ?? null;
  const words = story !== null && text === story.text ? story.links : linksInText(text);
  return {
    kind: 'record',
    record: {
      ...emptyRecord(target, 'facebook'),
      author: { ...authorOf({ name, url: authorUrl }), name },
      title: heading,
      text,
      textTruncated: isCut && text === description,
      links: words,
      publishedAt: story?.publishedAt ?? null,
      media: mediaOf(document, stories),
    },
  };
}

function mediaOf(document: HtmlDocument, stories: Stories): Medium[] {
  const media = readMedia(readMetaTags(document), null);
  return media.length > 0 || stories.length !== 1 ? media : (stories[0]?.media ?? []);
}

/** The story that links the post; else the only one there, or the one that begins with the same words. */
function storyOf(stories: Stories, target: Target, description: string): Stories[number] | null {
  const linked = stories.find(({ permalinks }) => permalinks.some((link) => idOfUrl(link) === target.postId));
  if (linked !== undefined) return linked;
  const start = description
    .replace(/(?:\.\.\.|…)$/, '')
    .replace(/\s+/g, ' ')
    .slice(0, 60);
  const alike = stories.find(({ text }) => start !== '' && text.replace(/\s+/g, ' ').startsWith(start));
  if (alike !== undefined) return alike;
  const isNameless = stories.every(({ permalinks }) => permalinks.every((link) => idOfUrl(link) === null));
  return stories.length === 1 && isNameless ? (stories[0] ?? null) : null;
}

/** A post's title is its author; a video's is `<numbers> | <title> | <author>`. */
function namesIn(
  title: string | null,
  shown: string | null,
  isVideo: boolean,
): { name: string | null; heading: string | null } {
  const parts = (title ?? '').split(' | ').filter((part) => part !== '');
  if (!isVideo || parts.length < 2)
    return { name: shown ?? (isVideo ? null : title) ?? title, heading: null };
  const heading =
    parts.slice(0, -1).findLast((part) => !/\d[\d.,KMB]* (?:views|reactions)/.test(part)) ?? null;
  return { name: shown ?? parts.at(-1) ?? null, heading };
}

/** Another post's id, where the page names a post by the same kind of id and not this one. */
function otherPost(
  target: Target,
  links: (string | null | undefined)[],
  identifier: string | null,
): string | null {
  const wanted = idOf(target.postId)?.post ?? '';
  const stated = [
    ...links.map((link) => idOfUrl(link ?? '')),
    identifier === null ? null : `facebook:${identifier}`,
  ]
    .flatMap((id) => (id === null ? [] : [/^facebook:(\w+)/.exec(id)?.[1] ?? '']))
    .filter((id) => id.startsWith('pfbid') === wanted.startsWith('pfbid'));
  return stated.length === 0 || stated.includes(wanted) ? null : (stated[0] ?? null);
}

function idOfUrl(link: string): string | null {
  const url = parseHttpUrl(link, 'https://www.facebook.com/');
  return url === null ? null : (identify(url)?.postId ?? null);
}

function authorOf(author: PostingAnswer['author']): PostRecord['author'] {
  const url = parseHttpUrl(author.url ?? '');
  const first = url === null ? undefined : segmentsOf(url)[0];
  const handle =
    first !== undefined && /^[A-Za-z][\w.]+$/.test(first) && !first.endsWith('.php') ? first : null;
  return {
    name: author.name,
    handle,
    url: url?.href ?? null,
    id: author.identifier ?? null,
    avatarUrl: null,
  };
}

/** `2020-05-07T07:01:18-0700`. */
function timeOf(stated: string): string | null {
  const time = Date.parse(stated.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
