import type { Platform } from '../platform.ts';
import { canonicalUrl, identify } from './urls.ts';
import { views } from './view.ts';

export const vk: Platform = {
  name: 'vk',
  title: 'VK',
  identify,
  canonicalUrl,
  isProvisional: () => false,
  async resolve(postId) {
    throw new Error(`"${postId}" is not provisional: there is nothing to resolve`);
  },
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
