import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface YtDlpWords {
  /** Its last line that begins with `ERROR:`. */
  error: string | null;
  /** Its last line of all, progress aside. */
  last: string | null;
}

const progressLine = /^progress (\d+) (\d+|NA|None)/;

/** Reads what it prints until it ends; tells how many bytes of all its files together have come. */
export async function readYtDlpOutput(
  child: ChildProcess,
  onProgress: (receivedBytes: number, totalBytes: number) => void,
): Promise<YtDlpWords> {
  const words: YtDlpWords = { error: null, last: null };
  let beforeBytes = 0;
  let currentBytes = 0;
  const read = (line: string) => {
    const progress = progressLine.exec(line.trim());
    if (progress === null) {
      words.last = line.trim() || words.last;
      words.error = line.startsWith('ERROR:') ? line.slice('ERROR:'.length).trim() : words.error;
      return;
    }
    const received = Number(progress[1]);
    // Picture and sound come one after the other, and each counts from nothing.
    beforeBytes += received < currentBytes ? currentBytes : 0;
    currentBytes = received;
    onProgress(beforeBytes + received, beforeBytes + (Number(progress[2]) || 0));
  };
  await Promise.all(
    [child.stdout, child.stderr].map(async (stream) => {
      if (stream === null) {
        return;
      }
      for await (const line of createInterface({ input: stream })) {
        read(line);
      }
    }),
  );
  return words;
}
