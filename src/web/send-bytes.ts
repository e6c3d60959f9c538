import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseByteRange } from './byte-range.ts';

/** Bytes that are not made before they are asked for. */
export interface ServedBytes {
  /** Strong: the same tag, the same bytes. With its quotes. */
  etag: string;
  bytes: number;
  /** Of the file a browser would save. */
  name: string;
  mediaType: string;
  cacheControl: string;
  /** `end` is inclusive, as in HTTP; null where the bytes are gone. */
  read(range: { start: number; end: number } | null): Promise<AsyncIterable<Uint8Array> | null>;
}

/**
 * Sends them with HEAD, byte ranges, `If-Range` and `If-None-Match`. It is content from strangers under our own origin, so
 * no type is guessed, nothing in it runs, and only pictures, sound and video open in place.
 */
export async function sendBytes(
  request: FastifyRequest,
  reply: FastifyReply,
  content: ServedBytes,
): Promise<FastifyReply> {
  const { etag, bytes } = content;
  describe(reply, content);
  if (matchesEtag(request.headers['if-none-match'], etag)) {
    return reply.code(304).send();
  }

  const ifRange = request.headers['if-range'];
  const rangeHolds = ifRange === undefined || ifRange === etag;
  const range = parseByteRange(rangeHolds ? request.headers.range : undefined, bytes);
  if (range.kind === 'unsatisfiable') {
    reply.code(416).header('content-range', `bytes */${bytes}`).removeHeader('content-disposition');
    return reply.type('text/plain').send('');
  }
  const part = range.kind === 'part' ? { start: range.start, end: range.end } : null;
  if (part) {
    reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${bytes}`);
  }
  reply.header('content-length', part ? part.end - part.start + 1 : bytes);
  if (request.method === 'HEAD') {
    return reply.send('');
  }
  const body = await content.read(part);
  if (body === null) {
    reply.callNotFound();
    return reply;
  }
  return reply.send(Readable.from(body, { objectMode: false }));
}

function describe(reply: FastifyReply, { etag, name, mediaType, cacheControl }: ServedBytes): void {
  const opensInPlace = inPlaceTypes.test(mediaType);
  reply
    .header(
      'content-type',
      /^[\w.+-]+\/[\w.+-]+(;\s*charset=[\w-]+)?$/.test(mediaType) ? mediaType : 'application/octet-stream',
    )
    .header('content-disposition', `${opensInPlace ? 'inline' : 'attachment'}; ${fileName(name)}`)
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('accept-ranges', 'bytes')
    .header('cache-control', cacheControl)
    .header('etag', etag);
}

/** SVG is left out: it is a document that can carry script. */
const inPlaceTypes = /^(image\/(png|jpeg|gif|webp|avif)|video\/[\w.+-]+|audio\/[\w.+-]+)$/;

function fileName(name: string): string {
  const plain = name.replace(/[^\w.-]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${encoded}`;
}

export function matchesEtag(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((candidate) => {
    const given = candidate.trim().replace(/^W\//, '');
    return given === '*' || given === etag;
  });
}
