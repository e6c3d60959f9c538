import type { Certificate } from 'pkijs';
import type { Clock } from '#domain/clock.ts';
import type { Fetch } from '#domain/fetch.ts';
import type { LogEntry } from '#domain/log.ts';
import type { Logger } from '#logger.ts';
import type { Storage } from '#storage/storage.ts';
import { type KeyRing, openKeyRing, type Secrets } from './keys/key-ring.ts';
import { logOrigin, proposedOrigin } from './log/identity.ts';
import { LogForkError, largestCheckpoint, publishLog } from './log/publish-log.ts';
import type { WrittenManifest } from './manifest.ts';
import { type Proof, type ProofIndex, readProof } from './proof.ts';
import { writeManifestSignature } from './signature.ts';
import { type SealedDocument, sealStatement, writeAttestation } from './statement.ts';
import { readCertificates } from './timestamp/certificates.ts';
import {
  type AuthorityState,
  publicNameOf,
  stampCheckpoint,
  type TimestampIndex,
} from './timestamp/stamp-checkpoint.ts';

/** What the catalogue knows of the log. */
export interface LogIndex extends ProofIndex, TimestampIndex {
  entries(afterSequence: number, limit: number): Promise<LogEntry[]>;
  size(): Promise<number>;
  latest(): Promise<{ size: number; at: string } | null>;
  add(checkpoint: { size: number; at: string }): Promise<void>;
}

export interface NotaryOptions {
  storage: Storage;
  secrets: Secrets;
  index: LogIndex;
  /** Brings every document that waits to storage. */
  publishOutbox: () => Promise<void>;
  clock: Clock;
  logger: Logger;
  secretKey: string | null;
  signingKeyPem: string | null;
  publicUrl: string | null;
  /** URLs. */
  timestampAuthorities: readonly string[];
  /** PEM of the roots that those may lead to. */
  timestampRoots: () => string;
}

export interface LogState {
  origin: string;
  /** Committed entries. */
  size: number;
  published: { size: number; at: string } | null;
  authorities: ({ url: string } & AuthorityState)[];
}

/** Signs what is stated here and keeps the log of it: everything that another can check without trusting us. */
export class Notary {
  readonly keys: KeyRing;
  readonly origin: string;
  readonly #options: NotaryOptions;
  #anchors: readonly Certificate[] | null = null;
  /** The last checkpoint that was made here, which needs no second look. */
  #publishedSize = -1;

  constructor(keys: KeyRing, origin: string, options: NotaryOptions) {
    this.keys = keys;
    this.origin = origin;
    this.#options = options;
  }

  /** Writes the signature of a manifest that was written. Durable once resolved. */
  async signManifest(manifest: WrittenManifest): Promise<void> {
    await writeManifestSignature(this.#options.storage, await this.keys.current(), manifest);
  }

  /** Signs statements inside a transaction, where nothing can be waited for. */
  async sealer(): Promise<(statement: { kind: string; at: string }) => SealedDocument> {
    const key = await this.keys.current();
    return (statement) => sealStatement(key, statement);
  }

  /** What came to be known about a manifest later; `kind` is of a-z, 0-9 and dashes. Resolves to the document's key. */
  async attest(manifestSha256: string, kind: string, body: Record<string, unknown>): Promise<string> {
    const { storage, clock } = this.#options;
    const attestation = { ...body, kind, manifestSha256, at: clock.now().toISOString() };
    return writeAttestation(storage, await this.keys.current(), attestation);
  }

  /** Brings what is committed into the published log. Rejects with `LogForkError` where the two do not fit. */
  async publishLog(signal: AbortSignal): Promise<void> {
    const { index, storage, clock, logger, publishOutbox } = this.#options;
    const publishedSize = (await index.latest())?.size ?? 0;
    const size = await index.size();
    if (size < publishedSize) {
      throw new LogForkError(`The catalogue has ${size} entries where ${publishedSize} were published`);
    }
    if (size === publishedSize) {
      return;
    }
    await this.#assertNothingLater(publishedSize);
    // What an entry names is in storage before anybody can read the entry.
    await publishOutbox();
    signal.throwIfAborted();
    const { origin, keys } = this;
    const entries = (first: number, count: number) => index.entries(first, count);
    await publishLog({ storage, origin, key: await keys.current(), publishedSize, size, entries });
    await index.add({ size, at: clock.now().toISOString() });
    this.#publishedSize = size;
    logger.info({ size, origin }, 'log published');
  }

  /** A database that knows less than was published would begin another log under the same name. */
  async #assertNothingLater(publishedSize: number): Promise<void> {
    if (publishedSize === this.#publishedSize) {
      return;
    }
    const largest = await largestCheckpoint(this.#options.storage);
    if (largest > publishedSize) {
      throw new LogForkError(
        `The catalogue knows of ${publishedSize} entries where ${largest} were published`,
      );
    }
  }

  /** Has the last checkpoint timestamped by whoever is due. Never rejects for what an authority does. */
  async stampLog(
    openScope: (label: string) => { fetch: Fetch } & AsyncDisposable,
    signal: AbortSignal,
  ): Promise<void> {
    const { index, timestampAuthorities: authorities } = this.#options;
    const latest = authorities.length === 0 ? null : await index.latest();
    if (latest !== null) {
      await using scope = openScope('timestamps');
      const anchors = () => this.#timestampAnchors();
      await stampCheckpoint(latest.size, {
        ...this.#options,
        authorities,
        fetch: scope.fetch,
        anchors,
        signal,
      });
    }
  }

  /** Null where there is no such manifest. */
  proofOf(capture: { captureId: string; manifestSha256: string }): Promise<Proof | null> {
    const { storage, index } = this.#options;
    return readProof({ storage, index, origin: this.origin }, capture);
  }

  async logState(): Promise<LogState> {
    const { index, timestampAuthorities } = this.#options;
    const [size, published, authorities] = await Promise.all([
      index.size(),
      index.latest(),
      Promise.all(
        timestampAuthorities.map(async (url) => ({
          url: publicNameOf(url),
          ...(await index.authority(url)),
        })),
      ),
    ]);
    return { origin: this.origin, size, published, authorities };
  }

  #timestampAnchors(): readonly Certificate[] {
    this.#anchors ??= readCertificates(this.#options.timestampRoots());
    if (this.#anchors.length === 0) {
      throw new Error('TSA_CA_FILE holds no certificate that can be read');
    }
    return this.#anchors;
  }
}

/** Makes key and log at the first start. Rejects with `ConfigurationError` where the key cannot be had. */
export async function openNotary(options: NotaryOptions): Promise<Notary> {
  const keys = await openKeyRing(options);
  const { keyId } = await keys.current();
  const origin = await logOrigin(options.storage, proposedOrigin(options.publicUrl, keyId));
  return new Notary(keys, origin, options);
}
