import { createHash } from 'node:crypto';
import type { IdempotencyKey } from '#catalogue/catalogue.ts';
import { InvalidInputError } from '#domain/errors.ts';
import { Problem } from './plugins/problems.ts';

/**
 * The `Idempotency-Key` of a request (draft-ietf-httpapi-idempotency-key-header-07): a quoted string, or bare as most
 * clients send it. Null where there is none.
 */
export function readIdempotencyKey(
  header: string | string[] | undefined,
  owner: string,
  request: unknown,
): IdempotencyKey | null {
  if (header === undefined) {
    return null;
  }
  const key = unquote(String(header).trim());
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new InvalidInputError('Idempotency-Key', 'must have 1 to 255 printable ASCII characters');
  }
  return { key, owner, fingerprint: createHash('sha256').update(JSON.stringify(request)).digest('hex') };
}

function unquote(value: string): string {
  const [, quoted] = /^"((?:[^"\\]|\\["\\])*)"$/.exec(value) ?? [];
  return quoted === undefined ? value : quoted.replace(/\\(["\\])/g, '$1');
}

/** The requests that run now, by their keys: a second one is told to come again rather than wait on the first. */
export class RunningRequests {
  readonly #running = new Set<string>();

  async run<T>(idempotency: IdempotencyKey | null, work: () => Promise<T>): Promise<T> {
    if (idempotency === null) {
      return work();
    }
    const name = JSON.stringify([idempotency.owner, idempotency.key]);
    if (this.#running.has(name)) {
      throw new Problem('idempotency-key-in-use');
    }
    this.#running.add(name);
    try {
      return await work();
    } finally {
      this.#running.delete(name);
    }
  }
}
