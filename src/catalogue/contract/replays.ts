/** Page archives that are still to be played again. */
export interface Replays {
  /** The longest due first. */
  due(limit: number): Promise<{ captureId: string; manifestSha256: string; attempts: number }[]>;
  /** `replay` as in an attestation, or `unplayed` where it could not be told. */
  finish(captureId: string, verdict: { replay: string; at: string }): Promise<void>;
  /** Costs an attempt. */
  postpone(captureId: string, delayMs: number): Promise<void>;
}
