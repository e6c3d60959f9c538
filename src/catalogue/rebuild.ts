import { createHash } from 'node:crypto';
import { manifestSchema } from '#domain/capture.ts';
import { StopWorkerError, TryLaterError } from '#domain/errors.ts';
import { logKeys } from '#domain/log.ts';
import type { Logger } from '#logger.ts';
import type { Catalogue, Reindex, ReindexKind } from './catalogue.ts';
import {
  collectionFactSchema,
  mergeFactSchema,
  patchFactSchema,
  pointerSchema,
  stateFactSchema,
  statementSchema,
  submissionFactSchema,
  timestampFactSchema,
} from './facts.ts';
import { restoreLog } from './restore-log.ts';

/** Storage as the catalogue reads it back: two of its functions. */
export interface CatalogueSource {
  /** Keys in byte order. */
  listDocuments(prefix: string): AsyncIterable<string>;
  getDocument(key: string): Promise<Uint8Array | null>;
}

export interface RebuildOptions {
  logger: Logger;
  /**
   * Take a manifest that no pointer names as its capture's, where it is the only one. For a catalogue that was lost;
   * one that is whole runs such a capture again.
   */
  adoptUnpointed: boolean;
  signal?: AbortSignal;
}

export interface RebuildResult {
  /** Documents put in. */
  added: number;
  /** Documents that could not be read or applied, each logged. */
  unusable: number;
}

/** What is read from storage, in this order: each step finds its posts known. */
interface Step {
  kind: ReindexKind;
  prefix: string;
  /** With the id as its first group. */
  key: RegExp;
  put(reindex: Reindex, document: unknown, source: CatalogueSource, id: string): Promise<void>;
}

const steps: readonly Step[] = [
  // First, so that posts are not put into collections that were deleted since.
  {
    kind: 'collection',
    prefix: 'facts/collections/',
    key: /^facts\/collections\/([^/.]+)\.json$/,
    put: (reindex, document) => reindex.collection(collectionFactSchema.parse(document)),
  },
  {
    kind: 'submission',
    prefix: 'facts/submissions/',
    key: /^facts\/submissions\/([^/.]+)\.json$/,
    put: (reindex, document) => reindex.submission(submissionFactSchema.parse(document)),
  },
  {
    kind: 'embeds',
    prefix: 'facts/submissions/',
    key: /^facts\/submissions\/([^/.]+)\.embeds\.json$/,
    put: (reindex, document) => reindex.submission(submissionFactSchema.parse(document)),
  },
  {
    kind: 'merge',
    prefix: 'facts/merges/',
    key: /^facts\/merges\/([^/.]+)\.json$/,
    put: (reindex, document) => reindex.merge(mergeFactSchema.parse(document)),
  },
  {
    kind: 'state',
    prefix: 'facts/states/',
    key: /^facts\/states\/([^/.]+)\.json$/,
    put: (reindex, document) => reindex.state(stateFactSchema.parse(document)),
  },
  // Before the captures: those that were purged have no manifest to be read.
  {
    kind: 'statement',
    prefix: 'statements/',
    key: /^statements\/([0-9a-f]{64})\.json$/,
    put: (reindex, document, _, id) => reindex.statement(statementSchema.parse(document), id),
  },
  {
    kind: 'capture',
    prefix: 'captures/',
    key: /^captures\/([^/.]+)\.json$/,
    async put(reindex, document, source) {
      const { captureId, manifestSha256 } = pointerSchema.parse(document);
      await putManifest(reindex, source, { captureId, manifestSha256, adopted: false });
    },
  },
  {
    kind: 'patch',
    prefix: 'facts/patches/',
    key: /^facts\/patches\/([^/.]+)\.json$/,
    put: (reindex, document) => reindex.patch(patchFactSchema.parse(document)),
  },
  {
    kind: 'timestamp',
    prefix: logKeys.timestamps,
    key: /^log\/timestamps\/(\d+\/[^/.]+)\.json$/,
    put(reindex, document, _, id) {
      const [size, name = ''] = id.split('/');
      return reindex.timestamp(timestampFactSchema.parse(document), { size: Number(size), name });
    },
  },
];

/**
 * Puts everything into the catalogue that storage has and it misses. Cheap where it misses nothing: names are listed and
 * compared, and only what is missing is read. Rejects where storage or the database does not answer; nothing public is
 * served then until it was done to its end.
 */
export async function rebuildFrom(
  catalogue: Pick<Catalogue, 'reindex'>,
  source: CatalogueSource,
  options: RebuildOptions,
): Promise<RebuildResult> {
  const rebuild = new Rebuild(catalogue.reindex, source, options);
  await rebuild.restoreLog(catalogue);
  for (const step of steps) {
    await rebuild.run(step);
  }
  if (options.adoptUnpointed) {
    await rebuild.adoptManifests();
  }
  await catalogue.reindex.finish();
  return rebuild.result;
}

const batch = 500;
const manifestKey = /^manifests\/([^/.]+)\/([0-9a-f]{64})\.json$/;

