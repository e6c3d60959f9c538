import type { Quotation } from '#domain/embed.ts';
import { textWithin } from '#domain/html.ts';
import type { QuotedNodes } from './quoted-nodes.ts';

/** `Post by @user@server` and `View on Mastodon`: the words are not in the markup. */
export function readMastodon(nodes: QuotedNodes): Quotation | null {
  return byHandle(nodes, /@([\w.-]{1,60}@[\w.-]{1,100}\w)/);
}

/** `Post by @user` and `View on Threads`. */
export function readThreads(nodes: QuotedNodes): Quotation | null {
  return byHandle(nodes, /@([\w.]{1,60})/);
}

function byHandle({ document, start, end }: QuotedNodes, pattern: RegExp): Quotation | null {
  const handle = pattern.exec(textWithin(document, start + 1, end).slice(0, 2000))?.[1];
  return handle === undefined ? null : { text: null, authorName: null, authorHandle: handle, date: null };
}
