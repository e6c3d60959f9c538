import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { RecordedAnswer, RecordedRequest, Site } from '../support/recorded-web/recorded-web.ts';

/** Headers of one hop, and what the recorded web says by itself. */
const notPassedOn = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

/**
 * On the small internet, a real server of this machine under the name that it believes to have: it is read through the way
 * out as any site is, by its own headers and bytes.
 */
export function forwardedSite(publicUrl: string, localUrl: string): Site {
  return {
    host: new URL(publicUrl).hostname,
    handle: (asked) => forward(asked, localUrl),
  };
}

function forward({ method, url, headers, body }: RecordedRequest, localUrl: string): Promise<RecordedAnswer> {
  return new Promise((resolve, reject) => {
    const target = new URL(url.pathname + url.search, localUrl);
    // Of the text as it is: the recorded web answers what it is given.
    const asked = { ...headers, host: url.host, 'accept-encoding': 'identity' };
    const sent = request(target, { method, headers: asked, agent: false }, (response) => {
      const { statusCode: status = 502 } = response;
      buffer(response).then(
        (bytes) => resolve({ status, headers: passedOn(response.headers), body: bytes }),
        reject,
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

function passedOn(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const passed = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !notPassedOn.has(name),
  );
  return Object.fromEntries(passed.map(([name, value]) => [name, String(value)]));
}
