import type { Platform } from '../platform.ts';
import { look, resolve } from './look.ts';
import { canonicalUrl, identify } from './urls.ts';
import { views } from './view.ts';

export const mastodon: Platform = {
  name: 'mastodon',
  title: 'Mastodon and servers that speak its API',
  identify,
  canonicalUrl,
  isProvisional: () => false,
  resolve,
  look,
  views,
};
