/** Which sizes of the log were signed, and who timestamped them; their bytes are in storage. */
export interface Checkpoints {
  latest(): Promise<{ size: number; at: string } | null>;
  /** Adding one again changes nothing. */
  add(checkpoint: { size: number; at: string }): Promise<void>;
  /** The first that has the entry of `sequence`, or near it the one with the most timestamps (their names). */
  covering(sequence: number): Promise<{ size: number; timestamps: string[] } | null>;
  addTimestamp(timestamp: { size: number; name: string; authority: string; at: string }): Promise<void>;
  /** Of an authority that was never asked too. */
  authority(url: string): Promise<TimestampAuthorityState>;
  setAuthority(url: string, state: Omit<TimestampAuthorityState, 'stampedSize'>): Promise<void>;
}
export interface TimestampAuthorityState {
  /** Not to be asked before. */
  dueAt: string;
  /** In a row. */
  failures: number;
  failuresInAll: number;
  lastError: string | null;
  lastErrorAt: string | null;
  /** The largest log it timestamped; 0 where none. */
  stampedSize: number;
}
