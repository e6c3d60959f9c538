import type { Platform } from '../platform.ts';
import { look } from './look.ts';
import { resolve } from './short-links.ts';
import { canonicalUrl, identify, shortOf } from './urls.ts';
import { views } from './view.ts';

export const facebook: Platform = {
  name: 'facebook',
  title: 'Facebook',
  identify,
  canonicalUrl,
  isProvisional: (postId) => shortOf(postId) !== null,
  resolve,
  look,
  views,
};
