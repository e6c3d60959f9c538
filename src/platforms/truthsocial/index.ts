import type { Platform } from '../platform.ts';
import { canonicalUrl, identify, statusIdOf } from './urls.ts';
import { views } from './view.ts';

export const truthsocial: Platform = {
  name: 'truthsocial',
  title: 'Truth Social',
  identify,
  canonicalUrl,
  isProvisional: () => false,
  async resolve(postId) {
    if (statusIdOf(postId) === null) throw new Error(`"${postId}" is no post id of Truth Social`);
    const url = canonicalUrl(postId);
    const identity = {
      platform: 'truthsocial',
      kind: 'post' as const,
      postId,
      canonicalUrl: url,
      certain: true,
    };
    return { kind: 'resolved', identity, chain: [url] };
  },
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
