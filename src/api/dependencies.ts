import type { Catalogue } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import type { Pressure } from '#domain/pressure.ts';
import type { Sealing } from '#evidence/keys/sealing.ts';
import type { Notary } from '#evidence/notary.ts';
import type { Logger } from '#logger.ts';
import type { Queues } from '#queue/queue.ts';
import type { Storage } from '#storage/storage.ts';

/** What the API is made of; the composition root builds it. */
export interface ApiDependencies {
  catalogue: Catalogue;
  storage: Storage;
  /** The second storage, from which what is purged goes too. */
  replica?: Storage | null;
  queues: Pick<Queues, 'probe'>;
  /** Pages that look into the queues; null where nobody shows them. */
  openQueueBoard: Queues['board'] | null;
  /** Signs restrictions, and shows the log and the keys. */
  notary: Pick<Notary, 'keys' | 'origin' | 'sealer' | 'logState' | 'proofOf'>;
  /** What this process is short of, if anything. */
  pressure: Pressure;
  /** Of one public address, to what needs no key; null: no limit. */
  publicRequestsPerMinute: number | null;
  /** What this process tells of itself. */
  observation: {
    readMetrics(): Promise<{ mediaType: string; text: string }>;
    /** `run` is for what answers the request. */
    watchRequest(request: { method: string; route: string }): {
      run(work: () => void): void;
      answered(status: number, seconds: number): void;
    };
  };
  clock: Clock;
  logger: Logger;
  /** What signed links are made with; the same in every process, and kept over starts. */
  linkKey: Uint8Array;
  /** For secrets that are kept in the database. */
  sealing: Sealing;
  /** How exports are made. */
  exporting: {
    /** Where each is made, on a disk with room for it. */
    temporaryDir: string;
    /** Whose archive it is, as reports name it. */
    organization: string | null;
    /** Brings every document that waits to storage, so that what was decided just now is in it. */
    publishPending(): Promise<void>;
    /** A page as PDF; null where there is no browser. */
    print(html: string, signal: AbortSignal): Promise<Uint8Array | null>;
  };
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
