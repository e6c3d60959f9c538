import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import { lookInOrder } from '../asking/conclude-in-order.ts';
import type { Target } from '../platform.ts';
import { watchCookie } from './media-headers.ts';
import { askOembed } from './oembed.ts';
import { askPage } from './page.ts';
import { numberOf } from './urls.ts';

/** Asks the page, which tells most, and oEmbed, which is walled less often. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  if (numberOf(target.postId) === null) {
    throw new Error(`"${target.postId}" must be resolved before it can be looked at`);
  }
  const page = watchCookie(fetch);
  const findings = await all([askPage(target, page.fetch, signal), askOembed(target, fetch, signal)]);
  return { ...lookInOrder(findings), mediaHeaders: page.mediaHeaders() };
}
