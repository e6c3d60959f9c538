import { inParallel } from '#domain/in-parallel.ts';
import { isNamedByHash } from '#evidence/audit/document-problem.ts';
import { openGround } from '#evidence/audit/ground.ts';
import { checkLog } from '#evidence/audit/log.ts';
import { parsePurge } from '#evidence/purges.ts';
import type { Storage } from '#storage/storage.ts';
import { type Copied, Copier } from './copier.ts';
import type { Source } from './copy-object.ts';
import { documentOrder, isOrdered } from './copy-order.ts';

export interface CopyOptions {
  from: Source;
  to: Storage;
  /** Files at a time. */
  concurrency: number;
  signal: AbortSignal;
}

/** Some files that were looked at, the last of them at `place`. */
export interface CopyStep {
  /** To go on from later. */
  place: string;
  /** 0 to 1, as far as it can be told. */
  fraction: number;
  what: 'objects' | 'documents';
  files: Copied[];
}

const filesAStep = 64;
/** Objects weigh most by far. */
const shareOfObjects = 0.9;

/**
 * Copies all that one storage has and the other misses: objects, then documents, each after what it names; from behind `after`,
 * the place of an earlier step, where that is given. Doing it again copies what came since. At the end what was purged at the
 * source is gone from the copy, too. Works beside a service that writes to the source.
 */
export async function* copyStorage(
  options: CopyOptions,
  after: string | null = null,
): AsyncGenerator<CopyStep> {
  const [stage, name] = placeOf(after);
  const copier = new Copier(options);
  if (stage === 0) {
    yield* steps(options, {
      ...{ stage, what: 'objects', entries: objectsOf(options, name) },
      copy: (sha256) => copier.object(sha256),
      fraction: (sha256) => (Number.parseInt(sha256.slice(0, 6), 16) / 0xffffff) * shareOfObjects,
    });
  }
  for (const [index, prefix] of [...documentOrder, ''].entries()) {
    if (index + 1 >= stage) {
      const behind = index + 1 === stage ? name : undefined;
      const damaged = prefix.startsWith('log/') ? await damagedInLog(options) : new Map<string, string>();
      yield* steps(options, {
        ...{ stage: index + 1, what: 'documents', entries: documentsOf(options, prefix, behind) },
        copy: async (key) => {
          const problem = damaged.get(key);
          return problem === undefined
            ? await copier.document(key)
            : { kind: 'unsound', bytes: 0, problems: [{ key, problem: `${problem}, and is not copied` }] };
        },
        fraction: () => shareOfObjects + ((1 - shareOfObjects) * index) / (documentOrder.length + 1),
      });
    }
  }
  await purgeCopy(options);
}

/** Whether the copy has it already, and in the same size. */
interface Entry {
  name: string;
  copied: Copied | null;
}

interface Stage {
  stage: number;
  what: CopyStep['what'];
  entries: AsyncIterable<Entry>;
  copy(name: string): Promise<Copied>;
  fraction(name: string): number;
}

async function* steps(
  { concurrency, signal }: CopyOptions,
  { stage, what, entries, copy, fraction }: Stage,
): AsyncGenerator<CopyStep> {
  let batch: Entry[] = [];
  const flush = async (): Promise<CopyStep> => {
    const files = await inParallel(
      batch,
      concurrency,
      signal,
      async ({ name, copied }) => copied ?? (await copy(name)),
    );
    const last = batch.at(-1)?.name ?? '';
    batch = [];
    return { place: `${stage}:${last}`, fraction: fraction(last), what, files };
  };
  for await (const entry of entries) {
    batch.push(entry);
    if (batch.length === filesAStep) {
      yield await flush();
    }
  }
  if (batch.length > 0) {
    yield await flush();
  }
}

async function* objectsOf({ from, to }: CopyOptions, behind: string | undefined): AsyncGenerator<Entry> {
  const held = new Ordered(to.listObjects(behind), ({ sha256 }) => sha256);
  for await (const { sha256, bytes } of from.listObjects(behind)) {
    const present = await held.find(sha256);
    const problem = `has ${bytes} bytes, and ${present?.bytes} in the copy`;
    yield {
      name: sha256,
      copied:
        present === null
          ? null
          : present.bytes === bytes
            ? { kind: 'held', bytes: 0, problems: [] }
            : { kind: 'unsound', bytes: 0, problems: [{ key: `objects/…/${sha256}`, problem }] },
    };
  }
}

async function* documentsOf(
  { from, to }: CopyOptions,
  prefix: string,
  behind: string | undefined,
): AsyncGenerator<Entry> {
  const held = new Ordered(to.listDocuments(prefix, behind), (key) => key);
  for await (const key of from.listDocuments(prefix, behind)) {
    if (prefix === '' && isOrdered(key)) {
      continue;
    }
    // What its name does not say of its bytes is compared.
    const isHeld = isNamedByHash(key) && (await held.find(key)) !== null;
    yield { name: key, copied: isHeld ? { kind: 'held', bytes: 0, problems: [] } : null };
  }
}

/** A list in order, read as far as it is asked about; what is asked for comes in the same order. */
class Ordered<T> {
  readonly #items: AsyncIterator<T>;
  readonly #nameOf: (item: T) => string;
  #next: T | null | undefined;

  constructor(items: AsyncIterable<T>, nameOf: (item: T) => string) {
    this.#items = items[Symbol.asyncIterator]();
    this.#nameOf = nameOf;
  }

  async find(name: string): Promise<T | null> {
    while (this.#next === undefined || (this.#next !== null && this.#nameOf(this.#next) < name)) {
      const { value, done } = await this.#items.next();
      this.#next = done ? null : value;
    }
    return this.#next !== null && this.#nameOf(this.#next) === name ? this.#next : null;
  }
}

async function damagedInLog({ from, signal }: CopyOptions): Promise<Map<string, string>> {
  const ground = await openGround({ storage: from, checkFact: () => null, signal });
  return new Map((await checkLog(ground)).map(({ key, problem }) => [key, problem]));
}

/** What a signed statement took away while it was copied, or after an earlier copy. */
async function purgeCopy({ from, to, signal }: CopyOptions): Promise<void> {
  for await (const key of from.listDocuments('statements/')) {
    signal.throwIfAborted();
    const purge = parsePurge(await from.getDocument(key));
    for (const sha256 of purge?.objects ?? []) {
      if ((await from.statObject(sha256)) === null && (await to.statObject(sha256)) !== null) {
        await to.deleteObject(sha256);
      }
    }
    for (const { captureId, manifestSha256 } of purge?.captures ?? []) {
      const manifest = `manifests/${captureId}/${manifestSha256}.json`;
      if (manifestSha256 !== null && (await from.getDocument(manifest)) === null) {
        await to.deleteDocument(manifest);
      }
    }
  }
}

function placeOf(place: string | null): [stage: number, name: string | undefined] {
  const [, stage = '0', name] = /^(\d+):(.*)$/s.exec(place ?? '') ?? [];
  return [Number(stage), name];
}
