import type { FetchResponse } from '#domain/fetch.ts';
import { type HtmlDocument, textWithin } from '#domain/html.ts';
import type { Obstacle } from '#domain/post.ts';
import { parseHttpUrl } from '#domain/url.ts';

/** Where Instagram and Threads send visitors that they do not want to show more to. */
const wallPaths = /^\/(?:accounts\/|login\b|challenge\/|consent\/|privacy\/checks)/;

/** What of an answer says that we were refused: the way to log in, the front page, a request for patience. */
export function wallIn(
  response: FetchResponse,
  document: HtmlDocument,
): { obstacle: Obstacle; detail: string } | null {
  const { status } = response;
  const final = parseHttpUrl(response.finalUrl);
  const path = final?.pathname ?? '';
  if (wallPaths.test(path)) return { obstacle: 'walled', detail: `led to ${path}` };
  if (path === '/' && response.chain.length > 1)
    return { obstacle: 'walled', detail: 'led to the front page' };
  if (status >= 300 && status < 400) return { obstacle: 'walled', detail: `HTTP ${status}` };
  if (status === 401 || status === 403) return { obstacle: 'walled', detail: `HTTP ${status}` };
  const text = textWithin(document, 0, Math.min(document.nodes.length, 400)).slice(0, 400);
  if (/wait a few minutes before you try again/i.test(text))
    return { obstacle: 'rate-limited', detail: 'asks to wait a few minutes' };
  return null;
}
