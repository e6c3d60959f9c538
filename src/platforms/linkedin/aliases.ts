import type { HtmlDocument } from '#domain/html.ts';
import type { PostId } from '#domain/post.ts';
import type { Target } from '../platform.ts';
import { linkedDataObjects } from '../reading/linked-data-objects.ts';
import { readMetaTags } from '../reading/meta-tags.ts';
import { idOfLink } from './base.ts';
import { cardIn } from './card.ts';
import { timeOfId } from './id-time.ts';
import { urnOf } from './urls.ts';

/** The ids of one post are made in one go; another post on the page (what is shared, what is featured) is older or younger. */
const MADE_WITHIN_MS = 60_000;

/** The ids of other kinds by which the page or the embed of a post names it: its activity, its share, the post of a user. */
export function aliasesIn(document: HtmlDocument, target: Target): PostId[] {
  const madeAtMs = madeAt(target.postId);
  const stated = linkedDataObjects(document).flatMap((object) =>
    '@id' in object ? [String(object['@id'])] : [],
  );
  const links = [readMetaTags(document).first('og:url') ?? '', ...stated, ...(cardIn(document)?.urns ?? [])];
  return links.flatMap((link) => {
    const id = idOfLink(link);
    const isOther = id !== null && kindOf(id) !== kindOf(target.postId);
    return isOther && Math.abs(madeAt(id) - madeAtMs) <= MADE_WITHIN_MS ? [id] : [];
  });
}

function kindOf(postId: PostId): string {
  return postId.split(':')[1] ?? '';
}

/** NaN where the id carries no time: then nothing is near. */
function madeAt(postId: PostId): number {
  return Date.parse(timeOfId(urnOf(postId) ?? '') ?? '');
}
