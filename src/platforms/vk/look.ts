import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import { lookInOrder } from '../asking/conclude-in-order.ts';
import type { Target } from '../platform.ts';
import { readPlayer } from './player.ts';
import { readPage } from './record.ts';
import { askSource } from './source.ts';
import { canonicalUrl, thingOf } from './urls.ts';
import { playerUrl } from './view.ts';

/** A video's player and its page; of a post or photo the page alone, in its form for computers and for telephones. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const thing = thingOf(target.postId);
  if (thing === null) throw new Error(`"${target.postId}" is no post of VK`);
  const page = canonicalUrl(target.postId);
  const mobile = page.replace('https://vk.com/', 'https://m.vk.com/');
  const findings = [
    thing.kind === 'video'
      ? askSource('vk/player', playerUrl(thing, target), readPlayer(target), fetch, signal)
      : askSource('vk/mobile', mobile, readPage(target), fetch, signal),
    askSource('vk/page', page, readPage(target), fetch, signal),
  ];
  return lookInOrder(await all(findings));
}
