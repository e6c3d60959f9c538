import { entryText, logKeys } from '#domain/log.ts';
import type { Storage } from '#storage/storage.ts';
import { listPublishedKeys, type PublishedKey, readPublishedKey } from './keys/published-keys.ts';
import { rawPublicKeyOf } from './keys/signing-key.ts';
import { checkNote, parseNote } from './log/note.ts';
import { tlogProofText } from './log/tlog-proof.ts';
import { TiledTree } from './log/tree.ts';
import { readManifestBytes } from './manifest.ts';
import { type ManifestSignature, readManifestSignature } from './signature.ts';
import { type AttestationDocument, readAttestations } from './statement.ts';
import { type StoredTimestamp, storedTimestampSchema } from './timestamp/stamp-checkpoint.ts';

/** All that can be shown of a capture; null for what is absent, which is no failure. */
export interface Proof {
  /** Exactly what was hashed and signed. */
  manifest: Uint8Array;
  manifestSha256: string;
  signature: ManifestSignature | null;
  /** Of the signature. */
  key: PublishedKey | null;
  log: LogProof | null;
  attestations: AttestationDocument[];
}

export interface LogProof {
  origin: string;
  /** Of the entry, from 0 on. */
  index: number;
  /** What was hashed into the leaf. */
  entry: string;
  /** The signed note's bytes, which the timestamps are over. */
  checkpoint: Uint8Array;
  /** c2sp.org/tlog-proof@v1, with the same checkpoint. */
  inclusion: string;
  /** Of the checkpoint's signature. */
  key: PublishedKey | null;
  timestamps: StoredTimestamp[];
}

/** What the catalogue knows of the log's places. */
export interface ProofIndex {
  sequenceOf(sha256: string): Promise<number | null>;
  covering(sequence: number): Promise<{ size: number; timestamps: string[] } | null>;
}

/** Null where there is no such manifest. The same for the same state of the log. */
export async function readProof(
  { storage, index, origin }: { storage: Storage; index: ProofIndex; origin: string },
  { captureId, manifestSha256 }: { captureId: string; manifestSha256: string },
): Promise<Proof | null> {
  const manifest = await readManifestBytes(storage, captureId, manifestSha256);
  if (manifest === null) {
    return null;
  }
  const signature = await readManifestSignature(storage, captureId, manifestSha256);
  return {
    manifest,
    manifestSha256,
    signature,
    key: signature && (await readPublishedKey(storage, signature.keyId)),
    log: await proveInclusion({ storage, index, origin }, manifestSha256),
    attestations: await readAttestations(storage, manifestSha256),
  };
}

async function proveInclusion(
  { storage, index, origin }: { storage: Storage; index: ProofIndex; origin: string },
  manifestSha256: string,
): Promise<LogProof | null> {
  const sequence = await index.sequenceOf(manifestSha256);
  const covering = sequence === null ? null : await index.covering(sequence);
  const checkpoint = covering && (await storage.getDocument(logKeys.checkpoint(covering.size)));
  if (sequence === null || covering === null || checkpoint === null) {
    return null;
  }
  const entryIndex = sequence - 1;
  const tree = new TiledTree(covering.size, (path) => storage.getDocument(logKeys.tile(path)));
  const hashes = await tree.inclusionProof(entryIndex);
  const checkpointNote = new TextDecoder().decode(checkpoint);
  return {
    origin,
    index: entryIndex,
    entry: entryText({ kind: 'manifest', sha256: manifestSha256 }),
    checkpoint,
    inclusion: tlogProofText({ index: entryIndex, hashes, checkpointNote }),
    key: await signerOf(storage, checkpointNote, origin),
    timestamps: await readTimestamps(storage, covering),
  };
}

/** Which of the published keys signed the checkpoint. */
async function signerOf(storage: Storage, note: string, origin: string): Promise<PublishedKey | null> {
  const signed = parseNote(note);
  for (const key of await listPublishedKeys(storage)) {
    const publicKey = rawPublicKeyOf(key.publicKeyPem);
    if (publicKey !== null && (await checkNote(signed, origin, publicKey)) === 'pass') {
      return key;
    }
  }
  return null;
}

/** By name. One that cannot be read proves nothing and is left out; `audit` says that it is damaged. */
async function readTimestamps(
  storage: Storage,
  { size, timestamps }: { size: number; timestamps: string[] },
): Promise<StoredTimestamp[]> {
  const stored = await Promise.all(
    timestamps.map((name) => storage.getDocument(logKeys.timestamp(size, name))),
  );
  return stored.flatMap((body) => {
    const parsed = body === null ? null : storedTimestampSchema.safeParse(jsonOf(body));
    return parsed?.success ? [parsed.data] : [];
  });
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    // The schema refuses it then.
    return undefined;
  }
}
