import type { Catalogue } from '#catalogue/catalogue.ts';
import type { FindPost } from './find-post.ts';
import { Problem } from './plugins/problems.ts';

/** For what anybody may ask: while a lost catalogue is read back, nobody can tell yet which posts are restricted. */
export function onceRead({ reindex }: Pick<Catalogue, 'reindex'>, findPost: FindPost): FindPost {
  return async (idOrUrl) => {
    if (!(await reindex.isRead())) {
      throw new Problem('not-ready', 'The archive is being read back from its storage; ask again in a while');
    }
    return findPost(idOrUrl);
  };
}
