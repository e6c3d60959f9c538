import { postIdentity } from '../identity.ts';
import type { Platform } from '../platform.ts';
import { look } from './look.ts';
import { canonicalUrl, identify } from './urls.ts';
import { views } from './view.ts';

export const vimeo: Platform = {
  name: 'vimeo',
  title: 'Vimeo',
  identify,
  canonicalUrl,
  isProvisional: () => false,
  async resolve(postId) {
    const url = canonicalUrl(postId);
    return { kind: 'resolved', identity: postIdentity('vimeo', 'video', postId, url), chain: [url] };
  },
  look,
  views,
};
