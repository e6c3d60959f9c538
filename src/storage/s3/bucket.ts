import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ByteRange } from '../storage.ts';
import { asStorageError, maySucceedAgain, statusOf } from './errors.ts';

const tries = 4;
const firstPauseMs = 50;

export interface Listed {
  key: string;
  bytes: number;
  modifiedAt: Date;
}

export interface PutOptions {
  /** Asks the server to refuse where the key is taken. Whether it does is another question. */
  ifAbsent: boolean;
  /** Short words that come back with the body. */
  metadata?: Record<string, string>;
  /** The SHA-256 that is claimed, where it should differ from that of the body. */
  claimedSha256?: string;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  /** Of the whole, whatever part was asked for. */
  bytes: number;
  /** Where `body` begins in the whole: a server may give all where a part was asked for. */
  start: number;
  metadata: Record<string, string>;
  body: Readable;
}

export interface Part {
  number: number;
  etag: string;
  sha256: string;
}

/**
 * The requests of S3 that storage needs, on the keys beneath one prefix of one bucket. Rejects with `StopWorkerError` where
 * the server refuses or is full, `TryLaterError` where it does not answer, the abort reason, or the SDK's own error.
 */
export class Bucket {
  /** For people. */
  readonly name: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(client: S3Client, { bucket, prefix, name }: { bucket: string; prefix: string; name: string }) {
    this.name = name;
    this.#client = client;
    this.#bucket = bucket;
    this.#prefix = prefix;
  }

  /** The body's SHA-256 goes with it twice, in the signature and as checksum: a server that looks refuses other bytes. */
  async put(key: string, body: Uint8Array, options: PutOptions): Promise<'written' | 'present'> {
    const { ifAbsent, metadata, claimedSha256, signal } = options;
    const command = new PutObjectCommand({
      ...this.#at(key),
      Body: body,
      ContentLength: body.byteLength,
      ContentType: 'application/octet-stream',
      ChecksumSHA256: claimedSha256 ?? base64Sha256(body),
      ...(ifAbsent && { IfNoneMatch: '*' }),
      ...(metadata && { Metadata: metadata }),
    });
    // What is wrong on purpose is wrong the second time, too.
    const triesLeft = claimedSha256 === undefined ? tries : 1;
    const send = (http: { abortSignal?: AbortSignal }) => this.#client.send(command, http);
    const answer = await this.#ask(command, signal, send, triesLeft).catch(nullAt(412));
    return answer === null ? 'present' : 'written';
  }

  async stat(key: string, signal?: AbortSignal): Promise<{ bytes: number } | null> {
    const command = new HeadObjectCommand(this.#at(key));
    const head = await this.#ask(command, signal, (http) => this.#client.send(command, http)).catch(
      nullAt(404),
    );
    return head && { bytes: head.ContentLength ?? 0 };
  }

