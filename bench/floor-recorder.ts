import type { CDPSession } from 'playwright';
import { type FloorWarc, headerLines } from './floor-warc.ts';

/** How the floor takes the page's traffic: as the fewest messages have it, or as the service does. */
export type RecordingMethod = 'network' | 'fetch';

/** A page's traffic by the DevTools Protocol, as plainly as it can be had. */
export interface FloorRecorder {
  /** Resolves once every body that was begun is there. */
  writeInto(warc: FloorWarc): Promise<void>;
}

interface Recorded {
  url: string;
  requestHead: string;
  responseHead: string;
  body: Buffer;
}

export async function startRecorder(session: CDPSession, method: RecordingMethod): Promise<FloorRecorder> {
  return method === 'network' ? await recordByNetwork(session) : await recordByFetch(session);
}

/** Listens, and asks for each body once it has ended: the page waits for nothing. */
async function recordByNetwork(session: CDPSession): Promise<FloorRecorder> {
  const requests = new Map<string, string>();
  const responses = new Map<string, { url: string; status: number; headers: Record<string, string> }>();
  const bodies: Promise<Recorded>[] = [];
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    requests.set(requestId, requestHeadOf(request));
  });
  session.on('Network.responseReceived', ({ requestId, response }) => responses.set(requestId, response));
  session.on('Network.loadingFinished', ({ requestId }) => {
    const response = responses.get(requestId);
    if (response && /^https?:/.test(response.url)) {
      bodies.push(
        session.send('Network.getResponseBody', { requestId }).then(({ body, base64Encoded }) => ({
          url: response.url,
          requestHead: requests.get(requestId) ?? '',
          responseHead: `HTTP/1.1 ${response.status}\r\n${headerLines(Object.entries(response.headers))}`,
          body: Buffer.from(body, base64Encoded ? 'base64' : 'utf8'),
        })),
      );
    }
  });
  await session.send('Network.enable', { maxTotalBufferSize: 200e6, maxResourceBufferSize: 100e6 });
  return writerOf(bodies);
}

/** Pauses every response, takes its body and lets it go on. */
async function recordByFetch(session: CDPSession): Promise<FloorRecorder> {
  const bodies: Promise<Recorded>[] = [];
  session.on('Fetch.requestPaused', ({ requestId, request, responseStatusCode, responseHeaders = [] }) => {
    const take = async (): Promise<Recorded> => {
      const { body, base64Encoded } = await session.send('Fetch.getResponseBody', { requestId });
      await session.send('Fetch.continueRequest', { requestId });
      const headers = responseHeaders.map(({ name, value }): [string, string] => [name, value]);
      return {
        url: request.url,
        requestHead: requestHeadOf(request),
        responseHead: `HTTP/1.1 ${responseStatusCode}\r\n${headerLines(headers)}`,
        body: Buffer.from(body, base64Encoded ? 'base64' : 'utf8'),
      };
    };
    bodies.push(take());
  });
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Response' }] });
  return writerOf(bodies);
}

function writerOf(bodies: Promise<Recorded>[]): FloorRecorder {
  return {
    async writeInto(warc) {
      for (const recorded of await Promise.all(bodies)) {
        warc.exchange(recorded);
      }
    },
  };
}

function requestHeadOf({ method, url, headers }: { method: string; url: string; headers: object }): string {
  const { pathname, search } = new URL(url);
  return `${method} ${pathname}${search} HTTP/1.1\r\n${headerLines(Object.entries(headers))}`;
}
