import { z } from 'zod';
import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { ArchivedAddress } from '#platforms/archived.ts';
import { ask } from '#platforms/asking/ask.ts';
import { type Listing, type Memento, unanswered, type WebArchive } from './memento.ts';

const timeoutMs = 60_000;
const mostRows = 300;

/** Rows of strings under a row of names. */
const rowsSchema = z.array(z.array(z.string().nullable()));
const fields = ['timestamp', 'original', 'mimetype', 'digest'] as const;

/**
 * The Wayback Machine, or another archive with its addresses: the index is the CDX server's
 * (github.com/internetarchive/wayback/tree/master/wayback-cdx-server), `id_` after a time is the body as it was archived.
 */
export function openWayback(baseUrl: string, fetch: Fetch): WebArchive {
  const base = baseUrl.replace(/\/+$/, '');
  return {
    name: `the Wayback Machine (${new URL(base).host})`,
    async list(address, around, signal) {
      const question = {
        source: 'archive/index',
        url: queryFor(base, address, around),
        request: { timeoutMs, maxBytes: 4_000_000, headers: { accept: 'application/json' } },
      };
      const answer = await ask(question, fetch, signal);
      return answer.kind === 'obstacle' ? unanswered(base, answer) : read(answer.response, base);
    },
  };
}

function queryFor(base: string, { url, match }: ArchivedAddress, around: string | null): string {
  const query = new URLSearchParams({
    url,
    matchType: match,
    output: 'json',
    fl: fields.join(','),
    // What answered 404 or led elsewhere when it was archived is no copy of the post.
    filter: 'statuscode:200',
    collapse: 'digest',
    limit: String(mostRows),
  });
  if (around !== null && match === 'exact') {
    query.set('sort', 'closest');
    query.set('closest', timestampOf(around));
  }
  return `${base}/cdx/search/cdx?${query}`;
}

function read(response: FetchResponse, base: string): Listing {
  if (response.status !== 200) {
    return unanswered(base, { detail: `HTTP ${response.status}`, retryAfterMs: null });
  }
  const text = new TextDecoder().decode(response.body).trim();
  // Where it holds nothing, the index answers with nothing at all.
  const rows = rowsSchema.safeParse(text === '' ? [] : parse(text));
  if (!rows.success) {
    return unanswered(base, { detail: 'something that is no index', retryAfterMs: null });
  }
  return { kind: 'listed', mementos: rows.data.slice(1).flatMap((row) => toMemento(row, base)) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function toMemento([timestamp, url, mediaType, digest]: (string | null)[], base: string): Memento[] {
  const archivedAt = timeOf(timestamp ?? '');
  if (archivedAt === null || !URL.canParse(url ?? '') || !url) {
    return [];
  }
  return [
    {
      url,
      archivedAt,
      mediaType: mediaType ?? null,
      digest: digest ?? null,
      pageUrl: `${base}/web/${timestamp}/${url}`,
      rawUrl: `${base}/web/${timestamp}id_/${url}`,
      besideUrl: `${base}/web/${timestamp}id_/`,
    },
  ];
}

/** `20181212001500` */
function timestampOf(time: string): string {
  return new Date(time).toISOString().replace(/\D/g, '').slice(0, 14);
}

function timeOf(timestamp: string): string | null {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(timestamp) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
