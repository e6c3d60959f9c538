import type { Fetch } from '#domain/fetch.ts';
import type { PostId } from '#domain/post.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Identity, Resolution } from './platform.ts';
import { identify, platformFor } from './registry.ts';
import { identify as identifyPage } from './web/urls.ts';

/** A short link of one platform may lead to one of another, and that to a host that may be anybody's. */
const MAX_STEPS = 4;

/**
 * Which post an id means that only the network can tell: a short link is followed, also where it leaves its platform, and a
 * host that may be anybody's is asked whether it is a server of the platform; where it is none, the post is the page of the
 * web under `foundUrl`.
 */
export async function resolvePost(
  postId: PostId,
  fetch: Fetch,
  signal: AbortSignal,
  foundUrl: string | null = null,
): Promise<Resolution> {
  const way: Way = { id: postId, url: foundUrl, chain: [], before: null };
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const resolution = await platformFor(way.id).resolve(way.id, fetch, signal);
    const end = endOf(resolution, way);
    if (end !== null) return end;
  }
  return { kind: 'dead', detail: `more than ${MAX_STEPS} short links in a row`, chain: way.chain };
}

/** How far it was followed. */
interface Way {
  id: PostId;
  /** Where the id was taken from. */
  url: string | null;
  chain: string[];
  before: Named | null;
}
type Named = Identity & { postId: PostId; canonicalUrl: string };

/** The end, or null where `way` leads on. */
function endOf(resolution: Resolution, way: Way): Resolution | null {
  if (resolution.kind === 'unknown') return askedBefore(way) ?? resolution;
  way.chain.push(...resolution.chain.filter((url) => !way.chain.includes(url)));
  const { chain } = way;
  switch (resolution.kind) {
    case 'resolved':
      return goOn(resolution.identity, way);
    case 'other-site': {
      const page = pageAt(way);
      return page === null ? { ...resolution, chain } : { kind: 'resolved', identity: page, chain };
    }
    case 'dead': {
      const next = postAt(resolution.leadsTo ?? '');
      return next === null ? (askedBefore(way) ?? { ...resolution, chain }) : goOn(next, way);
    }
  }
}

function goOn(next: Named, way: Way): Resolution | null {
  if (next.certain || next.postId === way.id) return { kind: 'resolved', identity: next, chain: way.chain };
  way.url = way.chain.at(-1) ?? null;
  way.id = next.postId;
  way.before = next;
  return null;
}

/** A post on a host that may be anybody's, to which short links led: what else that host answers is for the look to judge. */
function askedBefore({ before, chain }: Way): Resolution | null {
  if (before === null || platformFor(before.postId).isProvisional(before.postId)) return null;
  return { kind: 'resolved', identity: before, chain };
}

function postAt(address: string): Named | null {
  const url = parseHttpUrl(address);
  return url === null ? null : namedOf(identify(url));
}

/** The page under the address that named the post, or else under the one that the post would have. */
function pageAt({ id, url }: Way): Named | null {
  const found = parseHttpUrl(url ?? '');
  const isItsOwn = found !== null && identify(found).postId === id;
  const address = isItsOwn ? found : parseHttpUrl(platformFor(id).canonicalUrl(id));
  return address === null ? null : namedOf(identifyPage(address));
}

function namedOf(identity: Identity): Named | null {
  const { postId, canonicalUrl } = identity;
  return postId === null || canonicalUrl === null ? null : { ...identity, postId, canonicalUrl };
}
