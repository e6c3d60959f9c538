import { createHash, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Answer, Bucket } from './bucket.ts';
import { unanswering } from './errors.ts';
import type { ListKeys } from './listing.ts';

const readsAtMost = 5;
const writesAtMost = 3;
/** Keys that are no documents, and what stands behind all of them in byte order. */
const notDocuments = [
  { prefix: 'objects/', behind: 'objects/~' },
  { prefix: 'tmp/', behind: 'tmp/~' },
];

interface Found {
  body: Uint8Array;
  /** Null where it came here by other means than `put`, as from a backup. */
  label: Label | null;
}

/** Goes with each document, so that an own write is known again when its answer was lost, and a damaged one by itself. */
interface Label {
  writer: string;
  sha256: string;
}

/** Small files in a bucket, written once. */
export class Documents {
  readonly #bucket: Bucket;
  /** Whether the server was seen to keep what is there. */
  readonly #conditions: () => Promise<boolean>;
  /** By key, the end of the write that is under way in this process. */
  readonly #underWay = new Map<string, Promise<void>>();

  readonly #list: ListKeys;

  constructor(bucket: Bucket, { conditions, list }: { conditions: () => Promise<boolean>; list: ListKeys }) {
    this.#bucket = bucket;
    this.#conditions = conditions;
    this.#list = list;
  }

  /** True if written; false where one was there, which stays. */
  async put(key: string, body: Uint8Array): Promise<boolean> {
    return (await this.#conditions())
      ? await this.#putIfAbsent(key, body)
      : await this.#inTurn(key, () => this.#putUnlessSeen(key, body));
  }

  async get(key: string): Promise<Uint8Array | null> {
    return (await this.#read(key))?.body ?? null;
  }

  /** In the place of what is there. */
  async replace(key: string, body: Uint8Array): Promise<void> {
    await this.#write(key, body, labelOf(body));
  }

  /** Keys in byte order, without those of objects and of what is tried. */
  async *list(prefix: string, after = ''): AsyncGenerator<string> {
    let behind = after;
    for (;;) {
      const skipped = yield* this.#listUntilSkipped(prefix, behind);
      if (skipped === null) {
        return;
      }
      behind = skipped;
    }
  }

  /** Returns the place to go on from, or null at the end: there may be millions of objects between two documents. */
  async *#listUntilSkipped(prefix: string, after: string): AsyncGenerator<string, string | null> {
    for await (const { key } of this.#list(prefix, after)) {
      const other = notDocuments.find((those) => key.startsWith(those.prefix));
      if (other !== undefined) {
        return other.behind;
      }
      yield key;
    }
    return null;
  }

  async #putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    const label = labelOf(body);
    await this.#bucket.put(key, body, { ifAbsent: true, metadata: { ...label } });
    return await this.#confirm(key, { body, label });
  }

  /** The next best where the server would overwrite: look first, and look who won. */
  async #putUnlessSeen(key: string, body: Uint8Array): Promise<boolean> {
    const label = labelOf(body);
    if ((await this.#bucket.stat(key)) === null) {
      await this.#bucket.put(key, body, { ifAbsent: false, metadata: { ...label } });
    }
    return await this.#confirm(key, { body, label });
  }

  /** Whether what is there is of that writer. What is damaged, and was to be the same, is mended. */
  async #confirm(key: string, { body, label }: { body: Uint8Array; label: Label }): Promise<boolean> {
    const found = await this.#read(key);
    if (found === null) {
      throw new Error(`The storage ${this.#bucket.name} does not give back ${key}, which was just written`);
    }
    if (found.label?.sha256 === label.sha256 && !isSame(found.body, body)) {
      await this.#write(key, body, found.label);
    }
    return found.label?.writer === label.writer;
  }

  async #write(key: string, body: Uint8Array, label: Label): Promise<void> {
    for (let written = 0; written < writesAtMost; written += 1) {
      await this.#bucket.put(key, body, { ifAbsent: false, metadata: { ...label } });
      if (isSame((await this.#read(key))?.body, body)) {
        return;
      }
    }
    throw new Error(`The storage ${this.#bucket.name} gives back ${key} as other bytes than were written`);
  }

  /** Again where the body broke off or is not what it should be; what stays damaged is given as it is. */
  async #read(key: string): Promise<Found | null> {
    let damaged: Found | null = null;
    let cause: unknown;
    for (let reads = 0; reads < readsAtMost; reads += 1) {
      const answer = await this.#bucket.get(key);
      if (answer === null) {
        return null;
      }
      try {
        const found = { body: await wholeOf(answer), label: labelIn(answer) };
        if (found.label === null || found.label.sha256 === sha256Of(found.body)) {
          return found;
        }
        damaged = found;
      } catch (error) {
        cause = error;
      }
    }
    if (damaged === null) {
      throw unanswering(this.#bucket.name, cause);
    }
    return damaged;
  }

  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#underWay.get(key);
    const done = Promise.withResolvers<void>();
    this.#underWay.set(key, done.promise);
    try {
      await before;
      return await work();
    } finally {
      done.resolve();
      if (this.#underWay.get(key) === done.promise) {
        this.#underWay.delete(key);
      }
    }
  }
}

function labelOf(body: Uint8Array): Label {
  return { writer: randomUUID(), sha256: sha256Of(body) };
}

function labelIn({ metadata: { writer, sha256 } }: Answer): Label | null {
  return writer === undefined || sha256 === undefined ? null : { writer, sha256 };
}

function sha256Of(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

async function wholeOf({ body, bytes }: Answer): Promise<Uint8Array> {
  const whole = await buffer(body);
  if (whole.byteLength !== bytes) {
    throw new Error(`the body ended at byte ${whole.byteLength} of ${bytes}`);
  }
  return new Uint8Array(whole);
}

function isSame(found: Uint8Array | undefined, expected: Uint8Array): boolean {
  return found !== undefined && Buffer.compare(found, expected) === 0;
}
