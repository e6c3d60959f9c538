import type { Hold } from '#domain/pressure.ts';

export interface WorkerFacts {
  browser: string | null;
  sandboxed: boolean | null;
  /** Why it takes fewer captures, or none; null where it takes what it can. */
  holds: Hold | null;
}
export interface Workers {
  beat(id: string, facts: Omit<WorkerFacts, 'holds'> & { holds?: Hold | null }): Promise<void>;
  /** Seen within `withinMs`. */
  alive(withinMs: number): Promise<(WorkerFacts & { id: string })[]>;
  leave(id: string): Promise<void>;
}
