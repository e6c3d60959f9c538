import type { Platform } from '../platform.ts';
import { canonicalUrl, identify, shortKeyOf } from './urls.ts';
import { views } from './view.ts';

export const tiktok: Platform = {
  name: 'tiktok',
  title: 'TikTok',
  identify,
  canonicalUrl,
  isProvisional: (postId) => shortKeyOf(postId) !== null,
  resolve: async (postId, fetch, signal) => (await import('./short-links.ts')).resolve(postId, fetch, signal),
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
