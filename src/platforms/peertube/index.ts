import type { Platform } from '../platform.ts';
import { canonicalUrl, identify } from './urls.ts';
import { views } from './view.ts';

export const peertube: Platform = {
  name: 'peertube',
  title: 'PeerTube',
  identify,
  canonicalUrl,
  // Its ids last, though only the server's answer confirms that there is such a server.
  isProvisional: () => false,
  resolve: async (postId, fetch, signal) => (await import('./resolve.ts')).resolve(postId, fetch, signal),
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
