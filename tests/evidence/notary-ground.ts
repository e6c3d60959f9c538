import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalogue } from '#catalogue/catalogue.ts';
import { publishOutbox } from '#catalogue/publish-outbox.ts';
import { type Clock, systemClock } from '#domain/clock.ts';
import { type Notary, type NotaryOptions, openNotary } from '#evidence/notary.ts';
import { createLogger } from '#logger.ts';
import type { Storage } from '#storage/storage.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';
import { openTestCatalogue } from '../support/test-ground.ts';
import { openTestStorage } from '../support/test-storage.ts';

export const logger = createLogger({ level: 'silent', pretty: false });

/** A catalogue and a storage whose database can be lost, and notaries on them. */
export class NotaryGround implements AsyncDisposable {
  readonly storage: Storage;
  readonly clock: Clock = systemClock;
  catalogue: Catalogue;
  readonly #folder: string;
  #lives = 0;

  private constructor(folder: string, storage: Storage, catalogue: Catalogue) {
    this.#folder = folder;
    this.storage = storage;
    this.catalogue = catalogue;
  }

  static async open(given?: Storage): Promise<NotaryGround> {
    const folder = await mkdtemp(join(tmpdir(), 'notary-'));
    const storage = given ?? (await openTestStorage(join(folder, 'storage'))).storage;
    return new NotaryGround(folder, storage, await openAt(join(folder, 'pg-0'), storage));
  }

  /** All that was in the database is gone; what storage has comes back. */
  loseDatabase(): Promise<void> {
    return this.#reopen(this.storage);
  }

  /** An empty database takes its place, as where somebody set up the wrong one. */
  swapDatabase(): Promise<void> {
    return this.#reopen(createMemoryStorage());
  }

  async #reopen(source: Storage): Promise<void> {
    await this.catalogue[Symbol.asyncDispose]();
    this.#lives += 1;
    this.catalogue = await openAt(join(this.#folder, `pg-${this.#lives}`), source);
  }

  notary(given: Partial<NotaryOptions> = {}): Promise<Notary> {
    const { catalogue, storage } = this;
    return openNotary({
      ...{ storage, logger, clock: this.clock },
      secrets: catalogue.secrets,
      index: { ...catalogue.log, ...catalogue.checkpoints },
      publishOutbox: () => this.publish(),
      secretKey: 'a-secret-key-of-the-tests'.padEnd(32, '.'),
      ...{ signingKeyPem: null, publicUrl: null, timestampAuthorities: [], timestampRoots: () => '' },
      ...given,
    });
  }

  publish(): Promise<void> {
    return publishOutbox(this.catalogue.outbox, (key, body) => this.storage.putDocument(key, body));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.catalogue[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function openAt(directory: string, source: Storage): Promise<Catalogue> {
  return openTestCatalogue({ directory, source, clock: systemClock, logger });
}
