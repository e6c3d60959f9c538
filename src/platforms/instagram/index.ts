import { followShortLink } from '../asking/short-links.ts';
import type { Platform } from '../platform.ts';
import { canonicalUrl, codeOf, identify, shareOf } from './urls.ts';
import { views } from './view.ts';

export const instagram: Platform = {
  name: 'instagram',
  title: 'Instagram',
  identify,
  canonicalUrl,
  isProvisional: (postId) => shareOf(postId) !== null,
  async resolve(postId, fetch, signal) {
    const url = canonicalUrl(postId);
    if (codeOf(postId) === null) {
      const leadsOn = (next: URL) => /\/share\//.test(next.pathname);
      const shortener = { source: 'instagram/short-link', title: 'Instagram', identify, leadsOn };
      return await followShortLink(url, shortener, fetch, signal);
    }
    const identity = {
      platform: 'instagram',
      kind: 'post' as const,
      postId,
      canonicalUrl: url,
      certain: true,
    };
    return { kind: 'resolved', identity, chain: [url] };
  },
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
