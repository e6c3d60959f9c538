import { inherited, innermost, type Representation } from './dash-inheritance.ts';
import { StreamRefusedError } from './stream.ts';
import { attribute, childrenOf, type Element } from './xml.ts';

export interface PieceTime {
  number: number;
  /** In the template's timescale. */
  time: number;
}

/** Number and time of each piece, one by one: a manifest of a line can name more of them than fit into memory. */
export function* timesOf(representation: Representation, name: string): Generator<PieceTime> {
  const startNumber = numberOr(inherited(representation, name, 'startNumber'), 1);
  const timescale = numberOr(inherited(representation, name, 'timescale'), 1);
  const periodEnd = representation.periodMs === null ? null : (representation.periodMs / 1000) * timescale;
  const timeline = innermost(representation, name, 'SegmentTimeline');
  if (timeline !== null) {
    const offset = numberOr(inherited(representation, name, 'presentationTimeOffset'), 0);
    yield* ofTimeline(timeline, startNumber, periodEnd === null ? null : offset + periodEnd);
    return;
  }
  const duration = numberOr(inherited(representation, name, 'duration'), 0);
  if (duration <= 0 || periodEnd === null) {
    throw new StreamRefusedError('has a manifest that does not say how many pieces there are');
  }
  // A period that ends a rounding error after its last piece has no further one.
  const count = Math.ceil(periodEnd / duration - 1e-3);
  for (let index = 0; index < count; index += 1) {
    yield { number: startNumber + index, time: index * duration };
  }
}

/** `<S t d r>`: from `t`, or where the last one ended, `r` more of the same length; -1 until the next, or the end. */
function* ofTimeline(timeline: Element, startNumber: number, periodEnd: number | null): Generator<PieceTime> {
  const entries = childrenOf(timeline, 'S');
  let number = startNumber;
  let time = 0;
  for (const [index, entry] of entries.entries()) {
    const duration = numberOr(attribute(entry, 'd'), 0);
    if (duration <= 0) {
      throw new StreamRefusedError('has a manifest with a piece that lasts no time');
    }
    time = numberOr(attribute(entry, 't'), time);
    const next = entries[index + 1];
    const until = (next && numberOr(attribute(next, 't'), Number.NaN)) ?? periodEnd ?? Number.NaN;
    const stated = numberOr(attribute(entry, 'r'), 0);
    const repeats = stated >= 0 ? stated : Math.max(Math.ceil((until - time) / duration - 1e-3) - 1, 0);
    for (let repeat = 0; repeat <= repeats; repeat += 1) {
      yield { number, time };
      number += 1;
      time += duration;
    }
  }
}

function numberOr(text: string | null, otherwise: number): number {
  const number = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : otherwise;
}