  /** Ranges name both ends: the servers' suffix and open ranges differ. The body must be read or destroyed. */
  async get(key: string, range?: ByteRange, signal?: AbortSignal): Promise<Answer | null> {
    const command = new GetObjectCommand({
      ...this.#at(key),
      ...(range && { Range: `bytes=${range.start}-${range.end}` }),
    });
    const answer = await this.#ask(command, signal, (http) => this.#client.send(command, http)).catch(
      nullAt(404),
    );
    if (answer === null) {
      return null;
    }
    if (!(answer.Body instanceof Readable)) {
      throw new Error(`The storage ${this.name} answered without a body for ${key}`);
    }
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.ContentRange ?? '') ?? [];
    return {
      bytes: Number(total ?? answer.ContentLength ?? 0),
      start: Number(start ?? 0),
      metadata: answer.Metadata ?? {},
      body: answer.Body,
    };
  }

  async delete(key: string, signal?: AbortSignal): Promise<void> {
    const command = new DeleteObjectCommand(this.#at(key));
    await this.#ask(command, signal, (http) => this.#client.send(command, http)).catch(nullAt(404));
  }

  /** In byte order, those behind `after` alone. Rejects where the server does not list in that order. */
  async *list(prefix: string, after = ''): AsyncGenerator<Listed> {
    let last = after;
    for await (const found of this.listAsGiven(prefix, after > prefix ? after : undefined)) {
      if (found.key <= after) {
        continue;
      }
      if (found.key <= last) {
        throw new Error(
          `The storage ${this.name} lists ${found.key} behind ${last}: its order is not that of bytes`,
        );
      }
      last = found.key;
      yield found;
    }
  }

  /** In the order of the server, from behind `startAfter` where it heeds that. */
  async *listAsGiven(prefix: string, startAfter?: string): AsyncGenerator<Listed> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.#bucket,
        Prefix: `${this.#prefix}${prefix}`,
        ...(startAfter !== undefined && { StartAfter: `${this.#prefix}${startAfter}` }),
        ContinuationToken: token,
      });
      const page = await this.#ask(command, undefined, (http) => this.#client.send(command, http));
      for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
        yield { key: Key.slice(this.#prefix.length), bytes: Size, modifiedAt: LastModified };
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async beginUpload(key: string, checksums: boolean, signal?: AbortSignal): Promise<string> {
    const command = new CreateMultipartUploadCommand({
      ...this.#at(key),
      ...(checksums && { ChecksumAlgorithm: 'SHA256' as const }),
      ContentType: 'application/octet-stream',
    });
    const { UploadId } = await this.#ask(command, signal, (http) => this.#client.send(command, http));
    if (UploadId === undefined) {
      throw new Error(`The storage ${this.name} began an upload and did not name it`);
    }
    return UploadId;
  }

  async putPart(
    key: string,
    upload: string,
    { number, body }: { number: number; body: Uint8Array },
    signal?: AbortSignal,
  ): Promise<Part> {
    const sha256 = base64Sha256(body);
    const command = new UploadPartCommand({
      ...this.#at(key),
      UploadId: upload,
      PartNumber: number,
      Body: body,
      ContentLength: body.byteLength,
      ChecksumSHA256: sha256,
    });
    const { ETag } = await this.#ask(command, signal, (http) => this.#client.send(command, http));
    return { number, etag: ETag ?? '', sha256 };
  }

  /** `present` as well where the upload is over already, as after an answer that was lost: reading back tells. */
  async endUpload(
    key: string,
    upload: string,
    { parts, ifAbsent, checksums }: { parts: Part[]; ifAbsent: boolean; checksums: boolean },
    signal?: AbortSignal,
  ): Promise<'written' | 'present'> {
    const command = new CompleteMultipartUploadCommand({
      ...this.#at(key),
      UploadId: upload,
      MultipartUpload: {
        Parts: parts.map(({ number, etag, sha256 }) => ({
          PartNumber: number,
          ETag: etag,
          // Swift holds a list with them to be malformed.
          ...(checksums && { ChecksumSHA256: sha256 }),
        })),
      },
      ...(ifAbsent && { IfNoneMatch: '*' }),
    });
    const answer = await this.#ask(command, signal, (http) => this.#client.send(command, http)).catch(
      nullAt(404, 412),
    );
    return answer === null ? 'present' : 'written';
  }

  async abortUpload(key: string, upload: string): Promise<void> {
    const command = new AbortMultipartUploadCommand({ ...this.#at(key), UploadId: upload });
    await this.#ask(command, undefined, (http) => this.#client.send(command, http)).catch(nullAt(404));
  }

  /** Uploads that were begun and neither ended nor aborted. None where the server cannot say. */
  async *listUploads(): AsyncGenerator<{ key: string; upload: string; begunAt: Date }> {
    let marker: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
    while (marker !== null) {
      const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
        Bucket: this.#bucket,
        Prefix: this.#prefix,
        ...marker,
      });
      const page = await this.#ask(command, undefined, (http) => this.#client.send(command, http)).catch(
        nullAt(400, 404, 405, 501),
      );
      for (const { Key = '', UploadId = '', Initiated = new Date() } of page?.Uploads ?? []) {
        yield { key: Key.slice(this.#prefix.length), upload: UploadId, begunAt: Initiated };
      }
      const { NextKeyMarker, NextUploadIdMarker } = page ?? {};
      marker =
        page?.IsTruncated && NextKeyMarker !== undefined
          ? { KeyMarker: NextKeyMarker, ...(NextUploadIdMarker && { UploadIdMarker: NextUploadIdMarker }) }
          : null;
    }
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${key}` };
  }

  async #ask<T>(
    command: Request,
    signal: AbortSignal | undefined,
    send: (http: { abortSignal?: AbortSignal }) => Promise<T>,
    triesLeft = tries,
  ): Promise<T> {
    for (let left = triesLeft - 1; ; left -= 1) {
      try {
        return await send(signal === undefined ? {} : { abortSignal: signal });
      } catch (error) {
        signal?.throwIfAborted();
        if (left === 0 || !maySucceedAgain(error)) {
          throw asStorageError(error, this.name, nameOfRequest(command));
        }
      }
      await wait(firstPauseMs * (tries - left), undefined, signal && { signal });
      signal?.throwIfAborted();
    }
  }
}

interface Request {
  input: { Key?: string | undefined; Prefix?: string | undefined };
}

/** As in `GetObject facts/log.json`. */
function nameOfRequest(command: Request): string {
  const { Key, Prefix = '' } = command.input;
  return `${command.constructor.name.replace(/Command$/, '')} ${Key ?? Prefix}`.trim();
}

function base64Sha256(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64');
}

function nullAt(...statuses: number[]): (error: unknown) => null {
  return (error) => {
    const status = statusOf(error);
    if (status !== null && statuses.includes(status)) {
      return null;
    }
    throw error;
  };
}
