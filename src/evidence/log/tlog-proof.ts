import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import type { Hash } from './merkle.ts';
import { fromBase64, MalformedNoteError, type SignedNote, toBase64 } from './note.ts';

/** That an entry is in the log, checkable offline (c2sp.org/tlog-proof). Runs in browsers too. */
export interface TlogProof {
  index: number;
  hashes: Hash[];
  /** The note's text, exactly. */
  checkpointNote: string;
}

const header = 'c2sp.org/tlog-proof@v1';

export function tlogProofText({ index, hashes, checkpointNote }: TlogProof): string {
  return [header, `index ${index}`, ...hashes.map(toBase64), '', checkpointNote].join('\n');
}

/** Throws `MalformedNoteError`. */
export function parseTlogProof(text: string): TlogProof & { checkpoint: Checkpoint; note: SignedNote } {
  const end = text.indexOf('\n\n');
  const [first, ...rest] = text.slice(0, Math.max(0, end)).split('\n');
  const lines = rest[0]?.startsWith('extra ') ? rest.slice(1) : rest;
  const [, index] = /^index (0|[1-9]\d{0,15})$/.exec(lines[0] ?? '') ?? [];
  const hashes = lines.slice(1).map(fromBase64);
  if (first !== header || index === undefined || hashes.some((hash) => hash?.length !== 32)) {
    throw new MalformedNoteError(`A proof has the line ${header}, an index, hashes and a checkpoint`);
  }
  const checkpointNote = text.slice(end + 2);
  return {
    index: Number(index),
    hashes: hashes.filter((hash) => hash !== null),
    checkpointNote,
    ...parseCheckpoint(checkpointNote),
  };
}
