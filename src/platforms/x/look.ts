import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import type { Target } from '../platform.ts';
import { conclude } from './conclude.ts';
import { askOembed } from './oembed.ts';
import { askSyndication } from './syndication.ts';
import { statusIdOf } from './urls.ts';

/** Asks both sources at once and concludes from what they say together. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const statusId = statusIdOf(target.postId);
  if (statusId === null) throw new Error(`"${target.postId}" must be resolved before it can be looked at`);
  const [syndication, oembed] = await all([
    askSyndication(statusId, fetch, signal),
    askOembed(statusId, fetch, signal),
  ]);
  return {
    signals: [syndication.signal, oembed.signal],
    conclusion: conclude(syndication, oembed),
    raw: [...syndication.raw, ...oembed.raw],
  };
}
