import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Artifact } from '#domain/capture.ts';
import { inParallel } from '#domain/in-parallel.ts';
import type { Exchange } from '#page-archive/exchange.ts';
import { bodyOfArtifact } from '../artifacts.ts';
import type { Footing } from '../rung.ts';
import { reasonOf } from '../trouble.ts';
import type { Spool } from './spool.ts';

const atATime = 3;
/** Films, and what says how long it is, take their time; what has already kept the page waiting and says nothing does not end. */
const longestUnsaidMs = 15_000;
/** True of the part or the coding that the page got, not of the whole that we fetched. */
const headersOfPart = new Set(['content-range', 'content-length', 'content-encoding', 'transfer-encoding']);

/**
 * What went to the page without passing through us, whole, straight to disk: from storage where the media rung holds it
 * already, else by the gateway. What cannot be had keeps its place, with the reason.
 */
export async function fetchOnceMore(
  onceMore: readonly Exchange[],
  held: readonly Artifact[],
  spool: Spool,
  footing: Footing,
): Promise<Exchange[]> {
  const heldByUrl = new Map(held.map((artifact) => [artifact.sourceUrl, artifact]));
  const endsAt = performance.now() + footing.tools.limits.mediaTotalMs;
  let bytesLeft = footing.tools.limits.maxMediaBytes;
  return await inParallel(onceMore, atATime, footing.signal, async (exchange, signal) => {
    const artifact = heldByUrl.get(exchange.url);
    if (artifact) {
      return wholeOf(exchange, bodyOfArtifact(footing, artifact));
    }
    if (bytesLeft <= 0) {
      const bodyMissing = `Not fetched: the page's media exceed ${footing.tools.limits.maxMediaBytes} bytes.`;
      return { ...exchange, bodyMissing };
    }
    const { limits } = footing.tools;
    const leftMs = Math.floor(endsAt - performance.now());
    if (leftMs <= 0) {
      return {
        ...exchange,
        bodyMissing: `Not fetched: all of them took longer than ${limits.mediaTotalMs} ms.`,
      };
    }
    const toFile = join(spool.folder, randomUUID());
    try {
      const options = {
        toFile,
        maxBytes: bytesLeft,
        idleTimeoutMs: limits.mediaIdleMs,
        totalTimeoutMs: saysItsEnd(exchange) ? leftMs : Math.min(leftMs, longestUnsaidMs),
        headers: refererOf(exchange),
      };
      const { bytes } = await footing.scope.download(exchange.url, options, signal);
      bytesLeft -= bytes;
      return wholeOf(exchange, await spool.adopt(toFile));
    } catch (error) {
      return {
        ...exchange,
        bodyMissing: `Could not be had whole: ${reasonOf(error, { ...footing, signal })}`,
      };
    }
  });
}

function saysItsEnd({ resourceType, responseHeaders }: Exchange): boolean {
  return (
    resourceType === 'Media' || responseHeaders.some(([name]) => name.toLowerCase() === 'content-length')
  );
}

function wholeOf(exchange: Exchange, body: Exchange['body']): Exchange {
  return {
    ...exchange,
    requestHeaders: exchange.requestHeaders.filter(([name]) => name.toLowerCase() !== 'range'),
    status: exchange.status === 206 ? 200 : exchange.status,
    statusText: exchange.status === 206 ? 'OK' : exchange.statusText,
    responseHeaders: exchange.responseHeaders.filter(([name]) => !headersOfPart.has(name.toLowerCase())),
    body,
    obtainedBy: 'gateway',
  };
}

/** Some media hosts serve only those who come from the page. */
function refererOf({ requestHeaders }: Exchange): Record<string, string> {
  const referer = requestHeaders.find(([name]) => name.toLowerCase() === 'referer')?.[1];
  return referer === undefined ? {} : { referer };
}
