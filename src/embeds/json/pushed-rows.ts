/** A row of what React's server components push to the page. */
export interface PushedRow {
  kind: 'json' | 'text';
  text: string;
}

/**
 * `1a:["$","div",…]` to the end of the line, and `1b:T2f0,<p>…`, whose length in bytes it tells; each character is
 * looked at a bounded number of times.
 */
export function* pushedRows(pushed: string): Iterable<PushedRow> {
  const start = /([\da-f]{1,8}):(?:T([\da-f]{1,8}),)?/y;
  let from = 0;
  while (from < pushed.length) {
    start.lastIndex = from;
    const head = start.exec(pushed);
    const begin = head === null ? from : start.lastIndex;
    const bytes = head?.[2] === undefined ? null : Number.parseInt(head[2], 16);
    const line = pushed.indexOf('\n', begin);
    const end = bytes === null ? (line < 0 ? pushed.length : line + 1) : endOfText(pushed, begin, bytes);
    const text = pushed.slice(begin, end);
    yield { kind: bytes === null && /^\s{0,20}[[{]/.test(text) ? 'json' : 'text', text };
    from = Math.max(end, from + 1);
  }
}

/** The index behind a text of so many bytes. */
function endOfText(pushed: string, begin: number, bytes: number): number {
  let index = begin;
  for (let left = bytes; left > 0 && index < pushed.length; index += 1) {
    const code = pushed.charCodeAt(index);
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  return index;
}
