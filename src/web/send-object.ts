import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Storage } from '#storage/storage.ts';
import { parseByteRange } from './byte-range.ts';

export interface ServedObject {
  sha256: string;
  /** Of the file a browser would save. */
  name: string;
  mediaType: string;
  cacheControl: string;
}

/**
 * Sends an object of storage: ETag is its SHA-256, with HEAD, byte ranges, `If-Range` and `If-None-Match`. It is content
 * from strangers under our own origin, so no type is guessed, nothing in it runs, and only pictures, sound and video
 * open in place.
 */
export async function sendObject(
  request: FastifyRequest,
  reply: FastifyReply,
  storage: Storage,
  object: ServedObject,
): Promise<FastifyReply> {
  const stat = await storage.statObject(object.sha256);
  if (!stat) {
    return notFound(reply);
  }
  const etag = `"${object.sha256}"`;
  describe(reply, object, etag);
  if (matchesEtag(request.headers['if-none-match'], etag)) {
    return reply.code(304).send();
  }

  const ifRange = request.headers['if-range'];
  const rangeHolds = ifRange === undefined || ifRange === etag;
  const range = parseByteRange(rangeHolds ? request.headers.range : undefined, stat.bytes);
  if (range.kind === 'unsatisfiable') {
    reply.code(416).header('content-range', `bytes */${stat.bytes}`).removeHeader('content-disposition');
    return reply.type('text/plain').send('');
  }
  const part = range.kind === 'part' ? { start: range.start, end: range.end } : undefined;
  const length = part ? part.end - part.start + 1 : stat.bytes;
  if (part) {
    reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${stat.bytes}`);
  }
  reply.header('content-length', length);
  if (request.method === 'HEAD') {
    return reply.send('');
  }
  const found = await storage.getObject(object.sha256, part);
  return found ? reply.send(Readable.from(found.body, { objectMode: false })) : notFound(reply);
}

function describe(reply: FastifyReply, { name, mediaType, cacheControl }: ServedObject, etag: string): void {
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

function notFound(reply: FastifyReply): FastifyReply {
  reply.callNotFound();
  return reply;
}

export function matchesEtag(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((candidate) => {
    const given = candidate.trim().replace(/^W\//, '');
    return given === '*' || given === etag;
  });
}
