import { z } from 'zod';
import { type Artifact, artifactSchema, signalSchema } from '#domain/capture.ts';
import type { CaptureWork } from '#domain/capture-work.ts';
import { GiveUpError } from '#domain/errors.ts';
import { AddressRefusedError } from '#domain/fetch.ts';
import { type Obstacle, type PostId, platformOf } from '#domain/post.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { canonicalJson } from '#evidence/canonical-json.ts';
import type { Platform, Resolution } from '#platforms/platform.ts';
import { storeArtifact } from '../artifacts.ts';
import type { Footing, Rung } from '../rung.ts';
import { waitUnlessPatienceEnded } from '../trouble.ts';

const identitySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('post'),
    postId: z.string(),
    canonicalUrl: z.string(),
    artifacts: z.array(artifactSchema),
  }),
  /** There is no post behind it: a short link that leads nowhere, or words with no link at all. */
  z.object({
    kind: z.literal('nowhere'),
    detail: z.string(),
    artifacts: z.array(artifactSchema),
    signals: z.array(signalSchema),
  }),
  /** Nobody could tell, and patience has ended. */
  z.object({ kind: z.literal('unknown'), detail: z.string(), signals: z.array(signalSchema) }),
]);
export type IdentifiedPost = z.infer<typeof identitySchema>;

/** Which post is it? Only short links, and servers that are known by no name, need to be asked. */
export const identify: Rung<null, IdentifiedPost> = {
  name: 'identify',
  result: identitySchema,
  dependsOn: () => null,

  async take(_input, footing) {
    const { work } = footing.job;
    if (platformOf(work.postId) === 'quotation') {
      const detail = 'The article carries words and no link to a post.';
      return { kind: 'nowhere', detail, artifacts: [], signals: [] };
    }
    const platform = footing.tools.platformFor(work.postId);
    if (platform.isProvisional(work.postId)) {
      return await follow(work.postId, footing);
    }
    const { postId } = work;
    const canonicalUrl = addressOf(work, platform);
    const isCertain = platform.identify(new URL(canonicalUrl))?.certain ?? true;
    return isCertain
      ? { kind: 'post', postId, canonicalUrl, artifacts: [] }
      : await confirm({ postId, canonicalUrl }, footing);
  },
};

/** What travels beside an id (the key of an unlisted video, an owner's name) is taken as this capture was asked for. */
function addressOf({ postId, canonicalUrl, foundUrl }: CaptureWork, platform: Platform): string {
  const found = parseHttpUrl(foundUrl ?? '');
  const identity = found && platform.identify(found);
  return identity?.postId === postId ? (identity.canonicalUrl ?? canonicalUrl) : canonicalUrl;
}

const passing: ReadonlySet<Obstacle> = new Set(['unreachable', 'rate-limited', 'challenged']);

/**
 * Of a server that may be anybody's: where it says that its post is another's, or where it is none, that other post or that
 * page is meant. A server that cannot say so now is asked again.
 */
async function confirm(
  named: { postId: PostId; canonicalUrl: string },
  footing: Footing,
): Promise<IdentifiedPost> {
  const resolution = await resolve(named.postId, footing);
  if (resolution.kind === 'unknown' && passing.has(resolution.obstacle)) {
    waitUnlessPatienceEnded(footing.job, footing.tools, resolution);
  }
  // What else it answers is for the look to judge.
  if (resolution.kind !== 'resolved' || resolution.identity.postId === named.postId) {
    return { kind: 'post', ...named, artifacts: [] };
  }
  const { postId, canonicalUrl } = resolution.identity;
  await footing.job.onIdentified({ postId, canonicalUrl });
  return { kind: 'post', postId, canonicalUrl, artifacts: [] };
}

async function follow(postId: PostId, footing: Footing): Promise<IdentifiedPost> {
  const resolution = await resolve(postId, footing);
  switch (resolution.kind) {
    case 'resolved': {
      const { postId: resolvedId, canonicalUrl } = resolution.identity;
      const artifact = await storeChain(resolution.chain, resolvedId, footing);
      await footing.job.onIdentified({ postId: resolvedId, canonicalUrl });
      return { kind: 'post', postId: resolvedId, canonicalUrl, artifacts: [artifact] };
    }
    case 'other-site':
    case 'dead': {
      const { detail } = resolution;
      const artifact = await storeChain(resolution.chain, null, footing);
      return {
        kind: 'nowhere',
        detail,
        artifacts: [artifact],
        signals: [signalOf('not-found', detail, footing)],
      };
    }
    case 'unknown': {
      const { detail, obstacle } = resolution;
      waitUnlessPatienceEnded(footing.job, footing.tools, resolution);
      return { kind: 'unknown', detail, signals: [signalOf(obstacle, detail, footing)] };
    }
  }
}

async function resolve(postId: PostId, { job, tools, scope, signal }: Footing): Promise<Resolution> {
  try {
    return await tools.resolvePost(postId, scope.fetch, signal, job.work.foundUrl);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AddressRefusedError) {
      throw new GiveUpError(`The short link leads to an address that is not visited: ${error.message}`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** How the short link led to its post is evidence: the shortener may forget. */
async function storeChain(chain: string[], postId: PostId | null, footing: Footing): Promise<Artifact> {
  const { canonicalUrl } = footing.job.work;
  return await storeArtifact(footing, canonicalJson({ requestedUrl: canonicalUrl, chain, postId }), {
    name: 'raw-short-link.json',
    role: 'raw',
    mediaType: 'application/json',
    source: 'platform',
    sourceUrl: canonicalUrl,
    verdict: postId
      ? { shows: 'expected', detail: `The short link leads to ${postId}.` }
      : { shows: 'absence', detail: 'The short link leads to no post.' },
  });
}

function signalOf(says: z.infer<typeof signalSchema>['says'], detail: string, { job, tools }: Footing) {
  return {
    source: `${platformOf(job.work.postId)}/short-link`,
    at: tools.clock.now().toISOString(),
    url: job.work.canonicalUrl,
    httpStatus: null,
    says,
    detail,
  };
}
