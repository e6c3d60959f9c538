import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { lookOf } from '../asking/finding.ts';
import { askStatus, statusQuestion } from '../mastodon/status.ts';
import type { Target } from '../platform.ts';
import { server } from './record.ts';
import { HOST, statusIdOf } from './urls.ts';

/** Asks the site's API; its defence (Cloudflare) often answers in its stead, which says nothing. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const id = statusIdOf(target.postId);
  if (id === null) throw new Error(`"${target.postId}" is no post id of Truth Social`);
  const question = statusQuestion('truthsocial/status', HOST, id);
  return lookOf(await askStatus(question, server, id, fetch, signal));
}
