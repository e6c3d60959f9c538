/** What a dump says of itself. */
export interface DumpFacts {
  /** `embed-archiver/1.2.3`, which wrote it. */
  software: string;
  at: string;
  /** Names, of the schema that its rows fit. */
  migrations: string[];
  /** Rows by table. */
  tables: Record<string, number>;
}

/** The catalogue in one portable file: see dump/format.ts. */
export interface Dumps {
  /**
   * Writes all of it, as it is at one moment, to a file that must not be there. The embedded database answers nobody else
   * meanwhile. Nothing is left where it fails or the signal aborts.
   */
  write(path: string, options: { software: string; signal: AbortSignal }): Promise<DumpFacts>;
}
