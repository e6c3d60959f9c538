import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedAnswer, RecordedRequest } from './site.ts';

/** Sends what a site answered. */
export async function send(
  answer: RecordedAnswer,
  request: RecordedRequest,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  if (answer.delayMs !== undefined) {
    await pause(answer.delayMs, undefined, { signal });
  }
  if (answer.destroy) {
    response.destroy();
    return;
  }
  const { status = 200, headers = {}, body = '' } = answer;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    response.writeHead(status, headers);
    await pipeline(Readable.from(body), response, { signal });
    return;
  }
  const whole = Buffer.from(body);
  const known = { 'content-type': typeOf(body), 'accept-ranges': 'bytes', etag: etagOf(whole), ...headers };
  const part = status === 200 ? partOf(whole, request, known.etag) : null;
  const bytes = part?.bytes ?? whole;
  response.writeHead(part?.status ?? status, {
    ...known,
    'content-length': bytes.length,
    ...(part ? { 'content-range': part.contentRange } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** The one range that was asked for (RFC 9110, section 14); null where the whole is the answer. */
function partOf(whole: Buffer, { headers }: RecordedRequest, etag: string) {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '');
  const isStale = headers['if-range'] !== undefined && headers['if-range'] !== etag;
  if (asked === null || isStale) {
    return null;
  }
  const [, first = '', last = ''] = asked;
  const start = first === '' ? Math.max(0, whole.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? whole.length : Math.min(whole.length, Number(last) + 1);
  if (start >= end) {
    return { status: 416, bytes: Buffer.alloc(0), contentRange: `bytes */${whole.length}` };
  }
  const contentRange = `bytes ${start}-${end - 1}/${whole.length}`;
  return { status: 206, bytes: whole.subarray(start, end), contentRange };
}

function typeOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/octet-stream';
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`;
}
