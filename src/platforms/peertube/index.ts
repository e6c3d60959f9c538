import { postIdentity } from '../identity.ts';
import type { Platform } from '../platform.ts';
import { look } from './look.ts';
import { canonicalUrl, identify } from './urls.ts';
import { views } from './view.ts';

export const peertube: Platform = {
  name: 'peertube',
  title: 'PeerTube',
  identify,
  canonicalUrl,
  // Its ids last, though only the server's answer confirms that there is such a server.
  isProvisional: () => false,
  async resolve(postId) {
    const url = canonicalUrl(postId);
    return { kind: 'resolved', identity: postIdentity('peertube', 'video', postId, url), chain: [url] };
  },
  look,
  views,
};
