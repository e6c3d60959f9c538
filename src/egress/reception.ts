import type { FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { AddressRefusedError, ResponseTooLargeError } from '#domain/fetch.ts';
import { decoded, tooLarge } from './decode.ts';
import { type DownloadOptions, DownloadRefusedError, type DownloadResult } from './egress.ts';
import { type Exchange, exchange } from './exchange.ts';
import type { FetchContext } from './fetch.ts';
import type { IdleTimer } from './idle-timer.ts';

const maxRedirects = 5;
/** A server that breaks off this often will not give the whole file. */
const maxAttempts = 12;
const firstPauseMs = 250;
const longestPauseMs = 5000;

/** The connection ended before the file did; `cause` is what the network said. */
export class BrokenOffError extends Error {}

interface ReceptionParts {
  context: FetchContext;
  url: string;
  options: DownloadOptions;
  /** Open for writing; stays open. */
  file: FileHandle;
  idle: IdleTimer;
  ended: AbortSignal;
}

/** One file on its way in: what is held so far, and by what the rest can be asked for. */
export class Reception {
  readonly #parts: ReceptionParts;
  /** Of the answer that began the file; the answers that continue it say less. */
  #beginning: Omit<DownloadResult, 'bytes'> | null = null;
  #heldBytes = 0;
  #totalBytes: number | null = null;
  /** A strong ETag or a date (RFC 9110, section 13.1.5); null where only a fresh start is safe. */
  #validator: string | null = null;

  constructor(parts: ReceptionParts) {
    this.#parts = parts;
  }

  /** Receives the whole file, resuming where the connection breaks. */
  async run(): Promise<DownloadResult> {
    const { context, ended } = this.#parts;
    let pauseMs = firstPauseMs;
    for (let attempt = 1; ; attempt += 1) {
      const before = this.#heldBytes;
      try {
        const beginning = await this.#receive();
        return { ...beginning, bytes: this.#heldBytes };
      } catch (error) {
        const mayResume =
          error instanceof BrokenOffError && this.#beginning !== null && attempt < maxAttempts;
        if (!mayResume || ended.aborted || context.scopeSignal.aborted) {
          throw error;
        }
        pauseMs = this.#heldBytes > before ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs);
      }
      await pause(pauseMs, undefined, { signal: ended });
    }
  }

  async #receive() {
    const answer = await this.#ask();
    const beginning = (continues(answer, this.#heldBytes) && this.#beginning) || (await this.#begin(answer));
    await this.#expect(answer);
    await this.#write(answer);
    return beginning;
  }

  /** Asks for what is missing, or for all. */
  async #ask(): Promise<Exchange> {
    const { context, url, options, ended } = this.#parts;
    const rest: Record<string, string> =
      this.#validator === null || this.#heldBytes === 0
        ? {}
        : { range: `bytes=${this.#heldBytes}-`, 'if-range': this.#validator };
    const headers = {
      'user-agent': context.userAgent,
      'accept-encoding': 'identity',
      ...options.headers,
      ...rest,
    };
    try {
      return await exchange(context.client, url, { method: 'GET', headers, body: null, maxRedirects }, ended);
    } catch (error) {
      throw asBrokenOff(error);
    }
  }

  /** Takes the answer for a new beginning of the file. */
  async #begin(answer: Exchange) {
    const { status, finalUrl, headers } = answer;
    if (status < 200 || status > 299 || status === 206) {
      await answer.body.dump({ limit: 0 });
      throw this.#refusalBy(status, finalUrl);
    }
    const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? null;
    this.#beginning = { status, finalUrl, mediaType };
    this.#validator = isEncoded(answer) ? null : validatorOf(headers);
    this.#heldBytes = 0;
    await this.#parts.file.truncate(0);
    return this.#beginning;
  }

  /** A server that had begun to give the file may be out of order for a moment, or not have the part that was asked for. */
  #refusalBy(status: number, finalUrl: string): Error {
    const refusal = new DownloadRefusedError(status, finalUrl);
    if (status === 206 || status === 416) {
      this.#validator = null;
    }
    const mayPass = this.#beginning !== null && (status === 206 || status === 416 || status >= 500);
    return mayPass ? new BrokenOffError(refusal.message, { cause: refusal }) : refusal;
  }

  async #expect(answer: Exchange): Promise<void> {
    const { maxBytes } = this.#parts.options;
    const announced = isEncoded(answer) ? undefined : answer.headers['content-length'];
    this.#totalBytes = announced === undefined ? null : this.#heldBytes + Number(announced);
    if (this.#totalBytes !== null && this.#totalBytes > maxBytes) {
      await answer.body.dump({ limit: 0 });
      throw tooLarge(maxBytes);
    }
  }

  async #write(answer: Exchange): Promise<void> {
    const { file, idle, options } = this.#parts;
    for await (const chunk of chunksOf(answer)) {
      idle.touch();
      if (this.#heldBytes + chunk.length > options.maxBytes) {
        throw tooLarge(options.maxBytes);
      }
      await writeWhole(file, chunk, this.#heldBytes);
      this.#heldBytes += chunk.length;
      options.onProgress?.(this.#heldBytes, this.#totalBytes);
    }
  }
}

/** Does this answer go on where what is held ends? */
function continues(answer: Exchange, heldBytes: number): boolean {
  const start = /^bytes (\d+)-/.exec(answer.headers['content-range'] ?? '')?.[1];
  return answer.status === 206 && !isEncoded(answer) && Number(start) === heldBytes;
}

function isEncoded({ headers }: Exchange): boolean {
  return !['', 'identity'].includes(headers['content-encoding'] ?? '');
}

function validatorOf(headers: Record<string, string>): string | null {
  const { etag } = headers;
  return etag?.startsWith('"') ? etag : (headers['last-modified'] ?? null);
}

async function* chunksOf(answer: Exchange): AsyncGenerator<Buffer> {
  try {
    yield* decoded(answer.body, answer.headers['content-encoding']);
  } catch (error) {
    throw asBrokenOff(error);
  }
}

async function writeWhole(file: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written);
    written += bytesWritten;
  }
}

function asBrokenOff(error: unknown): unknown {
  const isVerdict = error instanceof AddressRefusedError || error instanceof ResponseTooLargeError;
  return isVerdict ? error : new BrokenOffError('the connection broke off', { cause: error });
}
