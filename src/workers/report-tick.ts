import type { ReportArticleWork, ReportPostWork, ReportWork } from '#catalogue/catalogue.ts';
import { GiveUpError, TryLaterError } from '#domain/errors.ts';
import { inParallel } from '#domain/in-parallel.ts';
import { platformOf } from '#domain/post.ts';
import type { WorkerDependencies } from './dependencies.ts';
import { reportArticle } from './report-article.ts';
import { listReportArticles } from './report-listing.ts';
import { lookAtOriginal } from './report-look.ts';

/** So many reports go on side by side, and each a round at a turn: a long one holds nobody up. */
const reportsAtATurn = 5;
const articlesAtARound = 12;
const postsAtARound = 24;
const atATime = 4;
const mostAttempts = 3;
const firstWaitMs = 15_000;
/** Whoever asked waits for the report: what takes longer to pass is told as not known. */
const longestWaitMs = 2 * 60_000;

type ReportDependencies = Pick<
  WorkerDependencies,
  'catalogue' | 'clock' | 'logger' | 'openScope' | 'platformFor' | 'identify' | 'findEmbeds' | 'publishOutbox'
>;

/** Goes on with the reports that are not finished: the articles of each, then the originals of what they embed. */
export function reportTick(dependencies: ReportDependencies): (signal: AbortSignal) => Promise<void> {
  const { reports } = dependencies.catalogue;
  return async (signal) => {
    for (const report of await reports.due(reportsAtATurn)) {
      if (signal.aborted) {
        return;
      }
      await advance(report, dependencies, signal);
    }
  };
}

async function advance(
  report: ReportWork,
  dependencies: ReportDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { reports } = dependencies.catalogue;
  const logger = dependencies.logger.child({ reportId: report.id });
  const held = { ...dependencies, logger };
  if (!report.isListed) {
    await list(report, held, signal);
    return;
  }
  const articles = await reports.dueArticles(report.id, articlesAtARound);
  await inParallel(articles, atATime, signal, (article, both) => readArticle(report, article, held, both));
  const posts = await reports.duePosts(report.id, postsAtARound);
  // One after the other of each platform: a report is no reason to be told off by one.
  const lanes = Map.groupBy(posts, ({ postId }) => platformOf(postId));
  await inParallel([...lanes.values()], atATime, signal, async (lane, both) => {
    for (const post of lane) {
      both.throwIfAborted();
      await seePost(report, post, held, both);
    }
  });
  if (await reports.finish(report.id)) {
    logger.info('report finished');
  }
}

async function list(
  report: ReportWork,
  dependencies: ReportDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { reports } = dependencies.catalogue;
  await attempt(report.attempts, dependencies, signal, {
    async work() {
      const { urls, leftOut } = await listReportArticles(report, dependencies, signal);
      await reports.listed(report.id, urls, leftOut);
    },
    again: (waitMs) => reports.postponeListing(report.id, waitMs),
    end: (reason) => reports.failed(report.id, reason),
  });
}

async function readArticle(
  report: ReportWork,
  { position, url, attempts }: ReportArticleWork,
  dependencies: ReportDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { reports } = dependencies.catalogue;
  await attempt(attempts, dependencies, signal, {
    work: () => reportArticle(report, { position, url }, dependencies, signal),
    again: (waitMs) => reports.postponeArticle(report.id, position, waitMs),
    end: (reason) => reports.articleFailed(report.id, position, reason),
  });
}

async function seePost(
  report: ReportWork,
  post: ReportPostWork,
  dependencies: ReportDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { catalogue, clock } = dependencies;
  const { postId, attempts } = post;
  await attempt(attempts, dependencies, signal, {
    async work() {
      await catalogue.reports.postSeen(report.id, postId, await lookAtOriginal(post, dependencies, signal));
    },
    again: (waitMs) => catalogue.reports.postponePost(report.id, postId, waitMs),
    end: (detail) =>
      catalogue.reports.postSeen(report.id, postId, {
        ...{ finalId: postId, state: 'unknown', detail },
        at: clock.now().toISOString(),
      }),
  });
}

interface Attempt {
  work: () => Promise<unknown>;
  again: (waitMs: number) => Promise<void>;
  /** For good, with the reason. */
  end: (reason: string) => Promise<void>;
}

/** One article or post that cannot be had is told of in the report and stops nothing else. */
async function attempt(
  attempts: number,
  { logger }: Pick<WorkerDependencies, 'logger'>,
  signal: AbortSignal,
  { work, again, end }: Attempt,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    const waitMs =
      error instanceof TryLaterError ? Math.max(error.retryAfterMs, 1000) : firstWaitMs * 2 ** attempts;
    const isOver = error instanceof GiveUpError || attempts + 1 >= mostAttempts || waitMs > longestWaitMs;
    logger.info({ err: error, attempts, isOver }, 'part of a report not done');
    await (isOver ? end(reason) : again(waitMs));
  }
}
