import type { Site } from '../../tests/support/recorded-web/recorded-web.ts';
import { museum } from './museum.ts';
import { newspaper } from './newspaper.ts';
import { loadMedia } from './pictures.ts';
import { wayback } from './wayback.ts';
import { xSites } from './x.ts';

export { videoPageUrl } from './museum.ts';
export { articleUrl } from './newspaper.ts';
export { foundingPost, photosPost, quotingPost } from './posts.ts';

export interface DemoWeb {
  sites: Site[];
  /** As if its author had deleted it: a tombstone, a 404, an embed page that says so. Its media answer on. */
  deletePost(id: string): void;
  restorePost(id: string): void;
}

/** The small web of the demo and of the tests: all of it the project's own. */
export async function createDemoWeb(): Promise<DemoWeb> {
  const media = await loadMedia();
  const deleted = new Set<string>();
  return {
    sites: [...xSites(media, (id) => deleted.has(id)), newspaper, museum(media), wayback([])],
    deletePost: (id) => void deleted.add(id),
    restorePost: (id) => void deleted.delete(id),
  };
}
