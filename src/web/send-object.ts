import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Storage } from '#storage/storage.ts';
import { type ServedBytes, sendBytes } from './send-bytes.ts';

export interface ServedObject extends Pick<ServedBytes, 'name' | 'mediaType' | 'cacheControl'> {
  sha256: string;
}

/** Sends an object of storage: its ETag is its SHA-256. */
export async function sendObject(
  request: FastifyRequest,
  reply: FastifyReply,
  storage: Storage,
  { sha256, name, mediaType, cacheControl }: ServedObject,
): Promise<FastifyReply> {
  const stat = await storage.statObject(sha256);
  if (stat === null) {
    request.log.error({ sha256, name }, 'object missing');
    reply.callNotFound();
    return reply;
  }
  return sendBytes(request, reply, {
    ...{ name, mediaType, cacheControl },
    etag: `"${sha256}"`,
    bytes: stat.bytes,
    read: async (range) => (await storage.getObject(sha256, range ?? undefined))?.body ?? null,
  });
}
