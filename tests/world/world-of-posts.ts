import { createDemoWeb } from '../../demo/sites/index.ts';
import type { DemoAuthor, DemoPost } from '../../demo/sites/posts.ts';
import { blockquote, oembed, tweetResult } from '../../demo/sites/syndication.ts';
import type { RecordedAnswer, RecordedRequest, Site } from '../support/recorded-web/recorded-web.ts';
import type { World } from '../support/world.ts';

export { blockquote, oembed, tweetResult };

type Handle = (request: RecordedRequest) => RecordedAnswer | null | Promise<RecordedAnswer | null>;

/** The demo's web, with some hosts that answer otherwise: null leaves the answer to the demo's site of that host. */
export async function demoSitesWith(answers: Record<string, Handle>): Promise<Site[]> {
  const { sites } = await createDemoWeb();
  const known = new Map(sites.flatMap((site) => [site.host].flat().map((host) => [host, site] as const)));
  const changed = Object.entries(answers).map(([host, handle]): Site => {
    const usual = known.get(host);
    return {
      host,
      noise: ['/favicon.ico'],
      handle: async (request) => (await handle(request)) ?? usual?.handle(request) ?? null,
    };
  });
  return [...sites, ...changed];
}

const author: DemoAuthor = {
  id: '990000009',
  name: 'Rosa Field',
  handle: 'rosa_field',
  avatar: 'avatar-red',
};

/** A post of the synthetic X; `number` tells it from the others. */
export function aPost(number: number, given: Partial<DemoPost> = {}): DemoPost {
  return {
    id: `17863235614771${String(number).padStart(5, '0')}`,
    createdAt: '2024-05-03T09:00:00.000Z',
    author,
    language: 'en',
    text: `The swallows came back to the barn on day ${number} of the watch.`,
    media: [],
    shortKey: null,
    likes: 3,
    ...given,
  };
}

export interface ShownCapture {
  id: string;
  postId: string;
  status: string;
  outcome: string | null;
  absence: string | null;
  source: string;
  takenAt: string;
  missing: { role: string; reason: string }[];
  artifacts: {
    name: string;
    role: string;
    mediaType: string;
    bytes: number;
    source: string;
    sourceUrl: string | null;
    sha256: string;
    width: number | null;
    height: number | null;
    verdict: { shows: string; detail: string | null };
  }[];
  record: { text: string; title: string | null; media: unknown[] } | null;
  provenance: { finalUrl: string | null; httpStatus: number | null } | null;
}

/** Archives and returns the capture of each embed. */
export async function archiveAndShow(world: World, body: unknown): Promise<ShownCapture[]> {
  const { submission } = await world.archive(body);
  const ids = submission.embeds.map(({ captureId }) => captureId);
  return Promise.all(ids.map((id) => world.getJson<ShownCapture>(`/v1/captures/${id}`)));
}

/** The capture of a submission that has one embed. */
export async function archiveOne(world: World, body: unknown): Promise<ShownCapture> {
  const captures = await archiveAndShow(world, body);
  const [capture] = captures;
  if (capture === undefined || captures.length > 1) {
    throw new Error(`${captures.length} captures instead of one`);
  }
  return capture;
}

export function reasonsOf({ missing }: ShownCapture): string {
  return missing.map(({ role, reason }) => `${role}: ${reason}`).join('\n');
}

export function artifactOf(
  { artifacts }: ShownCapture,
  role: string,
): ShownCapture['artifacts'][number] | undefined {
  return artifacts.find((artifact) => artifact.role === role);
}

/** As X's data end points answer, which its embed page may read too. */
export function json(value: unknown): RecordedAnswer {
  return {
    headers: { 'content-type': 'application/json', 'access-control-allow-origin': '*' },
    body: JSON.stringify(value),
  };
}
