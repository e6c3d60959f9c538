import type { ReportPostWork, SeenOriginal } from '#catalogue/catalogue.ts';
import { TryLaterError } from '#domain/errors.ts';
import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { type PostId, platformOf } from '#domain/post.ts';
import type { Platform, Target } from '#platforms/platform.ts';
import { resolvePost } from '#platforms/resolve-post.ts';
import type { WorkerDependencies } from './dependencies.ts';

/** What the archive saw within that time is not asked of the platform again. */
const freshForMs = 24 * 3_600_000;
const waitMs = 15_000;

/**
 * Whether the original is there, by the platform's own public answer, or by what the archive saw lately. Where the two
 * differ, a look of the archive's own is asked for: a report believes what it sees, the archive waits for agreement. Rejects
 * with `TryLaterError` for what may pass.
 */
export async function lookAtOriginal(
  post: ReportPostWork,
  {
    catalogue,
    clock,
    openScope,
    platformFor,
  }: Pick<WorkerDependencies, 'catalogue' | 'clock' | 'openScope' | 'platformFor'>,
  signal: AbortSignal,
): Promise<SeenOriginal> {
  const { postId, known } = post;
  const now = clock.now();
  if (known !== null && known.state !== 'unknown' && isFresh(known.lookedAt, now)) {
    const at = known.lookedAt ?? now.toISOString();
    return { finalId: postId, state: known.state, detail: 'as the archive saw it last', at };
  }
  const at = now.toISOString();
  const platform = platformFor(postId);
  if (platform === null || platformOf(postId) === 'quotation') {
    const detail = 'the article carries only its words, no link to the post';
    return { finalId: postId, state: 'unknown', detail, at };
  }
  await using scope = openScope(`report ${postId}`);
  const seen = await see(post, platform, { fetch: scope.fetch, platformFor }, signal);
  if (known !== null && known.state !== seen.state) {
    await catalogue.rechecks.request(postId);
  }
  return { ...seen, at };
}

function isFresh(lookedAt: string | null, now: Date): boolean {
  return lookedAt !== null && now.getTime() - Date.parse(lookedAt) < freshForMs;
}

interface Means {
  fetch: Fetch;
  platformFor: WorkerDependencies['platformFor'];
}

async function see(
  post: ReportPostWork,
  platform: Platform,
  { fetch, platformFor }: Means,
  signal: AbortSignal,
): Promise<Omit<SeenOriginal, 'at'>> {
  if (!platform.isProvisional(post.postId)) {
    return toldBy(post.postId, await platform.look(post, fetch, signal));
  }
  const resolution = await resolvePost(post.postId, fetch, signal, post.foundUrl);
  switch (resolution.kind) {
    case 'resolved': {
      const { postId, canonicalUrl } = resolution.identity;
      const target: Target = { postId, canonicalUrl, foundUrl: post.foundUrl };
      const next = platformFor(postId);
      return next === null
        ? { finalId: postId, state: 'unknown', detail: `leads to ${canonicalUrl}` }
        : toldBy(postId, await next.look(target, fetch, signal));
    }
    case 'dead':
      // A short link that leads to something else than a post says nothing of one.
      return {
        ...{ finalId: post.postId, detail: resolution.detail },
        state: resolution.leadsTo === undefined ? 'not-found' : 'unknown',
      };
    case 'other-site':
      return { finalId: post.postId, state: 'unknown', detail: resolution.detail };
    case 'unknown':
      throw new TryLaterError(resolution.detail, resolution.retryAfterMs ?? waitMs);
  }
}

function toldBy(finalId: PostId, { conclusion, signals }: Look): Omit<SeenOriginal, 'at'> {
  if (conclusion.kind === 'unknown') {
    if (conclusion.obstacle === 'unreadable') {
      return { finalId, state: 'unknown', detail: conclusion.detail };
    }
    throw new TryLaterError(conclusion.detail, conclusion.retryAfterMs ?? waitMs);
  }
  const detail = signals.map(({ source, says }) => `${source}: ${says}`).join('; ');
  const state = conclusion.kind === 'live' ? 'live' : conclusion.absence;
  return { finalId, state, detail: detail === '' ? null : detail };
}
