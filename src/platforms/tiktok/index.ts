import type { Platform } from '../platform.ts';
import { look } from './look.ts';
import { resolve } from './short-links.ts';
import { canonicalUrl, identify, shortKeyOf } from './urls.ts';
import { views } from './view.ts';

export const tiktok: Platform = {
  name: 'tiktok',
  title: 'TikTok',
  identify,
  canonicalUrl,
  isProvisional: (postId) => shortKeyOf(postId) !== null,
  resolve,
  look,
  views,
};
