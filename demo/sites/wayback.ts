import type { RecordedAnswer, Site } from '../../tests/support/recorded-web/recorded-web.ts';
import { notFound } from './answers.ts';

/** What an archive of the web took once. */
export interface ArchivedCopy {
  /** `20181212001500` */
  timestamp: string;
  url: string;
  mediaType: string;
  body: string | Uint8Array;
}

/** A small Wayback Machine: its CDX index, and bodies as they were archived. It holds what it is given and nothing else. */
export function wayback(copies: readonly ArchivedCopy[]): Site {
  return {
    host: 'web.archive.org',
    handle: ({ url }) => (url.pathname === '/cdx/search/cdx' ? index(url, copies) : copy(url, copies)),
  };
}

function index({ searchParams }: URL, copies: readonly ArchivedCopy[]): RecordedAnswer {
  const asked = keyOf(searchParams.get('url') ?? '');
  const isPrefix = searchParams.get('matchType') === 'prefix';
  const rows = copies
    .filter(({ url }) => (isPrefix ? keyOf(url).startsWith(asked) : keyOf(url) === asked))
    .map(({ timestamp, url, mediaType, body }) => [
      timestamp,
      url,
      mediaType,
      `DIGEST${body.length}${timestamp}`,
    ]);
  return {
    headers: { 'content-type': 'text/x-ndjson' },
    // It says nothing at all where it holds nothing.
    body: rows.length === 0 ? '' : JSON.stringify([['timestamp', 'original', 'mimetype', 'digest'], ...rows]),
  };
}

function copy({ pathname, search }: URL, copies: readonly ArchivedCopy[]): RecordedAnswer {
  const [, timestamp, original] = /^\/web\/(\d{14})id_\/(.+)$/.exec(`${pathname}${search}`) ?? [];
  const found = copies.find((each) => each.timestamp === timestamp && each.url === original);
  return found === undefined ? notFound : { headers: { 'content-type': found.mediaType }, body: found.body };
}

/** Archives take both schemes, `www.` and any case of the host for one. */
function keyOf(url: string): string {
  return url.replace(/^https?:\/\/(?:www\.)?/i, '').toLowerCase();
}
