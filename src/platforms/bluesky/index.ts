import type { Platform } from '../platform.ts';
import { look } from './look.ts';
import { resolve } from './resolve.ts';
import { canonicalUrl, identify, isDid, nameOf } from './urls.ts';
import { views } from './view.ts';

export const bluesky: Platform = {
  name: 'bluesky',
  title: 'Bluesky',
  identify,
  canonicalUrl,
  isProvisional(postId) {
    const name = nameOf(postId);
    return name !== null && !isDid(name.author);
  },
  resolve,
  look,
  views,
};
