export interface Workers {
  beat(id: string, facts: { browser: string | null; sandboxed: boolean | null }): Promise<void>;
  /** Seen within `withinMs`. */
  alive(withinMs: number): Promise<{ id: string; browser: string | null; sandboxed: boolean | null }[]>;
  leave(id: string): Promise<void>;
}
