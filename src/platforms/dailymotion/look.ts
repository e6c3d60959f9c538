import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import { lookInOrder } from '../asking/conclude-in-order.ts';
import { withTextOf } from '../asking/video-oembed.ts';
import type { Target } from '../platform.ts';
import { askMetadata } from './metadata.ts';
import { askOembed } from './oembed.ts';

/** Asks the player's metadata and oEmbed at once; oEmbed lends its description. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const [metadata, oembed] = await all([
    askMetadata(target, fetch, signal),
    askOembed(target, fetch, signal),
  ]);
  return lookInOrder([withTextOf(metadata, oembed), oembed]);
}
