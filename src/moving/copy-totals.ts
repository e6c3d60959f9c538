import type { Copied, CopyProblem } from './copier.ts';
import type { CopyStep } from './copy-storage.ts';

interface Counts {
  copied: number;
  held: number;
}

export interface CopyTotals {
  objects: Counts;
  documents: Counts;
  /** Copied. */
  bytes: number;
  problems: CopyProblem[];
}

export type { CopyProblem };

/** Sums steps up; `add` gives back the problems that were not told before. */
export function totalsOf(): CopyTotals & {
  add(what: CopyStep['what'], files: readonly Copied[]): CopyProblem[];
} {
  const totals: CopyTotals = {
    objects: { copied: 0, held: 0 },
    documents: { copied: 0, held: 0 },
    bytes: 0,
    problems: [],
  };
  const told = new Set<string>();
  return Object.assign(totals, {
    add(what: CopyStep['what'], files: readonly Copied[]) {
      const found: CopyProblem[] = [];
      for (const { kind, bytes, problems } of files) {
        if (kind === 'copied' || kind === 'held') {
          totals[what][kind] += 1;
        }
        totals.bytes += bytes;
        found.push(...problems.filter(({ key }) => !told.has(key)));
        for (const { key } of problems) {
          told.add(key);
        }
      }
      totals.problems.push(...found);
      return found;
    },
  });
}
