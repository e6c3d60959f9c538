import { postIdentity } from '../identity.ts';
import type { Platform } from '../platform.ts';
import { canonicalUrl, identify, twitchPostOf } from './urls.ts';
import { views } from './view.ts';

export const twitch: Platform = {
  name: 'twitch',
  title: 'Twitch',
  identify,
  canonicalUrl,
  isProvisional: () => false,
  async resolve(postId) {
    const url = canonicalUrl(postId);
    const kind = twitchPostOf(postId)?.kind ?? 'clip';
    return { kind: 'resolved', identity: postIdentity('twitch', kind, postId, url), chain: [url] };
  },
  look: async (target, fetch, signal) => (await import('./look.ts')).look(target, fetch, signal),
  views,
};
