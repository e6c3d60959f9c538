import type { Platform } from '../platform.ts';
import { canonicalUrl, identify, shortOf } from './urls.ts';
import { views } from './view.ts';

export const facebook: Platform = {
  name: 'facebook',
  title: 'Facebook',
  identify,
  canonicalUrl,
  isProvisional: (postId) => shortOf(postId) !== null,
  resolve: async (postId, fetch, signal) => (await import('./short-links.ts')).resolve(postId, fetch, signal),
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
