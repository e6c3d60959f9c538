import type { Platform } from '../platform.ts';
import { archived } from './archived.ts';
import { canonicalUrl, identify, shortKeyOf, statusIdOf } from './urls.ts';
import { views } from './view.ts';

export const x: Platform = {
  name: 'x',
  title: 'X (Twitter)',
  identify,
  canonicalUrl,
  isProvisional: (postId) => shortKeyOf(postId) !== null,
  async resolve(postId, fetch, signal) {
    if (statusIdOf(postId) === null) {
      return (await import('./short-links.ts')).resolveShortLink(postId, fetch, signal);
    }
    const url = canonicalUrl(postId);
    const identity = { platform: 'x', kind: 'post' as const, postId, canonicalUrl: url, certain: true };
    return { kind: 'resolved', identity, chain: [url] };
  },
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
  archived,
};
