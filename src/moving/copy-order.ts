import { manifestSchema } from '#domain/capture.ts';

/**
 * Documents in the order in which they are copied: each after what it names. Who reads the copy while it grows never meets a
 * pointer before its manifest, a signature before its key, or a checkpoint before the tree that it is of.
 */
export const documentOrder: readonly string[] = [
  'facts/keys/',
  'facts/log.json',
  'manifests/',
  'attestations/',
  'statements/',
  'captures/',
  'facts/collections/',
  'facts/submissions/',
  'facts/merges/',
  'facts/states/',
  'facts/patches/',
  'log/tile/',
  'log/checkpoints/',
  'log/timestamps/',
];

/** Whether a step of the order has the document; what none has comes last. */
export function isOrdered(key: string): boolean {
  return documentOrder.some((prefix) => key.startsWith(prefix));
}

/** What must be held before the document is, by its name and content. */
export interface Needs {
  /** Hashes. */
  objects: string[];
  documents: string[];
}

const manifestKey = /^manifests\/[^/]+\/[0-9a-f]{64}\.json$/;
const signatureKey = /^(manifests\/[^/]+\/[0-9a-f]{64})\.sig\.json$/;
const pointerKey = /^captures\/([^/]+)\.json$/;

/** Of a sound document. */
export function needsOf(key: string, body: Uint8Array): Needs {
  const document: unknown = manifestKey.test(key) || pointerKey.test(key) ? parse(body) : null;
  const manifest = manifestKey.test(key) ? manifestSchema.safeParse(document).data : undefined;
  const signed = signatureKey.exec(key)?.[1];
  return {
    objects: [...new Set(manifest?.artifacts.map(({ sha256 }) => sha256))],
    documents: [...(signed === undefined ? [] : [`${signed}.json`]), ...pointedBy(document, key)],
  };
}

/** The manifest, and its signature beside it. */
function pointedBy(document: unknown, key: string): string[] {
  const captureId = pointerKey.exec(key)?.[1];
  const isPointer = typeof document === 'object' && document !== null && 'manifestSha256' in document;
  if (captureId === undefined || !isPointer) {
    return [];
  }
  const manifest = `manifests/${captureId}/${String(document.manifestSha256)}`;
  return [`${manifest}.json`, `${manifest}.sig.json`];
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    // Damage is found by the check that every document passes.
    return null;
  }
}
