import { status as mastodonStatus } from '../mastodon/synthetic.ts';

/** Answers of our own making: Truth Social's API is Mastodon's. */

export const ID = '108779000807761862';
export const target = {
  postId: `truthsocial:${ID}`,
  canonicalUrl: `https://truthsocial.com/@_/${ID}`,
};

export function status(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const url = `https://truthsocial.com/@ada/posts/${ID}`;
  return mastodonStatus({ id: ID, url, uri: url, created_at: '2022-08-07T01:30:27.000Z', ...changes });
}
