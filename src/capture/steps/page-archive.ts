import { join } from 'node:path';
import { z } from 'zod';
import { type Artifact, artifactSchema } from '#domain/capture.ts';
import type { Exchange, PageArchiveInput, Resource } from '#page-archive/exchange.ts';
import { writeWacz } from '#page-archive/write-wacz.ts';
import { readRange } from '#storage/files.ts';
import { bodyOfArtifact, storeArtifact } from '../artifacts.ts';
import { type Lack, lackSchema } from '../outcome.ts';
import type { Footing, Rung } from '../rung.ts';
import { fetchOnceMore } from '../traffic/fetch-once-more.ts';
import type { Visit } from '../traffic/recordings.ts';
import { reasonOf } from '../trouble.ts';
import { type ScreenshotInput, seeOriginal } from './screenshot.ts';

const archiveSchema = z.object({
  artifacts: z.array(artifactSchema),
  missing: z.array(lackSchema),
  /** Whether the page was seen again for it, and with an operator's login. */
  login: z.boolean(),
});
export type WrittenArchive = z.infer<typeof archiveSchema>;

export interface ArchiveInput {
  /** What the screenshot was taken of, to see it again where another run took it. */
  seeing: ScreenshotInput;
  /** Everything that the capture holds so far. */
  artifacts: Artifact[];
}

/** The page with all its traffic and the capture's own files in one WACZ, which other archives can replay. */
export const pageArchive: Rung<ArchiveInput, WrittenArchive> = {
  name: 'page-archive',
  result: archiveSchema,
  dependsOn: ({ artifacts }) => artifacts.map(({ name, sha256 }) => ({ name, sha256 })),

  async take({ seeing, artifacts }, footing) {
    if (!footing.tools.keepsPageArchive) {
      return { artifacts: [], missing: [], login: false };
    }
    const seenAgain = footing.recordings.tried ? null : await seeOriginal(seeing, footing);
    const login = seenAgain?.browser?.login ?? false;
    const { visit } = footing.recordings;
    if (visit === null) {
      return { artifacts: [], missing: [lack('none of its pages was shown', false)], login };
    }
    try {
      return { artifacts: [await write(visit, artifacts, footing)], missing: [], login };
    } catch (error) {
      return { artifacts: [], missing: [lack(reasonOf(error, footing), true)], login };
    }
  },
};

function lack(reason: string, essential: boolean): Lack {
  return { role: 'wacz', reason: `The page archive could not be made: ${reason}`, essential };
}

async function write(visit: Visit, artifacts: Artifact[], footing: Footing): Promise<Artifact> {
  const { spool } = footing.recordings;
  const held = artifacts.filter(({ role, source }) => role === 'media' && source === 'platform');
  const { traffic } = visit;
  const again = await fetchOnceMore(traffic.onceMore, held, spool, footing);
  const seen = [...traffic.exchanges, ...again];
  const beside = mediaBeside(seen, held, footing);
  const input: PageArchiveInput = {
    captureId: footing.job.work.captureId,
    software: footing.tools.software,
    at: visit.at,
    exchanges: [...seen, ...beside.exchanges].map(withAddress(footing)),
    resources: [
      await resourceOfDom(visit, footing),
      ...artifacts.filter((artifact) => !beside.inPlace.has(artifact)).map(resourceOf(footing)),
    ],
    pages: [{ url: visit.url, title: visit.title, text: visit.text, at: visit.at }],
    notes: {
      webSockets: traffic.webSockets,
      setCookiesDropped: traffic.setCookiesDropped,
      serviceWorkersBlocked: true,
      refused: [...traffic.refused, ...refusedConnections(footing)],
      other: traffic.gaps,
    },
  };
  const written = await writeWacz(input, join(spool.folder, 'page.wacz'), footing.signal);
  return await storeArtifact(footing, readRange(written.path), {
    name: 'page.wacz',
    role: 'wacz',
    mediaType: 'application/wacz',
    source: 'browser',
    sourceUrl: visit.url,
    takenAt: visit.at,
    datapackageSha256: written.datapackageSha256,
    verdict: visit.verdict,
  });
}

/**
 * Media that were fetched beside the page, under their own URLs, and which of them are in their place then. Where the page itself got
 * other bytes at such a URL, what it showed stays what is played there.
 */
function mediaBeside(
  seen: Exchange[],
  held: Artifact[],
  footing: Footing,
): { exchanges: Exchange[]; inPlace: ReadonlySet<Artifact> } {
  const archived = new Map<string, Set<string>>();
  for (const { url, body } of seen) {
    if (body !== null) {
      archived.set(url, (archived.get(url) ?? new Set()).add(body.sha256));
    }
  }
  const inPlace = new Set<Artifact>();
  const exchanges: Exchange[] = [];
  for (const artifact of held) {
    const url = artifact.sourceUrl;
    const there = url === null ? undefined : archived.get(url);
    if (url !== null && there === undefined) {
      exchanges.push(exchangeOf(artifact, url, footing));
      archived.set(url, new Set([artifact.sha256]));
    }
    if (url !== null && (there === undefined || there.has(artifact.sha256))) {
      inPlace.add(artifact);
    }
  }
  return { exchanges, inPlace };
}

function exchangeOf(artifact: Artifact, url: string, footing: Footing): Exchange {
  return {
    url,
    method: 'GET',
    requestHeaders: [],
    requestBody: null,
    status: 200,
    statusText: 'OK',
    responseHeaders: [['content-type', artifact.mediaType]],
    body: bodyOfArtifact(footing, artifact),
    bodyMissing: null,
    startedAt: artifact.takenAt,
    serverAddress: null,
    obtainedBy: 'gateway',
    resourceType: 'Media',
  };
}

/** What we made ourselves, the answers of the platform and what has no place of its own, by its name. */
function resourceOf(footing: Footing): (artifact: Artifact) => Resource {
  return (artifact) => ({
    targetUri: resourceUri(footing, artifact.name),
    mediaType: artifact.mediaType,
    takenAt: artifact.takenAt,
    body: bodyOfArtifact(footing, artifact),
  });
}

async function resourceOfDom({ dom, at }: Visit, footing: Footing): Promise<Resource> {
  return {
    targetUri: resourceUri(footing, 'dom.html'),
    mediaType: 'text/html; charset=utf-8',
    takenAt: at,
    body: await footing.recordings.spool.put(new TextEncoder().encode(dom.toWellFormed())),
  };
}

function resourceUri({ job }: Footing, name: string): string {
  return `urn:embed-archiver:${job.work.captureId}:${name}`;
}

function refusedConnections({ scope }: Footing): { url: string; reason: string }[] {
  return scope
    .connections()
    .flatMap(({ host, port, refused }) =>
      refused === null
        ? []
        : [{ url: `${port === 80 ? 'http' : 'https'}://${host}:${port}/`, reason: refused }],
    );
}

/** The gateway alone knows where a connection really went; of several to one host the last is named. */
function withAddress({ scope }: Footing): (exchange: Exchange) => Exchange {
  const addresses = new Map(
    scope.connections().flatMap(({ host, address }) => (address === null ? [] : [[host, address] as const])),
  );
  return (exchange) => ({
    ...exchange,
    serverAddress: addresses.get(URL.parse(exchange.url)?.hostname ?? '') ?? null,
  });
}
