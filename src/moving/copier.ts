import { documentProblem } from '#evidence/audit/document-problem.ts';
import { objectKey } from '#evidence/audit/ground.ts';
import { sameBytes } from '#evidence/log/merkle.ts';
import type { Storage } from '#storage/storage.ts';
import { copyObject, type Source } from './copy-object.ts';
import { needsOf } from './copy-order.ts';

/** What is not right at the source, or not the same in both. */
export interface CopyProblem {
  /** Path below the storage's root. */
  key: string;
  /** Reads on from the key. */
  problem: string;
}

export interface Copied {
  /** `gone`: since it was listed, as by a purge. `unsound`: not copied; `problems` say why. */
  kind: 'copied' | 'held' | 'gone' | 'unsound';
  bytes: number;
  problems: CopyProblem[];
}

const nothing = { bytes: 0, problems: [] };

/**
 * Copies single files from one storage to another, each after what it names, so that the copy is at every moment an archive
 * of what it has. Nothing there is ever overwritten.
 */
export class Copier {
  readonly #from: Source;
  readonly #to: Storage;
  readonly #signal: AbortSignal;

  constructor({ from, to, signal }: { from: Source; to: Storage; signal: AbortSignal }) {
    this.#from = from;
    this.#to = to;
    this.#signal = signal;
  }

  async object(sha256: string): Promise<Copied> {
    const copied = await copyObject(sha256, this.#from, this.#to, this.#signal);
    switch (copied.kind) {
      case 'copied':
        return { ...nothing, kind: 'copied', bytes: copied.bytes };
      case 'missing':
        return { ...nothing, kind: 'gone' };
      case 'damaged':
        return unsound(objectKey(sha256), 'does not hash to its name, and is not copied');
    }
  }

  /** With what it names. What that misses at the source is told, and keeps nothing else from the copy. */
  async document(key: string): Promise<Copied> {
    this.#signal.throwIfAborted();
    const body = await this.#from.getDocument(key);
    if (body === null) {
      return { ...nothing, kind: 'gone' };
    }
    const problem = documentProblem(key, body);
    if (problem !== null) {
      return unsound(key, `${problem}, and is not copied`);
    }
    const { bytes, problems } = await this.#bringNeeds(key, body);
    if (await this.#to.putDocument(key, body)) {
      await this.#undoPurged(key, body);
      return { kind: 'copied', bytes: bytes + body.byteLength, problems };
    }
    const present = await this.#to.getDocument(key);
    return present !== null && sameBytes(present, body)
      ? { kind: 'held', bytes, problems }
      : { kind: 'unsound', bytes, problems: [...problems, { key, problem: 'is another in the copy' }] };
  }

  async #bringNeeds(key: string, body: Uint8Array): Promise<Pick<Copied, 'bytes' | 'problems'>> {
    const { objects, documents } = needsOf(key, body);
    const brought: Copied[] = [];
    for (const sha256 of objects) {
      if ((await this.#to.statObject(sha256)) === null) {
        const copied = await this.object(sha256);
        brought.push(copied.kind === 'gone' ? missing(objectKey(sha256), key) : copied);
      }
    }
    for (const needed of documents) {
      if ((await this.#to.getDocument(needed)) === null) {
        brought.push(await this.document(needed));
      }
    }
    return {
      bytes: brought.reduce((sum, { bytes }) => sum + bytes, 0),
      problems: brought.flatMap(({ problems }) => problems),
    };
  }

  /** A purge that came meanwhile has been here before the copy was. */
  async #undoPurged(key: string, body: Uint8Array): Promise<void> {
    const { objects } = needsOf(key, body);
    if (objects.length === 0 || (await this.#from.getDocument(key)) !== null) {
      return;
    }
    for (const sha256 of objects) {
      if ((await this.#from.statObject(sha256)) === null) {
        await this.#to.deleteObject(sha256);
      }
    }
    await this.#to.deleteDocument(key);
  }
}

function missing(key: string, namedBy: string): Copied {
  return unsound(key, `is missing; ${namedBy} names it`);
}

function unsound(key: string, problem: string): Copied {
  return { ...nothing, kind: 'unsound', problems: [{ key, problem }] };
}
