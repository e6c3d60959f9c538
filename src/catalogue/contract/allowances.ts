/** Part of an allowance that is anew in every span, such as a key's requests of a minute. */
export interface AllowanceWish {
  /** Who is allowed it. */
  owner: string;
  kind: string;
  /** When the span began; the allowance of an earlier one is forgotten. */
  beganAt: Date;
  limit: number;
  wanted: number;
}

/** Shared by all processes. */
export interface Allowances {
  /** All of what is wanted, or nothing. `taken` is what was taken of the span in all. */
  take(wish: AllowanceWish): Promise<{ granted: boolean; taken: number }>;
}
