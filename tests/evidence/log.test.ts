import { createHash, createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  entryBundle,
  entryText,
  type LogEntry,
  logKeys,
  parseEntryBundle,
  tilePath,
  tilesAt,
} from '#domain/log.ts';
import { generateSigningKey } from '#evidence/keys/signing-key.ts';
import { parseCheckpoint } from '#evidence/log/checkpoint.ts';
import { isConsistent, leafHash, rootByInclusion, rootOf, sameBytes } from '#evidence/log/merkle.ts';
import { checkNote, parseNote } from '#evidence/log/note.ts';
import { LogForkError, publishLog } from '#evidence/log/publish-log.ts';
import { parseTlogProof, tlogProofText } from '#evidence/log/tlog-proof.ts';
import { TiledTree } from '#evidence/log/tree.ts';
import type { Storage } from '#storage/storage.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';

const { key } = generateSigningKey();
const origin = 'archive.example.org/log';
const largest = 600;
const entries: LogEntry[] = Array.from({ length: largest }, (_, index) => ({
  kind: index % 7 === 3 ? 'restriction' : 'manifest',
  sha256: createHash('sha256').update(String(index)).digest('hex'),
}));
const leaves = entries.map((entry) => sha256(0, Buffer.from(`${entry.kind} ${entry.sha256}`)));

/** RFC 6962's definition, word for word and with nothing of ours. */
function treeHash(hashes: readonly Buffer[]): Buffer {
  if (hashes.length < 2) {
    return hashes[0] ?? createHash('sha256').digest();
  }
  const split = 2 ** Math.floor(Math.log2(hashes.length - 1));
  return sha256(1, treeHash(hashes.slice(0, split)), treeHash(hashes.slice(split)));
}

function sha256(prefix: number, ...parts: Buffer[]): Buffer {
  return createHash('sha256')
    .update(Buffer.concat([Buffer.of(prefix), ...parts]))
    .digest();
}

/** Publishes the log at each of these sizes, one after the other. */
async function publishAt(storage: Storage, ...sizes: number[]): Promise<void> {
  let publishedSize = 0;
  for (const size of sizes) {
    await publish(storage, { publishedSize, size });
    publishedSize = size;
  }
}

function publish(
  storage: Storage,
  { publishedSize, size, from = entries }: { publishedSize: number; size: number; from?: LogEntry[] },
): Promise<void> {
  return publishLog({
    ...{ storage, origin, key, publishedSize, size },
    entries: async (index, count) => from.slice(index, index + count),
  });
}

function treeIn(storage: Storage, size: number): TiledTree {
  return new TiledTree(size, (path) => storage.getDocument(logKeys.tile(path)));
}

describe('the tree', () => {
  test('has the roots of RFC 6962 as Certificate Transparency tests them', async () => {
    const inputs = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const hashes = await Promise.all(inputs.map((input) => leafHash(Buffer.from(input, 'hex'))));
    const roots = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8].map((size) => rootOf(hashes.slice(0, size))));
    expect(roots.map((root) => Buffer.from(root).toString('hex'))).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]);
  });

  test('proves every entry of logs of many sizes, tile borders among them, and nothing else', async () => {
    const storage = createMemoryStorage();
    const sizes = [1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 513, largest];
    await publishAt(storage, ...sizes);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sizes).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1))),
        async ([size, index]) => {
          const tree = treeIn(storage, size);
          const root = await tree.root();
          expect(Buffer.from(root).equals(treeHash(leaves.slice(0, size)))).toBe(true);
          const proof = await tree.inclusionProof(index);
          const leaf = new Uint8Array(leaves[index] ?? []);
          expect(await rootByInclusion({ index, size, leaf }, proof)).toEqual(root);
          const wrong = [
            await rootByInclusion({ index, size, leaf: sha256(0, Buffer.from(leaf)) }, proof),
            await rootByInclusion({ index: index + 1, size, leaf }, proof),
            await rootByInclusion({ index, size, leaf }, [...proof, leaf]),
            await rootByInclusion(
              { index, size, leaf },
              proof.map((hash) => hash.map((byte) => byte ^ 1)),
            ),
          ];
          expect(wrong.filter((found) => found !== null && sameBytes(found, root))).toEqual(
            proof.length === 0 ? [root] : [],
          );
        },
      ),
      { numRuns: 120 },
    );
  }, 60_000);

  test('proves that it only grew', async () => {
    const storage = createMemoryStorage();
    const sizes = [1, 2, 5, 128, 255, 256, 257, 384, 511, 512, 513, largest];
    await publishAt(storage, ...sizes);
    for (const later of sizes) {
      const tree = treeIn(storage, later);
      const newRoot = treeHash(leaves.slice(0, later));
      for (const old of sizes.filter((size) => size <= later)) {
        const oldRoot = treeHash(leaves.slice(0, old));
        const proof = await tree.consistencyProof(old);
        const ends = { size: later, root: newRoot };
        expect(await isConsistent({ size: old, root: oldRoot }, ends, proof), `${old} to ${later}`).toBe(
          true,
        );
        expect(await isConsistent({ size: old, root: sha256(1, oldRoot) }, ends, proof)).toBe(false);
        expect(await isConsistent({ size: old, root: oldRoot }, { ...ends, root: oldRoot }, proof)).toBe(
          old === later,
        );
      }
    }
  }, 60_000);
});

