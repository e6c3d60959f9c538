import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import { lookInOrder } from '../asking/conclude-in-order.ts';
import type { Finding } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { askListing } from './listing.ts';
import { askOembed } from './oembed.ts';
import { askPage } from './page.ts';
import { thingOf } from './urls.ts';

/** Asks the listing; where it neither shows the post nor says why not, the page and oEmbed are asked as well. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const thing = thingOf(target.postId);
  if (thing === null) throw new Error(`"${target.postId}" must be resolved before it can be looked at`);
  const listing = await askListing(target, thing, fetch, signal);
  if (isSettled(listing)) return lookInOrder([listing]);
  const others = await all([
    ...(thing.comment === null ? [askPage(target, thing, fetch, signal)] : []),
    askOembed(target, fetch, signal),
  ]);
  return lookInOrder([listing, ...others]);
}

function isSettled({ outcome }: Finding): boolean {
  return outcome.kind === 'live' || (outcome.kind === 'absent' && outcome.positive);
}
