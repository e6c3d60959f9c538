import type { Artifact, ArtifactRole, Verdict } from '#domain/capture.ts';
import type { Body } from '#page-archive/exchange.ts';
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
  datapackageSha256?: string | null;
}

/** Durable once resolved. */
export async function storeArtifact(
  { tools, signal }: Footing,
  bytes: AsyncIterable<Uint8Array> | Uint8Array,
  facts: ArtifactFacts,
): Promise<Artifact> {
  const takenAt = facts.takenAt ?? tools.clock.now().toISOString();
  const object = await tools.storage.putObject(bytes, signal);
  tools.logger.debug({ name: facts.name, sha256: object.sha256 }, 'capture.object-stored');
  return describeArtifact(object, { ...facts, takenAt });
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
    ...(facts.datapackageSha256 && { datapackageSha256: facts.datapackageSha256 }),
    verdict: facts.verdict,
  };
}

/** The bytes of an artifact that this capture stored itself. */
export async function readArtifact(footing: Footing, artifact: Artifact): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyOfArtifact(footing, artifact).open()) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The same, piece by piece, when they are wanted. */
export function bodyOfArtifact({ tools }: Pick<Footing, 'tools'>, { name, bytes, sha256 }: Artifact): Body {
  async function* open() {
    const found = await tools.storage.getObject(sha256);
    if (found === null) {
      throw new Error(`Storage does not hold ${sha256}, the artifact ${name}`);
    }
    yield* found.body;
  }
  return { bytes, sha256, open };
}
