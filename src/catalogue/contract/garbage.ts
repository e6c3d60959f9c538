/** Objects that are removed because nothing refers to them, and who came to rely on one in that moment. */
export interface Garbage {
  /**
   * From here on nobody begins to rely on these without looking. Those that something held refers to after all are spared;
   * the rest is given back, to be removed at once.
   */
  condemn(objects: readonly string[]): Promise<string[]>;
  /** They are removed. */
  collected(objects: readonly string[]): Promise<void>;
  /** They are not, and nobody will. */
  spare(objects: readonly string[]): Promise<void>;
  /** Since when nobody removes it any more: it is there or it is not. Null while somebody may be about to. */
  settledAt(sha256: string): Promise<string | null>;
  /** It was looked for since `settledAt`, and is there. False where it was condemned anew. */
  release(sha256: string, settledAt: string): Promise<boolean>;
}
