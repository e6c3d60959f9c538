import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { both } from '../both.ts';
import { lookInOrder } from '../conclude-in-order.ts';
import type { Target } from '../platform.ts';
import { withTextOf } from '../video-oembed.ts';
import { askMetadata } from './metadata.ts';
import { askOembed } from './oembed.ts';

/** Asks the player's metadata and oEmbed at once; oEmbed lends its description. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const [metadata, oembed] = await both(askMetadata(target, fetch, signal), askOembed(target, fetch, signal));
  return lookInOrder([withTextOf(metadata, oembed), oembed]);
}
