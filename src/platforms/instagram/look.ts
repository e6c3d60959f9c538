import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { type Finding, lookOf } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { askEmbed } from './embed.ts';
import { askPage } from './page.ts';
import { codeOf } from './urls.ts';

/**
 * Asks the embed page, and where it has no post the post's own page as well: a post that may not be embedded is there
 * still. The box of a broken embed is the same for posts that are deleted, private or limited, so it says *not found*.
 */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  if (codeOf(target.postId) === null)
    throw new Error(`"${target.postId}" must be resolved before it can be looked at`);
  const embed = await askEmbed(target, fetch, signal);
  if (embed.outcome.kind === 'live') return lookOf(embed);
  const page = await askPage(target, fetch, signal);
  const conclusion = lookOf(decisive(embed, page)).conclusion;
  return {
    conclusion: embed.outcome.kind === 'absent' ? notEmbeddable(conclusion) : conclusion,
    signals: [embed.signal, page.signal],
    raw: [...embed.raw, ...page.raw],
  };
}

/**
 * Who is refused at the page as well may have been shown the lesser of the two boxes for that reason. A 404 counts where
 * both pages answer it: one alone may be an address that is no longer served.
 */
function decisive(embed: Finding, page: Finding): Finding {
  if (page.outcome.kind === 'live') return page;
  if (page.outcome.kind === 'absent') return embed.signal.httpStatus === 404 ? page : embed;
  const isWeak = embed.outcome.kind === 'absent' && !embed.outcome.positive;
  const isRefused = page.outcome.kind === 'unknown' && page.outcome.obstacle !== 'unreadable';
  return isWeak && isRefused ? page : embed;
}

function notEmbeddable(conclusion: Look['conclusion']): Look['conclusion'] {
  if (conclusion.kind !== 'live') return conclusion;
  const { record } = conclusion;
  return { kind: 'live', record: { ...record, labels: [...record.labels, 'not-embeddable'] } };
}
