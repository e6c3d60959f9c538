import type { Embed } from '#domain/embed.ts';
import type { FetchResponse } from '#domain/fetch.ts';
import type { Identity } from '#platforms/platform.ts';
import type { WorkerDependencies } from './dependencies.ts';

/**
 * The embeds of a submitted URL whose page was fetched: the page first, then what it embeds in reading order. Where the
 * URL led to a post of a platform (a short link of any kind), that post is all of it.
 */
export function articleEmbeds(
  url: string,
  page: FetchResponse,
  { identify, findEmbeds }: Pick<WorkerDependencies, 'identify' | 'findEmbeds'>,
): Embed[] {
  const landed = identify(page.finalUrl);
  if (landed.platform !== 'web' && landed.postId !== null) {
    return [submittedPost(url, landed)];
  }
  const inventory = findEmbeds({
    body: page.body,
    mediaType: page.headers['content-type'] ?? 'application/octet-stream',
    baseUrl: page.finalUrl,
  });
  const self = submittedPost(url, identify(url));
  const others = inventory.embeds.filter(({ postId }) => postId !== self.postId);
  return [self, ...others.map((embed, index) => ({ ...embed, position: index + 1 }))];
}

/** What was asked for by its address. */
export function submittedPost(url: string, { platform, postId, canonicalUrl }: Identity): Embed {
  if (postId === null) {
    throw new TypeError(`${url} names no post of ${platform}`);
  }
  return {
    position: 0,
    form: 'submitted',
    platform,
    foundUrl: url,
    postId,
    canonicalUrl: canonicalUrl ?? url,
    quotation: null,
    confidence: 1,
  };
}
