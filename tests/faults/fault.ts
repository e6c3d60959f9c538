/** One kind of trouble, made for real, and what is held afterwards against what clients were told. */
export interface Fault {
  /** As the table names it. */
  name: string;
  /** How often it is made: in CI (0: not there), in the whole campaign, and without its defence where CI's would be too few to be sure. */
  rounds: { short: number; full: number; bite?: number };
  /** Why it cannot be made on this machine, in a sentence; null where it can. */
  whyNot?(): Promise<string | null>;
  run(rounds: number, log: (line: string) => void): Promise<FaultResult>;
  /** From the end of the trouble until all was done, at most, and why so long. Left out where nothing has to recover. */
  recoversWithin?: { seconds: number; because: string };
  /** What stands against it. */
  defence: Defence;
}

/** Taken out of a copy of the source, by which the fault is seen to bite: a run there has to find problems. */
export interface Defence extends Change {
  /** In words, for the table. */
  what: string;
  /** Further places, where one defence stands behind another. */
  and?: Change[];
}

/** Of the source, in a copy of the tree. */
export interface Change {
  /** From the project's root. */
  file: string;
  code: string;
  instead: string;
}

export interface FaultResult {
  /** How often the trouble was seen to strike. One that never struck has proven nothing. */
  struck: number;
  /** What clients were told is kept. */
  acknowledged: number;
  /** What of it is there in the end, whole, once. */
  held: number;
  /** From the end of the trouble until all was done; null where nothing had to recover. */
  recoverySeconds: number | null;
  /** In sentences; none where the archive kept its word. */
  problems: string[];
}
