import type { Artifact, ArtifactRole, Verdict } from '#domain/capture.ts';
import type { StoredObject } from '#storage/storage.ts';
import type { Footing } from './rung.ts';

/** What is known of an artifact besides its bytes. */
export interface ArtifactFacts {
  name: string;
  role: ArtifactRole;
  mediaType: string;
  source: Artifact['source'];
  verdict: Verdict;
  sourceUrl?: string | null;
  takenAt?: string;
  width?: number | null;
  height?: number | null;
  perceptualHash?: string | null;
}

/** Durable once resolved. */
export async function storeArtifact(
  { tools, signal }: Footing,
  bytes: AsyncIterable<Uint8Array> | Uint8Array,
  facts: ArtifactFacts,
): Promise<Artifact> {
  const takenAt = facts.takenAt ?? tools.clock.now().toISOString();
  return describeArtifact(await tools.storage.putObject(bytes, signal), { ...facts, takenAt });
}

function describeArtifact(object: StoredObject, facts: ArtifactFacts & { takenAt: string }): Artifact {
  return {
    name: facts.name,
    role: facts.role,
    mediaType: facts.mediaType,
    bytes: object.bytes,
    sha256: object.sha256,
    width: facts.width ?? null,
    height: facts.height ?? null,
    takenAt: facts.takenAt,
    source: facts.source,
    sourceUrl: facts.sourceUrl ?? null,
    perceptualHash: facts.perceptualHash ?? null,
    verdict: facts.verdict,
  };
}

/** The bytes of an artifact that this capture stored itself. */
export async function readArtifact({ tools }: Footing, artifact: Artifact): Promise<Uint8Array> {
  const found = await tools.storage.getObject(artifact.sha256);
  if (found === null) {
    throw new Error(`Storage does not hold ${artifact.sha256}, the artifact ${artifact.name}`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of found.body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
