import type { ArticleWork } from '#catalogue/catalogue.ts';
import { LeaseLostError } from '#domain/errors.ts';
import type { JobHandler } from '#queue/queue.ts';
import { articleEmbeds } from './article-embeds.ts';
import { fetchArticle } from './article-fetch.ts';
import { takeClaim } from './claim.ts';
import { timingOf, type WorkerDependencies } from './dependencies.ts';
import { handBack } from './hand-back.ts';
import { withLease } from './lease.ts';

/** Fetches an article's page and finds its embeds; the page itself is the first of them. */
export function articleJob(dependencies: WorkerDependencies): JobHandler {
  const { articles } = dependencies.catalogue;
  const { leaseMs, firstBackoffMs } = timingOf(dependencies);

  return async (submissionId, signal) => {
    const claim = takeClaim(await articles.claim(submissionId, leaseMs));
    if (claim === null) {
      return;
    }
    const { token, work } = claim;
    const held = { ...dependencies, logger: dependencies.logger.child({ submissionId }) };
    const renew = () => articles.renew(submissionId, token, leaseMs);
    try {
      await withLease({ ...held, leaseMs, renew, signal }, (leased) =>
        findAndFinish(held, work, token, leased),
      );
    } catch (error) {
      const { attempts, submission } = work;
      const patienceUntil = new Date(Date.parse(submission.createdAt) + held.patienceMs);
      await handBack(
        { error, signal, attempts, now: held.clock.now(), patienceUntil, firstBackoffMs },
        {
          ...held,
          release: (again) => articles.release(submissionId, token, again),
          end: async (_outcome, reason) => void (await articles.fail(submissionId, token, reason)),
        },
      );
    }
  };
}

async function findAndFinish(
  dependencies: WorkerDependencies,
  { submission }: ArticleWork,
  token: number,
  signal: AbortSignal,
): Promise<void> {
  const { catalogue, clock, openScope, logger } = dependencies;
  const url = submission.articleUrl;
  if (url === null) {
    throw new TypeError('the submission names no article');
  }
  await using scope = openScope(`article ${submission.id}`);
  const waitedMs = clock.now().getTime() - Date.parse(submission.createdAt);
  const page = await fetchArticle(url, { fetch: scope.fetch, waitedMs, signal });
  const embeds = articleEmbeds(url, page, dependencies);
  signal.throwIfAborted();
  if (!(await catalogue.articles.finish(submission.id, token, embeds))) {
    throw new LeaseLostError('the article was taken by another worker');
  }
  logger.info({ embeds: embeds.length }, 'article searched');
}
