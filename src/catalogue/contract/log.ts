import type { LogEntry } from '#domain/log.ts';

/** Every committed manifest, and every statement about a post, once, in the order of commit. */
export interface Log {
  entries(afterSequence: number, limit: number): Promise<LoggedDocument[]>;
  /** Entries in all. */
  size(): Promise<number>;
  /** From 1 on; null where no entry names it. */
  sequenceOf(sha256: string): Promise<number | null>;
}
export interface LoggedDocument extends LogEntry {
  /** From 1 on, without gaps. */
  sequence: number;
  /** Of the committed capture whose manifest it is. */
  captureId: string | null;
  /** When the catalogue learned of it. */
  at: string;
}
