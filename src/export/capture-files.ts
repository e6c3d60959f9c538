import { createHash } from 'node:crypto';
import type { Artifact } from '#domain/capture.ts';
import { openBundle } from '#evidence/bundle.ts';
import { bundleFiles } from '#evidence/bundle-files.ts';
import type { Storage } from '#storage/storage.ts';
import type { Bag, BagContent } from './bag.ts';
import type { CaptureCustody } from './custody.ts';

/** Storage has not what a manifest names: nothing is exported that could not be checked. */
export class DamagedCaptureError extends Error {
  override readonly name = 'DamagedCaptureError';
}

export interface CaptureFilesGround {
  storage: Storage;
  /** Hashes of objects whose bytes were purged, by a signed statement. */
  purged: ReadonlySet<string>;
  signal: AbortSignal;
}

/**
 * Puts a capture into `captures/<captureId>/`: its manifest, each artifact under its name, and its page archive with the proof in
 * it, `bundle.wacz`; where it has none, the files of the proof in `proof/`. The bare archive itself is left out: a bundle without
 * `proof/` is it. Every byte is checked on its way. Rejects with `DamagedCaptureError`.
 */
export async function addCapture(
  bag: Bag,
  { manifest, proof }: CaptureCustody,
  ground: CaptureFilesGround,
): Promise<void> {
  const { storage, signal } = ground;
  const folder = `captures/${manifest.captureId}`;
  await bag.add(`${folder}/manifest.json`, whole(proof.manifest), signal);
  const held = manifest.artifacts.filter(({ sha256 }) => !ground.purged.has(sha256));
  for (const artifact of held.filter(({ role }) => role !== 'wacz')) {
    const { sha256, name } = artifact;
    const chunks = bytesOf(storage, artifact);
    const added = await bag.add(`${folder}/${name}`, { maxBytes: artifact.bytes, chunks }, signal);
    assertSame(artifact, added.sha256, sha256);
  }
  const archive = held.find(({ role }) => role === 'wacz');
  if (archive === undefined) {
    for (const { path, body } of proofFiles(proof)) {
      await bag.add(`${folder}/${path}`, whole(body), signal);
    }
    return;
  }
  await assertIntact(storage, archive, signal);
  const bundle = await openBundle(storage, archive, proof);
  await bag.add(`${folder}/bundle.wacz`, { maxBytes: bundle.bytes, chunks: bundle.read() }, signal);
}

/** As in a bundle, but for what is beside them or belongs to a page archive. */
function proofFiles(proof: CaptureCustody['proof']) {
  const elsewhere = ['proof/manifest.json', 'proof/datapackage.json'];
  return bundleFiles(proof, new Uint8Array()).filter(({ path }) => !elsewhere.includes(path));
}

/** Reads it whole: a bundle is made of its parts. */
export async function assertIntact(storage: Storage, artifact: Artifact, signal: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of bytesOf(storage, artifact)) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  assertSame(artifact, hash.digest('hex'), artifact.sha256);
}

async function* bytesOf(storage: Storage, { sha256, name }: Artifact): AsyncGenerator<Uint8Array> {
  const found = await storage.getObject(sha256);
  if (found === null) {
    throw new DamagedCaptureError(`${name} (${sha256}) is not in storage; audit tells what else is wrong`);
  }
  yield* found.body;
}

function assertSame({ name }: Artifact, found: string, expected: string): void {
  if (found !== expected) {
    throw new DamagedCaptureError(
      `${name} (${expected}) is damaged in storage; audit tells what else is wrong`,
    );
  }
}

function whole(bytes: Uint8Array): BagContent {
  return { maxBytes: bytes.byteLength, chunks: [bytes] };
}
