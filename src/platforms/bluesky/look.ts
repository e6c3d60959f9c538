import type { Fetch } from '#domain/fetch.ts';
import type { Conclusion, Look } from '#domain/look.ts';
import { type Finding, lookOf } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { askAccount, askModerators } from './account.ts';
import { askPosts, askThread } from './appview.ts';
import { withOriginals } from './originals.ts';
import { askPage } from './page.ts';
import { askRepository } from './repository.ts';
import { isDid, nameOf, type PostName } from './urls.ts';

/**
 * Asks the AppView for the post. Where it is not there, its list of posts, what it and the moderators say of account and
 * post, and the author's own server are asked as well; where the AppView could not tell, the site's page, which can say
 * that the post is there and nothing else.
 */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const name = nameOf(target.postId);
  if (name === null || !isDid(name.author))
    throw new Error(`"${target.postId}" must be resolved before it can be looked at`);
  const thread = await askThread(name, fetch, signal);
  if (thread.outcome.kind === 'live') return await withOriginals(lookOf(thread), fetch, signal);
  if (thread.outcome.kind === 'unknown') {
    const page = await askPage(target, fetch, signal);
    return together([thread, page], page.outcome.kind === 'live' ? page : thread);
  }
  if (thread.outcome.positive) return lookOf(thread);
  const posts = await askPosts(name, fetch, signal);
  if (posts.outcome.kind === 'live') return contradiction([thread, posts]);
  if (posts.outcome.kind === 'unknown') return together([thread, posts], posts);
  return await lookForReason(name, [thread, posts], fetch, signal);
}

/** The AppView says "not found" of all that is gone. Whoever hid it says why; else the author's server holds it or does not. */
async function lookForReason(
  name: PostName,
  [thread, posts]: [Finding, Finding],
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Look> {
  const account = await askAccount(name, fetch, signal);
  const moderators = await askModerators(name, fetch, signal);
  const found = [thread, posts, account, moderators].filter((finding) => finding !== null);
  const hidden = found.find(isReason);
  if (hidden !== undefined) return together(found, hidden);
  const repository = await askRepository(name, fetch, signal);
  const all = [...found, ...repository];
  if (repository.some(({ outcome }) => outcome.kind === 'live')) return contradiction(all);
  const reason = repository.find(isReason) ?? (account?.outcome.kind === 'absent' ? account : thread);
  return together(all, reason);
}

function isReason({ outcome }: Finding): boolean {
  return outcome.kind === 'absent' && outcome.positive;
}

function together(findings: Finding[], decisive: Finding): Look {
  return {
    ...lookOf(decisive),
    signals: findings.map(({ signal }) => signal),
    raw: findings.flatMap(({ raw }) => raw),
  };
}

/** The AppView loses posts and finds them again, so one that somebody still holds is not gone. */
function contradiction(findings: Finding[]): Look {
  const said = findings.map(({ signal }) => `${signal.source} says ${signal.says}`).join('; ');
  const conclusion: Conclusion = {
    kind: 'unknown',
    obstacle: 'unreadable',
    detail: `the sources contradict each other: ${said}`,
    retryAfterMs: null,
  };
  return {
    conclusion,
    signals: findings.map(({ signal }) => signal),
    raw: findings.flatMap(({ raw }) => raw),
  };
}
