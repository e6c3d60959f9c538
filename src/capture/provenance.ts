import type { Provenance } from '#domain/capture.ts';
import type { ConnectionRecord } from '#egress/egress.ts';
import type { CaptureJob, CaptureTools } from './job.ts';
import type { CaptureResult } from './steps/manifest.ts';
import { isClockSynchronized } from './surroundings.ts';

/** Pages speak with tens of hosts, hostile ones with any number. */
const mostHosts = 200;
const mostAddresses = 16;

/** Who asked, what was done, with what, and over which way: all that a stranger may ask of a capture. */
export async function provenanceOf(
  { browser, answer, takenAt, memento, connections = [] }: CaptureResult,
  { work }: CaptureJob,
  { egress, fonts, software, environment }: CaptureTools,
): Promise<Omit<Provenance, 'finishedAt'>> {
  return {
    requestedUrl: work.canonicalUrl,
    finalUrl: browser?.finalUrl ?? answer?.finalUrl ?? null,
    httpStatus: browser?.httpStatus ?? answer?.httpStatus ?? null,
    serverAddress: browser?.serverAddress ?? null,
    tlsCertificateSha256: browser?.tls?.chainSha256[0] ?? null,
    userAgent: browser?.userAgent ?? null,
    browser: browser?.version ?? null,
    fonts: browser && fonts,
    software,
    startedAt: takenAt,
    egress: { route: egress.route, extraCaSha256: egress.extraCaSha256 },
    sandboxed: browser?.sandboxed ?? null,
    ...(browser?.login && { login: true }),
    archiveUrl: memento?.pageUrl ?? null,
    archivedAt: memento?.archivedAt ?? null,
    requestedBy: work.requestedBy ?? [],
    redirects: browser?.redirects ?? [],
    display: browser?.display ?? null,
    tls: browser?.tls ?? null,
    connections: reachedHosts(connections),
    publicAddress: null,
    refused: refusedHosts(connections),
    clock: {
      source: 'system',
      synchronized: await isClockSynchronized(),
      comparedWith: browser?.serverClock ?? null,
    },
    ...(environment && { environment }),
  };
}

/** In the order in which they were first spoken with. */
function reachedHosts(connections: readonly ConnectionRecord[]): { host: string; addresses: string[] }[] {
  const hosts = new Map<string, Set<string>>();
  for (const { host, address, refused } of connections) {
    if (refused === null) {
      const addresses = hosts.get(host) ?? new Set();
      hosts.set(host, address === null ? addresses : addresses.add(address));
    }
  }
  return [...hosts]
    .slice(0, mostHosts)
    .map(([host, addresses]) => ({ host, addresses: [...addresses].slice(0, mostAddresses) }));
}

function refusedHosts(connections: readonly ConnectionRecord[]): { host: string; reason: string }[] {
  const reasons = new Map(
    connections.flatMap(({ host, refused }) => (refused === null ? [] : [[host, refused]])),
  );
  return [...reasons].slice(0, mostHosts).map(([host, reason]) => ({ host, reason }));
}
