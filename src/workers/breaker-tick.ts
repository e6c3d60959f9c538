import { type Canary, siteOf } from '#domain/breaker.ts';
import type { CanaryUrls } from '#domain/canary.ts';
import type { Look } from '#domain/look.ts';
import { isGone } from '#domain/post.ts';
import type { WorkerDependencies } from './dependencies.ts';

/** A platform that changes its answers is noticed within so long. */
const canaryEveryMs = 15 * 60_000;
const lookTimeoutMs = 60_000;

type BreakerDependencies = Pick<
  WorkerDependencies,
  'catalogue' | 'canaries' | 'identify' | 'platformFor' | 'openScope' | 'clock' | 'logger'
>;

/** Lets a probe through to sites whose rest is over, and looks at the posts whose state is known. */
export function breakerTick(dependencies: BreakerDependencies): (signal: AbortSignal) => Promise<void> {
  const { catalogue, canaries, logger } = dependencies;
  return async (signal) => {
    const probes = await catalogue.breakers.probe();
    if (probes > 0) {
      logger.info({ probes }, 'sites at rest are probed');
    }
    for (const [platform, urls] of Object.entries(canaries)) {
      signal.throwIfAborted();
      await lookAtCanaries(platform, urls, dependencies, signal);
    }
  };
}

async function lookAtCanaries(
  platform: string,
  urls: CanaryUrls[string],
  dependencies: BreakerDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { catalogue, clock, logger } = dependencies;
  const before = (await catalogue.breakers.list()).find(({ site }) => site === platform);
  const lastAt = Math.max(0, ...(before?.canaries ?? []).map(({ at }) => Date.parse(at)));
  if (clock.now().getTime() - lastAt < canaryEveryMs) {
    return;
  }
  const seen: Canary[] = [];
  for (const kind of ['living', 'deleted'] as const) {
    const url = urls[kind];
    if (url !== undefined) {
      seen.push(await lookAtCanary({ kind, url }, dependencies, signal));
    }
  }
  const isMisread = seen.some(({ isRight }) => isRight === false);
  // An obstacle tells nothing: what was known of the reading stays.
  const toldNothing = seen.every(({ isRight }) => isRight === null);
  await catalogue.breakers.canaries(
    platform,
    seen,
    toldNothing ? (before?.misreadSince ?? null) !== null : isMisread,
  );
  if (isMisread) {
    logger.error({ platform, canaries: seen }, 'known posts are misread: nothing there is looked at again');
  }
}

async function lookAtCanary(
  { kind, url }: Pick<Canary, 'kind' | 'url'>,
  { identify, platformFor, openScope, clock, logger }: BreakerDependencies,
  signal: AbortSignal,
): Promise<Canary> {
  const at = clock.now().toISOString();
  const { postId, canonicalUrl } = identify(url);
  const platform = postId === null ? null : platformFor(postId);
  if (postId === null || canonicalUrl === null || platform === null) {
    return { kind, url, at, told: 'no post of a platform', isRight: null };
  }
  await using scope = openScope(`canary ${siteOf(postId)}`);
  try {
    const timely = AbortSignal.any([signal, AbortSignal.timeout(lookTimeoutMs)]);
    const { conclusion } = await platform.look({ postId, canonicalUrl, foundUrl: url }, scope.fetch, timely);
    return { kind, url, at, ...verdictOn(kind, conclusion) };
  } catch (error) {
    signal.throwIfAborted();
    logger.warn({ err: error, url }, 'canary not looked at');
    return { kind, url, at, told: error instanceof Error ? error.message : String(error), isRight: null };
  }
}

function verdictOn(kind: Canary['kind'], conclusion: Look['conclusion']): Pick<Canary, 'told' | 'isRight'> {
  switch (conclusion.kind) {
    case 'live':
      return { told: 'live', isRight: kind === 'living' };
    case 'absent':
      return { told: conclusion.absence, isRight: kind === 'deleted' && isGone(conclusion.absence) };
    case 'unknown':
      return { told: `${conclusion.obstacle}: ${conclusion.detail}`, isRight: null };
  }
}
