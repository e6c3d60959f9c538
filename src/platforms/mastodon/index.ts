import type { Platform } from '../platform.ts';
import { canonicalUrl, identify } from './urls.ts';
import { views } from './view.ts';

export const mastodon: Platform = {
  name: 'mastodon',
  title: 'Mastodon and servers that speak its API',
  identify,
  canonicalUrl,
  isProvisional: () => false,
  resolve: async (postId, fetch, signal) => (await import('./resolve.ts')).resolve(postId, fetch, signal),
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
