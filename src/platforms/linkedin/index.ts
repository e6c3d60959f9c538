import type { Platform } from '../platform.ts';
import { canonicalUrl, identify, shortKeyOf } from './urls.ts';
import { views } from './view.ts';

export const linkedin: Platform = {
  name: 'linkedin',
  title: 'LinkedIn',
  identify,
  canonicalUrl,
  isProvisional: (postId) => shortKeyOf(postId) !== null,
  resolve: async (postId, fetch, signal) => (await import('./short-links.ts')).resolve(postId, fetch, signal),
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
