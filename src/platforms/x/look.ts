import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import type { Target } from '../platform.ts';
import { conclude } from './conclude.ts';
import { askOembed } from './oembed.ts';
import { askSyndication } from './syndication.ts';
import { statusIdOf } from './urls.ts';

/** Asks both sources at once and concludes from what they say together. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const statusId = statusIdOf(target.postId);
  if (statusId === null) throw new Error(`"${target.postId}" must be resolved before it can be looked at`);
  const [syndication, oembed] = await both(
    askSyndication(statusId, fetch, signal),
    askOembed(statusId, fetch, signal),
  );
  return {
    signals: [syndication.signal, oembed.signal],
    conclusion: conclude(syndication, oembed),
    raw: [...syndication.raw, ...oembed.raw],
  };
}

/** Waits for both even where one fails, so that nothing runs on after the look has ended. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}
