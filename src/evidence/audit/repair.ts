import type { Storage } from '#storage/storage.ts';
import { sameBytes } from '../log/merkle.ts';
import { checkDocument } from './documents.ts';
import { type AuditedStorage, type AuditOptions, type Damage, openGround } from './ground.ts';
import { checkLog } from './log.ts';

/** Why a damaged file is still damaged, or that it is not. */
export type Repair = { kind: 'repaired' } | { kind: 'not-repaired'; reason: string };

/**
 * Puts the copy of a second storage in the place of a damaged file, once that copy has passed the same checks. Nothing that
 * is good is overwritten: what stands there is looked at again right before.
 */
export async function repairFrom(
  replica: AuditedStorage,
  { key }: Damage,
  options: AuditOptions & { storage: Storage },
): Promise<Repair> {
  const sha256 = /^objects\/..\/..\/([0-9a-f]{64})$/.exec(key)?.[1];
  return sha256 === undefined
    ? repairDocument(replica, key, options)
    : repairObject(replica, sha256, options);
}

async function repairObject(
  replica: AuditedStorage,
  sha256: string,
  { storage, signal }: AuditOptions & { storage: Storage },
): Promise<Repair> {
  const copy = await replica.getObject(sha256);
  if (copy === null) {
    return notRepaired('the second storage does not have it');
  }
  try {
    await storage.replaceDamagedObject(sha256, copy.body, signal);
    return { kind: 'repaired' };
  } catch (error) {
    signal.throwIfAborted();
    return notRepaired(error instanceof Error ? error.message : String(error));
  }
}

async function repairDocument(
  replica: AuditedStorage,
  key: string,
  options: AuditOptions & { storage: Storage },
): Promise<Repair> {
  if (key.includes('*') || key.endsWith('/') || key.startsWith('objects/')) {
    return notRepaired('it is not known which file it is');
  }
  const { storage } = options;
  const copy = await replica.getDocument(key);
  if (copy === null) {
    return notRepaired('the second storage does not have it');
  }
  const ground = await openGround({ ...options, storage: withDocument(storage, key, copy) });
  const isTree = /^log\/(tile|checkpoints)\//.test(key);
  const left = isTree ? await checkLog(ground) : await checkDocument(key, ground);
  if (left.some((damage) => damage.key === key)) {
    return notRepaired('the copy in the second storage is damaged too');
  }
  const judged = await storage.getDocument(key);
  if (judged !== null && sameBytes(judged, copy)) {
    return { kind: 'repaired' };
  }
  const isJudged = (present: Uint8Array | null) =>
    present === null || judged === null ? present === judged : sameBytes(present, judged);
  return (await storage.replaceDamagedDocument(key, copy, isJudged))
    ? { kind: 'repaired' }
    : notRepaired('it changed meanwhile');
}

/** The storage as it would be with that document. */
function withDocument(storage: AuditedStorage, key: string, body: Uint8Array): AuditedStorage {
  return {
    async *listDocuments(prefix, after = '') {
      let isDue = key.startsWith(prefix) && key > after;
      for await (const present of storage.listDocuments(prefix, after)) {
        if (isDue && present > key) {
          yield key;
        }
        isDue &&= present < key;
        yield present;
      }
      if (isDue) {
        yield key;
      }
    },
    getDocument: async (asked) => (asked === key ? body : storage.getDocument(asked)),
    listObjects: (after) => storage.listObjects(after),
    getObject: (sha256) => storage.getObject(sha256),
    statObject: (sha256) => storage.statObject(sha256),
  };
}

function notRepaired(reason: string): Repair {
  return { kind: 'not-repaired', reason };
}
