import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import { lookInOrder } from '../asking/conclude-in-order.ts';
import type { Target } from '../platform.ts';
import { askSource } from './source.ts';
import { idOf } from './urls.ts';
import { embedUrl } from './view.ts';

/** Asks the post's page, which tells most, and the page of its embed, which is walled less often. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  if (idOf(target.postId) === null) {
    throw new Error(`"${target.postId}" must be resolved before it can be looked at`);
  }
  return lookInOrder(
    await all([
      askSource('facebook/page', target.canonicalUrl, target, fetch, signal),
      askSource('facebook/embed', embedUrl(target), target, fetch, signal),
    ]),
  );
}
