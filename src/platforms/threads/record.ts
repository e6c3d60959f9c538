import type { HtmlDocument } from '#domain/html.ts';
import type { PostRecord } from '#domain/record.ts';
import { pathOf } from '../asking/schema-path.ts';
import { timeOfCode } from '../instagram/media-id.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { avatarOf, countsOf, handleOf, mainBlockIn, postIdsIn, wordsOf } from './blocks.ts';
import { mediaOf } from './media.ts';
import { blockSchema } from './schemas.ts';
import { codeOf } from './urls.ts';

export type Reading = { kind: 'record'; record: PostRecord } | { kind: 'unreadable'; path: string };

/** A record from an embed page; `unreadable` names what is not as expected. */
export function readEmbed(target: Target, document: HtmlDocument): Reading {
  const { main, parent } = mainBlockIn(document);
  if (main === null) return { kind: 'unreadable', path: '.OuterContainer: missing' };
  const ids = postIdsIn(document, main);
  if (ids[0] !== undefined && !ids.includes(target.postId))
    return { kind: 'unreadable', path: `a[href]: the page is about ${ids[0]}` };
  const words = wordsOf(document, main);
  const block = blockSchema.safeParse({
    handle: handleOf(document, main),
    avatarUrl: avatarOf(document, main),
    text: words?.text ?? null,
    counts: countsOf(document, main),
  });
  if (!block.success) return { kind: 'unreadable', path: pathOf(block.error) };
  const media = mediaOf(document, main);
  // The frame of a post that cannot be shown has its author and nothing else.
  if (words === null && media.length === 0 && main.quote === null)
    return { kind: 'unreadable', path: '.BodyTextContainer: neither words nor media' };
  const { handle, avatarUrl, counts } = block.data;
  const parentHandle = parent === null ? '' : handleOf(document, parent);
  const blank = blankRecord(target, handle);
  const record: PostRecord = {
    ...blank,
    author: { ...blank.author, avatarUrl },
    text: words?.text ?? '',
    links: words?.links ?? [],
    media,
    replyTo: parentHandle === '' ? null : { postId: null, authorHandle: parentHandle, url: null },
    counts: {
      ...blank.counts,
      likes: counts[0] ?? null,
      replies: counts[1] ?? null,
      reposts: counts[2] ?? null,
    },
  };
  return { kind: 'record', record };
}

/**
 * What the code and the author's name tell. The pages show a time of day in words and state none, and the ids are made by
 * the platform's own clock, so the id's time stands for the time of posting.
 */
export function blankRecord(target: Target, handle: string): PostRecord {
  const time = timeOfCode(codeOf(target.postId) ?? '');
  return {
    ...emptyRecord(target, 'threads'),
    author: { name: null, handle, url: `https://www.threads.com/@${handle}`, id: null, avatarUrl: null },
    publishedAt: time === null ? null : `${time.slice(0, 19)}.000Z`,
    idTime: time,
  };
}
