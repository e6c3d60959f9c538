import { postIdentity } from '../identity.ts';
import type { Platform } from '../platform.ts';
import { canonicalUrl, identify } from './urls.ts';
import { views } from './view.ts';

export const streamable: Platform = {
  name: 'streamable',
  title: 'Streamable',
  identify,
  canonicalUrl,
  isProvisional: () => false,
  async resolve(postId) {
    const url = canonicalUrl(postId);
    return { kind: 'resolved', identity: postIdentity('streamable', 'video', postId, url), chain: [url] };
  },
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
