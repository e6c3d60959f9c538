import type { Catalogue } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import type { Notary } from '#evidence/notary.ts';
import type { Logger } from '#logger.ts';
import type { Queues } from '#queue/queue.ts';
import type { Storage } from '#storage/storage.ts';

/** What the API is made of; the composition root builds it. */
export interface ApiDependencies {
  catalogue: Catalogue;
  storage: Storage;
  queues: Pick<Queues, 'probe'>;
  /** Signs restrictions, and shows the log and the keys. */
  notary: Pick<Notary, 'keys' | 'origin' | 'sealer' | 'logState' | 'proofOf'>;
  clock: Clock;
  logger: Logger;
  /** What signed links are made with; the same in every process, and kept over starts. */
  linkKey: Uint8Array;
  /** As in PUBLIC_URL, without a slash at its end; null takes the address that the request named. */
  publicUrl: string | null;
  /** Hex; null where there is no bootstrap key. */
  adminKeySha256: string | null;
  /** Whether new posts are hidden from the public until an admin publishes them (DEFAULT_VISIBILITY). */
  restricted: boolean;
  /** The CIDRs of EGRESS_ALLOW, which a submission may name. */
  egressAllow: readonly string[];
  /** Writes these outbox documents to storage; resolves when they are durable. */
  publishOutbox: (ids: string[]) => Promise<void>;
  /** Tells the dispatcher that there is new work. */
  wake: () => void;
  /** True where the catalogue does not fsync, so that a submission must reach storage before it is answered. */
  embedded: boolean;
  trustProxy: boolean;
  /** Version of this software. */
  version: string;
  /** How event streams look for news. Default 250 ms and 15 s. */
  eventStreams?: { pollMs: number; heartbeatMs: number };
}
