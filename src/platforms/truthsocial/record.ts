import type { Server } from '../mastodon/record.ts';
import { canonicalUrl } from './urls.ts';

/** Statuses are read as Mastodon's. Nothing comes from elsewhere: the server does not federate. */
export const server: Server = {
  platform: 'truthsocial',
  targetOf(statusId) {
    const postId = `truthsocial:${statusId}`;
    return { postId, canonicalUrl: canonicalUrl(postId) };
  },
  originOf: () => null,
};
