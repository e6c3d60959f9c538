import type { Cue } from './cues.ts';
import { cuesOfWebvtt, offsetMsOf } from './webvtt.ts';

/** The clock of MPEG's streams has 33 bits and begins again after a day. */
const clockMs = 2 ** 33 / 90;

/**
 * The cues of segments of WebVTT in order, by the times of the first one. What lasts beyond its segment stands in the next
 * one again, whole or as the rest of it: it is one cue.
 */
export function joinSegments(segments: readonly string[]): Cue[] {
  const first = offsetMsOf(segments[0] ?? '');
  const joined: Cue[] = [];
  const newest = new Map<string, Cue>();
  for (const segment of segments) {
    const laterMs = laterThan(first, offsetMsOf(segment));
    for (const cue of cuesOfWebvtt(segment)) {
      const moved = {
        ...cue,
        startMs: Math.max(cue.startMs + laterMs, 0),
        endMs: Math.max(cue.endMs + laterMs, 0),
      };
      const words = `${cue.settings}\n${cue.lines.join('\n')}`;
      const before = newest.get(words);
      if (before !== undefined && moved.startMs >= before.startMs && moved.startMs <= before.endMs) {
        before.endMs = Math.max(before.endMs, moved.endMs);
      } else {
        newest.set(words, moved);
        joined.push(moved);
      }
    }
  }
  return joined;
}

function laterThan(first: number | null, own: number | null): number {
  if (first === null || own === null) {
    return 0;
  }
  const laterMs = Math.round(own - first);
  return laterMs < -clockMs / 2 ? Math.round(laterMs + clockMs) : laterMs;
}
