/** Captures that are to be handed to another archive too. */
export interface SecondCopies {
  /** The longest due first; those of posts that were hidden meanwhile are left out. */
  due(limit: number): Promise<DueCopy[]>;
  /** The other archive took it on, and is asked again after `delayMs`. */
  started(captureId: string, jobId: string, delayMs: number): Promise<void>;
  /** Asked again after `delayMs`; `costsAttempt` counts it, and forgets the job that failed. */
  postpone(captureId: string, delayMs: number, costsAttempt: boolean): Promise<void>;
  /** Null gives it up. */
  finish(captureId: string, url: string | null, at: string): Promise<void>;
}
export interface DueCopy {
  captureId: string;
  manifestSha256: string;
  /** The post's. */
  url: string;
  jobId: string | null;
  attempts: number;
}
