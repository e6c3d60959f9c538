import type { Fetch } from '#domain/fetch.ts';
import { jsonOf } from '../asking/ask.ts';
import { absent, type Finding, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import { askAppView, questionOf } from './appview.ts';
import { isHidden } from './labels.ts';
import { postLabelsSchema, profileSchema } from './schemas.ts';
import { atUriOf, type PostName } from './urls.ts';

/** Bluesky's own moderators, whose words its AppView follows. */
const MODERATORS = 'did:plc:ar7c4by46qjdydhdevvrndac';

/**
 * Whether the AppView still knows the author: where an account is gone or was taken down, its posts are just not found.
 * Null where it does, which says nothing of the post.
 */
export async function askAccount(
  { author }: PostName,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Finding | null> {
  const question = questionOf('bluesky/account', 'app.bsky.actor.getProfile', { actor: author });
  const finding = await askAppView(question, fetch, signal, (response) => {
    const profile = profileSchema.safeParse(jsonOf(response));
    return profile.success ? null : unknown(question, response, 'unreadable', pathOf(profile.error));
  });
  if (finding?.outcome.kind !== 'absent') return finding;
  // An account that it lost is as one that never was, so the author's server has the last word; a stated reason is one.
  const isStated = !finding.signal.detail?.startsWith('InvalidRequest');
  return { ...finding, outcome: { ...finding.outcome, positive: isStated } };
}

/** Whether the moderators took the post down: a label says so, and nothing else does. Null where there is none. */
export async function askModerators(
  name: PostName,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Finding | null> {
  const uri = atUriOf(name);
  const question = questionOf('bluesky/moderation', 'com.atproto.label.queryLabels', {
    uriPatterns: uri,
    sources: MODERATORS,
  });
  return await askAppView(question, fetch, signal, (response) => {
    const answer = postLabelsSchema.safeParse(jsonOf(response));
    if (!answer.success) return unknown(question, response, 'unreadable', pathOf(answer.error));
    const labels = answer.data.labels.filter((label) => label.uri === uri);
    if (!isHidden(labels)) return null;
    const values = labels.map(({ val }) => val).join(', ');
    return absent(question, response, 'removed', true, `labels of the moderators: ${values}`);
  });
}
