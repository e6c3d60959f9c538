import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import { lookInOrder } from '../asking/conclude-in-order.ts';
import type { Target } from '../platform.ts';
import { askSource } from './source.ts';
import { articleOf, canonicalUrl, shortKeyOf } from './urls.ts';
import { embedUrl } from './view.ts';

/** Asks the post's page, which tells most, and its embed, which is walled less often; articles have no embed. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  if (shortKeyOf(target.postId) !== null) {
    throw new Error(`"${target.postId}" must be resolved before it can be looked at`);
  }
  const ask = (source: string, url: string) => askSource(source, url, target, fetch, signal);
  return lookInOrder(
    await all([
      ask('linkedin/page', canonicalUrl(target.postId)),
      ...(articleOf(target.postId) === null ? [ask('linkedin/embed', embedUrl(target.postId))] : []),
    ]),
  );
}
