import { createHash } from 'node:crypto';
import { digestProblem } from '../digested-document.ts';

const namedByHash =
  /^(?:statements\/|attestations\/[0-9a-f]{64}\/[a-z0-9-]+-|manifests\/[^/]+\/)([0-9a-f]{64})\.json$/;
const digested = /^(?:facts|captures|log\/timestamps)\//;

/** Whether the name of such a document says what its bytes are, so that another of the same name is the same. */
export function isNamedByHash(key: string): boolean {
  return namedByHash.test(key);
}

/**
 * What the bytes of one document say against themselves, without a look at any other; null where nothing. Of the log's tree
 * and of signatures only an audit can tell.
 */
export function documentProblem(key: string, body: Uint8Array): string | null {
  const sha256 = namedByHash.exec(key)?.[1];
  if (sha256 !== undefined) {
    return createHash('sha256').update(body).digest('hex') === sha256 ? null : 'does not hash to its name';
  }
  return digested.test(key) ? digestProblem(body) : null;
}
