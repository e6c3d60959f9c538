/** How far the second storage is behind. */
export interface ReplicaState {
  /** Documents that it is still to get, each with what it names. */
  waiting: number;
  /** When the first of them was written; null where none waits. */
  waitingSince: string | null;
  /** A comparison of everything, while one is under way. */
  turn: { startedAt: string; place: string } | null;
  /** The last one that went all the way: until the first, the copy may lack what was there before it. */
  lastTurn: { startedAt: string; finishedAt: string; problems: number } | null;
  /** Why it could not be written the last time; null since it could. */
  error: { at: string; message: string } | null;
}

/** What is to be written to the second storage, too. */
export interface Replica {
  /** Before the document is written: whatever dies in between, it is not forgotten. */
  note(key: string): Promise<void>;
  /** The first noted first. */
  waiting(limit: number): Promise<{ key: string; notedAt: string }[]>;
  /** They are in the second storage, or never will be. */
  settled(keys: readonly string[]): Promise<void>;
  /** Behind all others. */
  putOff(keys: readonly string[]): Promise<void>;
  state(): Promise<ReplicaState>;
  /** Begins a turn where none is under way. */
  advance(place: string): Promise<void>;
  endTurn(problems: number): Promise<void>;
  /** Null: it could be written. */
  failed(message: string | null): Promise<void>;
}
