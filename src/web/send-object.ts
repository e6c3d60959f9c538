import type { FastifyReply, FastifyRequest } from 'fastify';
import { DamagedStorageError } from '#domain/errors.ts';
import type { Storage } from '#storage/storage.ts';
import { type ServedBytes, sendBytes } from './send-bytes.ts';
import { wholeObject } from './whole-object.ts';

export interface ServedObject extends Pick<ServedBytes, 'name' | 'mediaType' | 'cacheControl'> {
  sha256: string;
}

/** Sends an object of storage: its ETag is its SHA-256. Rejects with `DamagedStorageError` where it is not there. A part of it is sent as it is. */
export async function sendObject(
  request: FastifyRequest,
  reply: FastifyReply,
  storage: Storage,
  { sha256, name, mediaType, cacheControl }: ServedObject,
): Promise<FastifyReply> {
  const stat = await storage.statObject(sha256);
  if (stat === null) {
    throw new DamagedStorageError(`${name} is gone from storage (SHA-256 ${sha256})`);
  }
  return sendBytes(request, reply, {
    ...{ name, mediaType, cacheControl },
    etag: `"${sha256}"`,
    bytes: stat.bytes,
    read: async (range) => {
      const body = (await storage.getObject(sha256, range ?? undefined))?.body ?? null;
      // Players ask for a film as `bytes=0-`, which is all of it.
      const isWhole = range === null || (range.start === 0 && range.end === stat.bytes - 1);
      return body !== null && isWhole ? wholeObject(body, sha256) : body;
    },
  });
}
