import type { Report } from '#evidence/verify/report.ts';

/** Paths of what failed, each below the subject that holds it. */
export function blamed({ checks, contained }: Report, prefix = ''): string[] {
  const own = checks.flatMap(({ result, path }) => (result === 'fail' ? [`${prefix}${path}`] : []));
  const inner = contained.flatMap((report) =>
    blamed(report, `${prefix}${report.subject.replace(/\/?$/, '/')}`),
  );
  return [...new Set([...own, ...inner])];
}

/** The same bytes with one bit changed. */
export function flipped(bytes: Uint8Array, position: number, bit: number): Uint8Array<ArrayBuffer> {
  const changed = new Uint8Array(bytes);
  changed[position] = (changed[position] ?? 0) ^ (1 << bit);
  return changed;
}

/** The same numbers each time (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}
