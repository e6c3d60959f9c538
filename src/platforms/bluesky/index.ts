import type { Platform } from '../platform.ts';
import { canonicalUrl, identify, isDid, nameOf } from './urls.ts';
import { views } from './view.ts';

export const bluesky: Platform = {
  name: 'bluesky',
  title: 'Bluesky',
  identify,
  canonicalUrl,
  isProvisional(postId) {
    const name = nameOf(postId);
    return name !== null && !isDid(name.author);
  },
  resolve: async (postId, fetch, signal) => (await import('./resolve.ts')).resolve(postId, fetch, signal),
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
