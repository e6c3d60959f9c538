import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { ask } from '#platforms/asking/ask.ts';
import { type Listing, type Memento, unanswered, type WebArchive } from './memento.ts';

const timeoutMs = 60_000;

/**
 * A Memento aggregator: one TimeMap (RFC 7089, section 5) over many archives. `baseUrl` is what stands before the original
 * URL, such as `http://timetravel.mementoweb.org/timemap/link/`. It knows no prefixes.
 */
export function openAggregator(baseUrl: string, fetch: Fetch): WebArchive {
  return {
    name: `the Memento aggregator ${new URL(baseUrl).host}`,
    async list({ url, match }, _around, signal) {
      if (match === 'prefix') {
        return { kind: 'listed', mementos: [] };
      }
      const question = {
        source: 'archive/timemap',
        url: `${baseUrl}${url}`,
        request: { timeoutMs, maxBytes: 4_000_000 },
      };
      const answer = await ask(question, fetch, signal);
      return answer.kind === 'obstacle' ? unanswered(baseUrl, answer) : read(answer.response, url, baseUrl);
    },
  };
}

function read({ status, body }: FetchResponse, url: string, baseUrl: string): Listing {
  if (status === 404) {
    return { kind: 'listed', mementos: [] };
  }
  return status === 200
    ? { kind: 'listed', mementos: mementosIn(new TextDecoder().decode(body), url) }
    : unanswered(baseUrl, { detail: `HTTP ${status}`, retryAfterMs: null });
}

/** Application/link-format (RFC 6690): `<URI>; rel="first memento"; datetime="…"`, separated by commas. */
function mementosIn(timeMap: string, url: string): Memento[] {
  return [...timeMap.matchAll(/<([^<>]+)>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)/g)].flatMap(
    ([, target = '', parameters = '']) => {
      const relation = /;\s*rel\s*=\s*"?([^";]*)/i.exec(parameters)?.[1] ?? '';
      const time = Date.parse(/;\s*datetime\s*=\s*"([^"]*)"/i.exec(parameters)?.[1] ?? '');
      const isMemento = relation.split(/\s+/).includes('memento');
      return isMemento && !Number.isNaN(time) && URL.canParse(target)
        ? [toMemento(target, url, new Date(time).toISOString())]
        : [];
    },
  );
}

/** Most archives have the Wayback Machine's addresses, where `id_` after the time is the body as it was archived. */
function toMemento(pageUrl: string, url: string, archivedAt: string): Memento {
  const rawUrl = pageUrl.replace(/\/(\d{14})\/(?=https?:)/, '/$1id_/');
  const besideUrl = rawUrl === pageUrl ? null : rawUrl.slice(0, rawUrl.indexOf('id_/') + 'id_/'.length);
  return { url, archivedAt, mediaType: null, digest: null, pageUrl, rawUrl, besideUrl };
}
