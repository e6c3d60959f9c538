import { createHash } from 'node:crypto';
import type { ReportArticleWork, ReportWork } from '#catalogue/catalogue.ts';
import type { Embed } from '#domain/embed.ts';
import type { FetchResponse } from '#domain/fetch.ts';
import { submittedPost } from './article-embeds.ts';
import { fetchArticle } from './article-fetch.ts';
import type { WorkerDependencies } from './dependencies.ts';
import { machineSubmission } from './machine-submission.ts';

type ArticleDependencies = Pick<
  WorkerDependencies,
  'catalogue' | 'clock' | 'openScope' | 'identify' | 'findEmbeds' | 'publishOutbox'
>;

/** Fetches one article of a report and writes down what it embeds; archives it where the report was asked to. */
export async function reportArticle(
  report: ReportWork,
  { position, url }: Pick<ReportArticleWork, 'position' | 'url'>,
  dependencies: ArticleDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { catalogue, openScope } = dependencies;
  await using scope = openScope(`report ${report.id} ${position}`);
  const page = await fetchArticle(url, { fetch: scope.fetch, waitedMs: 0, signal });
  const embeds = embedsIn(page, dependencies);
  signal.throwIfAborted();
  const submissionId =
    report.archive && embeds.length > 0
      ? await archive(report, { position, url, embeds }, dependencies)
      : null;
  await catalogue.reports.articleDone(report.id, position, embeds, submissionId);
}

/** Mere links are none; an address that led to a post is that post. */
function embedsIn(
  page: FetchResponse,
  { identify, findEmbeds }: Pick<WorkerDependencies, 'identify' | 'findEmbeds'>,
): Embed[] {
  const landed = identify(page.finalUrl);
  if (landed.platform !== 'web' && landed.postId !== null) {
    return [submittedPost(page.finalUrl, landed)];
  }
  const { embeds } = findEmbeds({
    body: page.body,
    mediaType: page.headers['content-type'] ?? 'application/octet-stream',
    baseUrl: page.finalUrl,
  });
  return embeds.filter(({ form }) => form !== 'link').map((embed, position) => ({ ...embed, position }));
}

/** Once, however often the article is read: the key is the place in the report. */
async function archive(
  report: ReportWork,
  { position, url, embeds }: { position: number; url: string; embeds: Embed[] },
  { catalogue, clock, publishOutbox }: ArticleDependencies,
): Promise<string> {
  const submission = machineSubmission(clock.now(), {
    ...{ origin: 'api', by: report.by, url, embeds, restricted: report.restricted },
    note: `Found by the report ${report.id}`,
  });
  const key = `${report.id}/${position}`;
  const fingerprint = createHash('sha256').update(url).digest('hex');
  const accepted = await catalogue.submissions.accept(submission, { owner: 'report', key, fingerprint });
  if (accepted.kind === 'key-reused-for-other-request') {
    throw new Error(`article ${position} of the report ${report.id} had another address`);
  }
  if (accepted.kind === 'accepted') {
    await publishOutbox(accepted.outboxId);
  }
  return accepted.submission.id;
}