describe('what is published', () => {
  test('has the paths, widths and bytes of c2sp.org/tlog-tiles', async () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 0, width: 5 })).toBe('tile/entries/000.p/5');
    const widths = (level: number) => tilesAt(level, 70_000).map(({ width }) => width);
    expect([widths(0).length, widths(0).at(-1), widths(1), widths(2), widths(3)]).toEqual([
      274,
      112,
      [256, 17],
      [1],
      [],
    ]);
    const storage = createMemoryStorage();
    await publishAt(storage, 3, 513);
    const read = async (path: string) => Buffer.from((await storage.getDocument(`log/${path}`)) ?? []);
    expect(await read('tile/0/000.p/3')).toEqual(Buffer.concat(leaves.slice(0, 3)));
    expect(await read('tile/0/001')).toEqual(Buffer.concat(leaves.slice(256, 512)));
    expect(await read('tile/0/002.p/1')).toEqual(leaves[512]);
    expect(await read('tile/1/000.p/2')).toEqual(
      Buffer.concat([treeHash(leaves.slice(0, 256)), treeHash(leaves.slice(256, 512))]),
    );
    const bundle = await read('tile/entries/002.p/1');
    expect([bundle.readUInt16BE(0), bundle.subarray(2).toString()]).toEqual([
      bundle.length - 2,
      entryText(entries[512] ?? { kind: 'manifest', sha256: '' }),
    ]);
    expect(parseEntryBundle(entryBundle(entries.slice(0, 300)))).toEqual(entries.slice(0, 300));
  });

  test('has a checkpoint that the key signed as a note', async () => {
    const storage = createMemoryStorage();
    await publishAt(storage, 5);
    const note = Buffer.from((await storage.getDocument('log/checkpoints/5')) ?? []).toString();
    const text = `${origin}\n5\n${treeHash(leaves.slice(0, 5)).toString('base64')}\n`;
    expect(note.startsWith(`${text}\n— ${origin} `)).toBe(true);
    const signed = Buffer.from(note.trimEnd().split(' ').at(-1) ?? '', 'base64');
    const named = Buffer.concat([Buffer.from(`${origin}\n`), Buffer.of(1), key.publicKey]);
    expect(signed.subarray(0, 4)).toEqual(createHash('sha256').update(named).digest().subarray(0, 4));
    const publicKey = createPublicKey(key.publicKeyPem);
    expect(verify(null, Buffer.from(text), publicKey, signed.subarray(4))).toBe(true);
    expect(await checkNote(parseNote(note), origin, key.publicKey)).toBe('pass');
    expect(await checkNote(parseNote(note.replace('\n5\n', '\n6\n')), origin, key.publicKey)).toBe('fail');
    expect(await checkNote(parseNote(note), origin, generateSigningKey().key.publicKey)).toBe('absent');
  });

  test('can be put in a proof and read back', async () => {
    const storage = createMemoryStorage();
    await publishAt(storage, 257);
    const checkpointNote = Buffer.from((await storage.getDocument('log/checkpoints/257')) ?? []).toString();
    const hashes = await treeIn(storage, 257).inclusionProof(256);
    const text = tlogProofText({ index: 256, hashes, checkpointNote });
    expect(text.startsWith('c2sp.org/tlog-proof@v1\nindex 256\n')).toBe(true);
    const { index, hashes: read, checkpoint } = parseTlogProof(text);
    expect({ index, read }).toEqual({ index: 256, read: hashes });
    expect(checkpoint).toEqual(parseCheckpoint(checkpointNote).checkpoint);
    expect(() => parseTlogProof(text.replace('index 256', 'index 0256'))).toThrow('proof');
  });

  test('is the same whoever publishes, at once or in other steps', async () => {
    const storage = createMemoryStorage();
    await Promise.all([
      publish(storage, { publishedSize: 0, size: 300 }),
      publish(storage, { publishedSize: 0, size: 300 }),
    ]);
    const other = createMemoryStorage();
    await publishAt(other, 17, 299, 300);
    for await (const document of storage.listDocuments('log/')) {
      expect(await other.getDocument(document)).toEqual(await storage.getDocument(document));
    }
  });

  test('is never followed by anything that does not begin with it', async () => {
    const storage = createMemoryStorage();
    await publishAt(storage, 10);
    const before: string[] = await Array.fromAsync(storage.listDocuments('log/checkpoints/'));
    const [first, ...rest] = entries;
    const swapped = [...rest.slice(0, 1), ...(first ? [first] : []), ...rest.slice(1)];
    for (const size of [12, 300]) {
      await expect(publish(storage, { publishedSize: 10, size, from: swapped })).rejects.toThrow(
        LogForkError,
      );
      // As after a database came back from an old backup that knows nothing of the checkpoint.
      await expect(publish(storage, { publishedSize: 0, size: 10, from: swapped })).rejects.toThrow(
        LogForkError,
      );
    }
    expect(await Array.fromAsync(storage.listDocuments('log/checkpoints/'))).toEqual(before);
  });
});
