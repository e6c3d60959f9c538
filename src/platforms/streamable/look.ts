import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import { lookInOrder } from '../asking/conclude-in-order.ts';
import type { Target } from '../platform.ts';
import { askApi } from './api.ts';
import { askOembed } from './oembed.ts';

/** Asks the player's API and oEmbed at once; both must miss a video for it to be called gone. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  return lookInOrder(await all([askApi(target, fetch, signal), askOembed(target, fetch, signal)]));
}
