import type { Hash } from './merkle.ts';
import { fromBase64, MalformedNoteError, parseNote, type SignedNote, toBase64 } from './note.ts';

/** A log's head at one size (c2sp.org/tlog-checkpoint). Runs in browsers too. */
export interface Checkpoint {
  /** Which log: its identity, whatever address it is served from. */
  origin: string;
  size: number;
  root: Hash;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Throws `MalformedNoteError`. The signatures are not checked: see `checkNote`. */
export function parseCheckpoint(text: string): { checkpoint: Checkpoint; note: SignedNote } {
  const note = parseNote(text);
  const [origin, size, encodedRoot] = note.text.split('\n');
  const root = fromBase64(encodedRoot ?? '');
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? '') || root?.length !== 32) {
    throw new MalformedNoteError('A checkpoint has an origin, a size and a root');
  }
  return { checkpoint: { origin, size: Number(size), root }, note };
}
