/** How far storage was read back, and what was wrong. */
export interface AuditTurn {
  /** Where this turn is; null where none is under way. */
  place: string | null;
  startedAt: string | null;
  files: number;
  bytes: number;
  /** The last one that went all the way. */
  last: { startedAt: string; finishedAt: string; files: number; bytes: number } | null;
}
export interface FoundDamage {
  key: string;
  problem: string;
  foundAt: string;
  seenAt: string;
  repairedAt: string | null;
  /** Why it is not repaired. */
  reason: string | null;
}
export interface Audits {
  turn(): Promise<AuditTurn>;
  advance(place: string, read: { files: number; bytes: number }): Promise<void>;
  /** Damage that the turn did not meet again is over. */
  endTurn(): Promise<void>;
  /** What is new is an event `storage.damaged`. */
  found(damage: { key: string; problem: string; repaired: boolean; reason: string | null }): Promise<void>;
  /** Open damage first, then what was repaired lately. */
  damage(): Promise<FoundDamage[]>;
}
