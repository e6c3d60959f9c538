export type RequestedRange =
  | { kind: 'whole' }
  | { kind: 'part'; start: number; end: number }
  | { kind: 'unsatisfiable' };

/**
 * The one byte range that a `Range` header asks of `size` bytes (RFC 9110, section 14.1.2); `end` is inclusive. A suffix
 * longer than the file means all of it. What is no byte range, or several, gives the whole, as the RFC allows.
 */
export function parseByteRange(header: string | undefined, size: number): RequestedRange {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (!match || (first === '' && last === '')) {
    return { kind: 'whole' };
  }
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) {
    return { kind: 'whole' };
  }
  return start >= size ? { kind: 'unsatisfiable' } : { kind: 'part', start, end };
}
