import { DamagedLogError, entryText, logKeys, parseEntryBundle, tilePath, tileWidth } from '#domain/log.ts';
import { checkDocument } from './audit/documents.ts';
import type { AuditGround } from './audit/ground.ts';
import { checkLog } from './audit/log.ts';
import { objectOf } from './audit/signed.ts';
import { leafHash, sameBytes } from './log/merkle.ts';
import { tlogProofText } from './log/tlog-proof.ts';
import { TiledTree } from './log/tree.ts';
import { storedTimestampSchema } from './timestamp/stamp-checkpoint.ts';
import { type Part, partOf } from './verify/files.ts';
import { checkCheckpoint, checkInclusion, checkStamp } from './verify/log.ts';
import type { ReadManifest } from './verify/manifest.ts';
import { Findings } from './verify/report.ts';

/** The log as storage has it: whether the manifest is in it, under a signed and timestamped head. */
export async function checkStoredLog(
  manifest: ReadManifest,
  { keys, roots }: { keys: Part[]; roots: string },
  findings: Findings,
  ground: AuditGround,
): Promise<void> {
  const sizes = await publishedSizes(ground);
  const place = await placeOf(manifest.sha256, sizes.at(-1) ?? 0, ground);
  const size =
    place === null
      ? undefined
      : await bestSize(
          sizes.filter((each) => each > place),
          ground,
        );
  if (place === null || size === undefined) {
    await checkTree(findings, ground);
    findings.absent('log-inclusion', null, 'the manifest is not in the published log');
    return;
  }
  const key = logKeys.checkpoint(size);
  const checkpoint = partOf(key, (await ground.storage.getDocument(key)) ?? new Uint8Array());
  await checkPlace(manifest, { place, size, checkpoint }, findings, ground);
  await checkSigner(checkpoint, keys, findings, ground);
  await checkStoredStamps({ size, checkpoint, manifest, roots }, findings, ground);
}

async function publishedSizes({ storage }: AuditGround): Promise<number[]> {
  const keys = await Array.fromAsync(storage.listDocuments(logKeys.checkpoints));
  return keys
    .map((key) => Number(key.slice(logKeys.checkpoints.length)))
    .filter(Number.isSafeInteger)
    .sort((a, b) => a - b);
}

/** The first that is timestamped, else the first. */
async function bestSize(sizes: number[], { storage }: AuditGround): Promise<number | undefined> {
  for (const size of sizes) {
    for await (const _ of storage.listDocuments(`${logKeys.timestamps}${size}/`)) {
      return size;
    }
  }
  return sizes[0];
}

/** Of the manifest's entry, from 0; null where no entry that can be read is its. */
async function placeOf(sha256: string, size: number, { storage }: AuditGround): Promise<number | null> {
  const wanted = entryText({ kind: 'manifest', sha256 });
  for (let index = 0; index * tileWidth < size; index += 1) {
    const width = Math.min(tileWidth, size - index * tileWidth);
    const body = await storage.getDocument(logKeys.tile(tilePath({ level: 'entries', index, width })));
    const found = entriesIn(body).indexOf(wanted);
    if (found >= 0) {
      return index * tileWidth + found;
    }
  }
  return null;
}

function entriesIn(body: Uint8Array | null): string[] {
  try {
    return body === null ? [] : parseEntryBundle(body).map(entryText);
  } catch (error) {
    if (error instanceof DamagedLogError) {
      // Told by the check of the whole tree, which follows where an entry is not found.
      return [];
    }
    throw error;
  }
}

async function checkPlace(
  manifest: ReadManifest,
  { place, size, checkpoint }: { place: number; size: number; checkpoint: Part },
  findings: Findings,
  ground: AuditGround,
): Promise<void> {
  const attempt = new Findings(findings.damaged);
  try {
    const tree = new TiledTree(size, (path) => ground.storage.getDocument(logKeys.tile(path)));
    const checkpointNote = new TextDecoder().decode(checkpoint.bytes);
    const text = tlogProofText({ index: place, hashes: await tree.inclusionProof(place), checkpointNote });
    const proof = partOf(checkpoint.path, text);
    await checkInclusion(manifest, { proof, checkpoint }, attempt);
    if (!(await isTileSound(place, size, ground))) {
      attempt.fail('log-inclusion', null, 'a tile has other hashes than its entries');
    }
  } catch (error) {
    if (!(error instanceof DamagedLogError)) {
      throw error;
    }
    attempt.fail('log-inclusion', null, error.message);
  }
  const isDamaged =
    attempt.checks.some(({ result }) => result === 'fail') && (await checkTree(findings, ground));
  if (!isDamaged) {
    findings.checks.push(...attempt.checks);
  }
}

/** Whether the hashes of the manifest's tile are those of its entries, the manifest's own among them. */
async function isTileSound(place: number, size: number, { storage }: AuditGround): Promise<boolean> {
  const index = Math.floor(place / tileWidth);
  const width = Math.min(tileWidth, size - index * tileWidth);
  const [entries, hashes] = await Promise.all(
    (['entries', 0] as const).map((level) =>
      storage.getDocument(logKeys.tile(tilePath({ level, index, width }))),
    ),
  );
  if (!entries || !hashes) {
    // The partial tile may be gone once the full one is there; then the proof has read that one.
    return true;
  }
  const leaves = await Promise.all(
    entriesIn(entries).map((entry) => leafHash(new TextEncoder().encode(entry))),
  );
  return sameBytes(Buffer.concat(leaves), hashes);
}

/** Which files of the log are damaged; true where some are. */
async function checkTree(findings: Findings, ground: AuditGround): Promise<boolean> {
  const damage = await checkLog(ground);
  for (const { key, problem } of damage) {
    findings.fail('log', key, problem);
  }
  return damage.length > 0;
}

async function checkSigner(
  checkpoint: Part,
  keys: Part[],
  findings: Findings,
  { someKeyDamaged }: AuditGround,
): Promise<void> {
  let last: Findings | null = null;
  for (const key of keys) {
    const attempt = new Findings(findings.damaged);
    await checkCheckpoint({ checkpoint, key }, attempt);
    last = attempt;
    if (attempt.checks.some(({ result }) => result === 'pass')) {
      break;
    }
  }
  if (last === null || (someKeyDamaged && last.checks.some(({ result }) => result === 'fail'))) {
    findings.absent('checkpoint', null, 'the key of the log is not here, or damaged');
  } else {
    for (const { name, path, result, detail } of last.checks) {
      findings[result](name, path, detail);
    }
  }
}

async function checkStoredStamps(
  given: { size: number; checkpoint: Part; manifest: ReadManifest; roots: string },
  findings: Findings,
  ground: AuditGround,
): Promise<void> {
  const { storage } = ground;
  let count = 0;
  for await (const key of storage.listDocuments(`${logKeys.timestamps}${given.size}/`)) {
    for (const { problem } of await checkDocument(key, ground)) {
      findings.fail('timestamp', key, problem);
    }
    const body = await storage.getDocument(key);
    const stored = body && storedTimestampSchema.safeParse(objectOf(body)).data;
    if (stored) {
      count += 1;
      const response = partOf(key, Buffer.from(stored.response, 'base64'));
      await checkStamp({ response, chain: partOf(key, stored.chainPem) }, given, findings);
    } else if (!findings.isDamaged(key)) {
      findings.fail('timestamp', key, 'is no timestamp');
    }
  }
  if (count === 0) {
    findings.absent('timestamp', null, 'the checkpoint is not timestamped');
  }
}
