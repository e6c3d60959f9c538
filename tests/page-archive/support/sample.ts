import { createHash } from 'node:crypto';
import type { Body, Exchange, PageArchiveInput, Resource } from '#page-archive/exchange.ts';

export function bodyOf(content: string | Uint8Array): Body {
  const bytes = Buffer.from(content);
  return {
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async *open() {
      yield bytes;
    },
  };
}

export function exchange(url: string, rest: Partial<Exchange> = {}): Exchange {
  return {
    url,
    method: 'GET',
    requestHeaders: [['Accept', '*/*']],
    requestBody: null,
    status: 200,
    statusText: 'OK',
    responseHeaders: [['Content-Type', 'text/plain']],
    body: bodyOf(`the body of ${url}`),
    bodyMissing: null,
    startedAt: '2026-11-22T13:45:01.123Z',
    serverAddress: '203.0.113.7',
    obtainedBy: 'browser',
    resourceType: 'Fetch',
    ...rest,
  };
}

export function resource(targetUri: string, content: string, mediaType = 'text/plain'): Resource {
  return { targetUri, mediaType, takenAt: '2026-11-22T13:45:03.000Z', body: bodyOf(content) };
}

export function archive(exchanges: Exchange[], rest: Partial<PageArchiveInput> = {}): PageArchiveInput {
  return {
    captureId: '01K0EXAMPLE',
    software: 'embed-archiver 0.1.0',
    at: '2026-11-22T13:45:00.000Z',
    exchanges,
    resources: [],
    pages: [
      {
        url: 'https://news.example/post/1',
        title: 'A post',
        text: 'What it said',
        at: '2026-11-22T13:45:01.123Z',
      },
    ],
    notes: { webSockets: [], setCookiesDropped: 0, serviceWorkersBlocked: true, refused: [], other: [] },
    ...rest,
  };
}
