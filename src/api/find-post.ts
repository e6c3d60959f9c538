import type { Catalogue, PostSummary } from '#catalogue/catalogue.ts';
import { identify } from '#platforms/registry.ts';

export type FindPost = (idOrUrl: string) => Promise<PostSummary | null>;

/** Finds posts by any id of theirs, and by any variant of their URL. */
export function findPostIn(catalogue: Pick<Catalogue, 'posts'>): FindPost {
  return async (idOrUrl) => {
    if (idOrUrl.includes('\0')) {
      return null;
    }
    const url = /^https?:\/\//i.test(idOrUrl) ? URL.parse(idOrUrl) : null;
    const postId = url && identify(url).postId;
    return (postId && (await catalogue.posts.get(postId))) || catalogue.posts.get(idOrUrl);
  };
}