class Rebuild {
  readonly result: RebuildResult = { added: 0, unusable: 0 };
  readonly #reindex: Reindex;
  readonly #source: CatalogueSource;
  readonly #logger: Logger;
  readonly #signal: AbortSignal | undefined;
  #hasBegun = false;

  constructor(reindex: Reindex, source: CatalogueSource, { logger, signal }: RebuildOptions) {
    this.#reindex = reindex;
    this.#source = source;
    this.#logger = logger;
    this.#signal = signal;
  }

  async run({ kind, prefix, key: pattern, put }: Step): Promise<void> {
    for await (const keys of this.#missing(kind, prefix, pattern)) {
      for (const [id, [key]] of keys) {
        await this.#apply(key, async () =>
          put(this.#reindex, await readJson(this.#source, key), this.#source, id),
        );
      }
    }
  }

  /** First of all: what follows appends to the log what it misses. */
  async restoreLog(catalogue: Pick<Catalogue, 'reindex'>): Promise<void> {
    try {
      if (await restoreLog(catalogue, this.#source)) {
        this.#logger.warn({ from: 'what was published' }, 'log restored');
      }
    } catch (error) {
      assertAnswered(error);
      this.result.unusable += 1;
      this.#logger.error(
        { err: error },
        'log cannot be restored: nothing more of it is published until it can',
      );
    }
  }

  async adoptManifests(): Promise<void> {
    for await (const captures of this.#missing('capture', 'manifests/', manifestKey)) {
      for (const [captureId, keys] of captures) {
        const manifestSha256 = manifestKey.exec(keys[0])?.[2];
        if (keys.length === 1 && manifestSha256 !== undefined) {
          const pointer = { captureId, manifestSha256, adopted: true };
          await this.#apply(keys[0], () => putManifest(this.#reindex, this.#source, pointer));
        }
      }
    }
  }

  /** Ids that the catalogue misses, each with its keys; keys of one id come together, as they are in order. */
  async *#missing(
    kind: ReindexKind,
    prefix: string,
    pattern: RegExp,
  ): AsyncIterable<Map<string, [string, ...string[]]>> {
    let found = new Map<string, [string, ...string[]]>();
    for await (const key of this.#source.listDocuments(prefix)) {
      this.#signal?.throwIfAborted();
      const id = pattern.exec(key)?.[1];
      if (id === undefined) {
        continue;
      }
      const keys = found.get(id);
      if (keys !== undefined) {
        keys.push(key);
        continue;
      }
      if (found.size === batch) {
        yield await this.#onlyMissing(kind, found);
        found = new Map();
      }
      found.set(id, [key]);
    }
    yield await this.#onlyMissing(kind, found);
  }

  async #onlyMissing<T>(kind: ReindexKind, found: Map<string, T>): Promise<Map<string, T>> {
    const missing = new Set(found.size === 0 ? [] : await this.#reindex.missing(kind, [...found.keys()]));
    if (missing.size > 0) {
      await this.#begin();
    }
    return new Map([...found].filter(([id]) => missing.has(id)));
  }

  /** Nothing public is served from here on until all is read, restrictions too. */
  async #begin(): Promise<void> {
    if (!this.#hasBegun) {
      await this.#reindex.begin();
      this.#hasBegun = true;
    }
  }

  /**
   * One document that nobody can read must not keep the others away. Where storage or the database does not answer all ends
   * instead: what was not read may be a restriction.
   */
  async #apply(key: string, put: () => Promise<void>): Promise<void> {
    try {
      await put().catch((error: unknown) => {
        assertAnswered(error);
        // A connection that broke is a new one now.
        return put();
      });
      this.result.added += 1;
    } catch (error) {
      assertAnswered(error);
      // Rejects where it is the database that does not answer.
      await this.#reindex.isRead();
      this.result.unusable += 1;
      this.#logger.error({ key, err: error }, 'document could not be put into the catalogue');
    }
  }
}

function assertAnswered(error: unknown): void {
  if (error instanceof TryLaterError || error instanceof StopWorkerError) {
    throw error;
  }
}

async function putManifest(
  reindex: Reindex,
  source: CatalogueSource,
  { captureId, manifestSha256, adopted }: { captureId: string; manifestSha256: string; adopted: boolean },
): Promise<void> {
  const bytes = await read(source, `manifests/${captureId}/${manifestSha256}.json`);
  if (createHash('sha256').update(bytes).digest('hex') !== manifestSha256) {
    throw new Error('the manifest is not what its name says');
  }
  await reindex.capture(manifestSchema.parse(parseJson(bytes)), manifestSha256, { adopted });
}

async function readJson(source: CatalogueSource, key: string): Promise<unknown> {
  return parseJson(await read(source, key));
}

async function read(source: CatalogueSource, key: string): Promise<Uint8Array> {
  const bytes = await source.getDocument(key);
  if (bytes === null) {
    throw new Error(`there is no document ${key}`);
  }
  return bytes;
}

function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}
