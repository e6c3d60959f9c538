import { postIdentity } from '../identity.ts';
import type { Platform } from '../platform.ts';
import { canonicalUrl, identify } from './urls.ts';
import { views } from './view.ts';

export const youtube: Platform = {
  name: 'youtube',
  title: 'YouTube',
  identify,
  canonicalUrl,
  isProvisional: () => false,
  async resolve(postId) {
    const url = canonicalUrl(postId);
    return { kind: 'resolved', identity: postIdentity('youtube', 'video', postId, url), chain: [url] };
  },
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
