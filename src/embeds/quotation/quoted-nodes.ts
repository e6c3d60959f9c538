import type { HtmlDocument } from '#domain/html.ts';

/** Which nodes are the quotation: `[start, end)`, its own element first. */
export interface QuotedNodes {
  document: HtmlDocument;
  start: number;
  end: number;
}
