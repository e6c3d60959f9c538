import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { type Finding, lookOf } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { askEmbed } from './embed.ts';
import { askPage } from './page.ts';
import { codeOf } from './urls.ts';

/**
 * Asks the embed page, and where it has no post the post's own page as well. "Thread not available" is said alike of posts
 * that are deleted, private, for readers who are logged in, and never there: so it is *not found*, unless the page refuses
 * us, for then the embed page may have too.
 */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  if (codeOf(target.postId) === null)
    throw new Error(`"${target.postId}" must be resolved before it can be looked at`);
  const embed = await askEmbed(target, fetch, signal);
  if (embed.outcome.kind === 'live') return lookOf(embed);
  const page = await askPage(target, fetch, signal);
  return {
    ...lookOf(decisive(embed, page)),
    signals: [embed.signal, page.signal],
    raw: [...embed.raw, ...page.raw],
  };
}

/** A 404 counts where both pages answer it: one alone may be an address that is no longer served. */
function decisive(embed: Finding, page: Finding): Finding {
  if (page.outcome.kind === 'live') return page;
  if (page.outcome.kind === 'absent') return embed.signal.httpStatus === 404 ? page : embed;
  return embed.outcome.kind === 'absent' && page.outcome.obstacle !== 'unreadable' ? page : embed;
}
