import { createHash } from 'node:crypto';
import type { ArrivalWork } from '#catalogue/catalogue.ts';
import type { Embed } from '#domain/embed.ts';
import { inParallel } from '#domain/in-parallel.ts';
import type { Submission } from '#domain/submission.ts';
import { timingOf, type WorkerDependencies } from './dependencies.ts';
import { machineSubmission } from './machine-submission.ts';

const arrivalsAtATurn = 50;
const atATime = 4;
const mostAttempts = 5;
const firstAgainMs = 30_000;
/** Whether an article's page was searched is asked every so many turns. */
const turnsToSearch = 5;
/** Any capture that is complete will do for a post that the article had before: only what is new is archived. */
const anyAgeSeconds = 2_147_483_647;

type ArrivalDependencies = Pick<
  WorkerDependencies,
  'catalogue' | 'findEmbeds' | 'publishOutbox' | 'clock' | 'logger' | 'restricted' | 'timing'
>;

/**
 * Archives what the articles that arrived embed. An article that was known is compared: what is new in it is archived, and
 * what it embeds no more is noted.
 */
export function arrivalTick(dependencies: ArrivalDependencies): (signal: AbortSignal) => Promise<void> {
  const { sources } = dependencies.catalogue;
  return async (signal) => {
    const due = await sources.dueArrivals(arrivalsAtATurn);
    // Of one article, one state after the other.
    const lanes = [...Map.groupBy(due, ({ source, key }) => `${source.id} ${key}`).values()];
    await inParallel(lanes, atATime, signal, async (lane, both) => {
      for (const arrival of lane) {
        both.throwIfAborted();
        await attempt(arrival, dependencies);
      }
    });
  };
}

async function attempt(arrival: ArrivalWork, dependencies: ArrivalDependencies): Promise<void> {
  const { id, source, attempts } = arrival;
  const { sources } = dependencies.catalogue;
  const logger = dependencies.logger.child({ arrivalId: id, sourceId: source.id });
  try {
    await takeIn(arrival, { ...dependencies, logger });
  } catch (error) {
    logger.warn({ err: error, attempts }, 'article not taken in');
    const reason = error instanceof Error ? error.message : String(error);
    await (attempts + 1 < mostAttempts
      ? sources.postponeArrival(id, firstAgainMs * 2 ** attempts, true)
      : sources.arrivalFailed(id, reason));
  }
}

async function takeIn(arrival: ArrivalWork, dependencies: ArrivalDependencies): Promise<void> {
  const { sources } = dependencies.catalogue;
  if (arrival.event === 'withdrawn') {
    await sources.withdrawn(arrival.id);
  } else if (arrival.html !== null) {
    await archiveText(arrival, arrival.html, dependencies);
  } else if (arrival.submissionId !== null) {
    await settleSearched(arrival, arrival.submissionId, dependencies);
  } else if (arrival.url !== null) {
    const submissionId = await submit(arrival, { articleUrl: arrival.url }, dependencies);
    await sources.submitted(arrival.id, submissionId, searchedAgainMs(dependencies));
  } else {
    await sources.arrivalFailed(arrival.id, 'the article came with neither text nor address');
  }
}

/** The text came with the news: nothing has to be fetched to know what it embeds. */
async function archiveText(
  arrival: ArrivalWork,
  html: string,
  dependencies: ArrivalDependencies,
): Promise<void> {
  const { catalogue, findEmbeds, logger } = dependencies;
  const body = new TextEncoder().encode(html);
  const found = findEmbeds({
    body,
    mediaType: 'text/html; charset=utf-8',
    baseUrl: arrival.url ?? '',
  }).embeds;
  const embeds = found.filter(({ form }) => form !== 'link');
  const postIds = embeds.map(({ postId }) => postId);
  const { isNew, added } = await catalogue.sources.compare(arrival.source.id, arrival.key, postIds);
  const news = (isNew ? embeds : embeds.filter(({ postId }) => added.includes(postId))).map(numbered);
  const submissionId =
    isNew || news.length > 0 ? await submit(arrival, { embeds: news }, dependencies) : null;
  const change = await catalogue.sources.settle(arrival.id, { postIds, submissionId });
  logger.info({ ...change, submissionId }, 'article taken in');
}

function numbered(embed: Embed, position: number): Embed {
  return { ...embed, position };
}

/** Its page is the first embed of the submission once it was searched. */
async function settleSearched(
  arrival: ArrivalWork,
  submissionId: string,
  dependencies: ArrivalDependencies,
): Promise<void> {
  const { catalogue, logger } = dependencies;
  const submission = await catalogue.submissions.get(submissionId);
  if (submission === null || submission.articleError !== null) {
    await catalogue.sources.arrivalFailed(arrival.id, submission?.articleError ?? 'its submission is gone');
    return;
  }
  if (submission.embeds.length === 0) {
    await catalogue.sources.postponeArrival(arrival.id, searchedAgainMs(dependencies), false);
    return;
  }
  const embedded = submission.embeds.filter(({ form }) => form !== 'submitted' && form !== 'link');
  const postIds = embedded.map(({ postId }) => postId);
  const change = await catalogue.sources.settle(arrival.id, { postIds, submissionId });
  logger.info({ ...change, submissionId }, 'article taken in');
}

function searchedAgainMs(dependencies: ArrivalDependencies): number {
  return turnsToSearch * timingOf(dependencies).arrivalEveryMs;
}

/** Once, however often an arrival is worked on: the key is the arrival. */
async function submit(
  { id, source, url, key, origin }: ArrivalWork,
  what: Pick<Submission, 'articleUrl'> | Pick<Submission, 'embeds'>,
  { catalogue, clock, publishOutbox, restricted }: ArrivalDependencies,
): Promise<string> {
  const submission = machineSubmission(clock.now(), {
    ...{ origin, by: source.by, url, restricted, tags: source.tags, collection: source.collection },
    ...{ externalId: key, priority: origin === 'inbound' ? 'normal' : 'bulk', maxAgeSeconds: anyAgeSeconds },
    ...what,
  });
  const fingerprint = createHash('sha256').update(id).digest('hex');
  const accepted = await catalogue.submissions.accept(submission, { owner: 'source', key: id, fingerprint });
  if (accepted.kind === 'key-reused-for-other-request') {
    throw new Error(`the arrival ${id} was another before`);
  }
  if (accepted.kind === 'accepted') {
    await publishOutbox(accepted.outboxId);
  }
  return accepted.submission.id;
}
