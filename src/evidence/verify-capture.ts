import { objectSource } from '#storage/object-source.ts';
import { checkObject } from './audit/audit-storage.ts';
import { checkDocument } from './audit/documents.ts';
import { type AuditGround, type Damage, objectKey } from './audit/ground.ts';
import { objectOf } from './audit/signed.ts';
import { listPublishedKeys } from './keys/published-keys.ts';
import { manifestSignatureSchema } from './signature.ts';
import { checkAttestation } from './verify/attestation.ts';
import { type Part, partOf } from './verify/files.ts';
import { checkManifest, checkSignature, type ReadManifest } from './verify/manifest.ts';
import { Findings, type Report } from './verify/report.ts';
import { type VerifyOptions, verifyWacz } from './verify/verify-wacz.ts';
import { checkStoredLog } from './verify-stored-log.ts';

export interface StoredCaptureOptions extends VerifyOptions {
  ground: AuditGround;
  /** What an audit of the whole storage found; null where none was made: then the capture's own files are read back here. */
  audited: Damage[] | null;
}

/** A capture by what storage alone has of it. Null where storage has nothing by that id. */
export async function verifyStoredCapture(
  captureId: string,
  { ground, audited, ...options }: StoredCaptureOptions,
): Promise<Report | null> {
  const { storage } = ground;
  const documents = await documentsOf(captureId, ground);
  if (documents.length === 0) {
    return null;
  }
  const damage = audited ?? (await damageAmong(documents, ground));
  const findings = new Findings(damage.map(({ key }) => key));
  for (const { key, problem } of audited === null ? damage : []) {
    findings.fail('stored', key, problem);
  }
  const part = await manifestOf(captureId, ground);
  const manifest = part === null ? null : await checkManifest(part, findings);
  if (manifest === null) {
    findings.absent('manifest', null, 'no manifest of this capture can be read');
    return findings.report(options.subject, 'capture');
  }
  await checkObjects(manifest, findings, ground);
  const keys = (await listPublishedKeys(storage)).map(({ keyId, publicKeyPem }) =>
    partOf(`facts/keys/${keyId}.json`, publicKeyPem),
  );
  await checkStoredSignature(manifest, keys, findings, ground);
  await checkStoredLog(manifest, { keys, roots: options.roots ?? '' }, findings, ground);
  for (const path of documents.filter((key) => key.startsWith('attestations/'))) {
    const bytes = await storage.getDocument(path);
    if (bytes !== null) {
      // Which manifest it is about stands in its name, and is compared with that.
      await checkAttestation(partOf(path, bytes), { manifestSha256: null, keys }, findings);
    }
  }
  await verifyArchive(manifest, options, findings, ground);
  return findings.report(options.subject, 'capture');
}

/** Keys of every document about the capture, and of those that its proof rests on. */
async function documentsOf(captureId: string, { storage }: AuditGround): Promise<string[]> {
  const pointer = `captures/${captureId}.json`;
  const manifests = await Array.fromAsync(storage.listDocuments(`manifests/${captureId}/`));
  if (manifests.length === 0 && (await storage.getDocument(pointer)) === null) {
    return [];
  }
  const hashes = manifests.flatMap((key) => /([0-9a-f]{64})\.json$/.exec(key)?.[1] ?? []);
  const attested = await Promise.all(
    hashes.map((sha256) => Array.fromAsync(storage.listDocuments(`attestations/${sha256}/`))),
  );
  const keys = await Array.fromAsync(storage.listDocuments('facts/keys/'));
  return [pointer, ...manifests, ...attested.flat(), ...keys, 'facts/log.json'];
}

async function damageAmong(documents: string[], ground: AuditGround): Promise<Damage[]> {
  const damage = await Promise.all(documents.map((key) => checkDocument(key, ground)));
  return damage.flat();
}

/** The committed one; where the pointer is lost or damaged, the only one. */
async function manifestOf(captureId: string, { storage }: AuditGround): Promise<Part | null> {
  const pointer = await storage.getDocument(`captures/${captureId}.json`);
  const named = pointer && objectOf(pointer)?.manifestSha256;
  const keys = (await Array.fromAsync(storage.listDocuments(`manifests/${captureId}/`))).filter((key) =>
    /\/[0-9a-f]{64}\.json$/.test(key),
  );
  const key =
    keys.find((candidate) => candidate.endsWith(`/${named}.json`)) ?? (keys.length === 1 && keys[0]);
  const bytes = key ? await storage.getDocument(key) : null;
  return key && bytes ? partOf(key, bytes) : null;
}

async function checkObjects(
  { artifacts, part }: ReadManifest,
  findings: Findings,
  ground: AuditGround,
): Promise<void> {
  for (const { name, sha256 } of artifacts) {
    const key = objectKey(sha256);
    const isHeld = (await ground.storage.statObject(sha256)) !== null;
    if (!isHeld && ground.purged.objects.has(sha256)) {
      findings.absent('artifacts', key, `${name} was purged, as a signed statement says`);
      continue;
    }
    if (!isHeld && findings.isDamaged(part.path)) {
      findings.absent('artifacts', key, `${name} is not here by the hash that the damaged manifest says`);
      continue;
    }
    const [damage] = isHeld ? await checkObject(sha256, ground) : [{ problem: 'is missing' }];
    if (damage === undefined) {
      findings.pass('artifacts', key, `${name}, as the manifest says`);
    } else {
      findings.failAmong('artifacts', [], key, `${name} ${damage.problem}`);
    }
  }
}

async function checkStoredSignature(
  manifest: ReadManifest,
  keys: Part[],
  findings: Findings,
  { storage }: AuditGround,
): Promise<void> {
  const path = manifest.part.path.replace(/\.json$/, '.sig.json');
  const bytes = await storage.getDocument(path);
  const parsed = bytes && manifestSignatureSchema.safeParse(objectOf(bytes)).data;
  const signature = parsed ? partOf(path, Buffer.from(parsed.signature, 'base64')) : null;
  const key = keys.find((candidate) => candidate.path === `facts/keys/${parsed?.keyId}.json`) ?? null;
  await checkSignature(manifest, { signature, key }, findings);
}

async function verifyArchive(
  { artifacts }: ReadManifest,
  options: VerifyOptions,
  findings: Findings,
  { storage }: AuditGround,
): Promise<void> {
  const wacz = artifacts.find(({ role }) => role === 'wacz');
  if (wacz !== undefined && (await storage.statObject(wacz.sha256)) !== null) {
    const source = objectSource(storage, wacz);
    const subject = objectKey(wacz.sha256);
    findings.contained.push(await verifyWacz(source, { ...options, subject, withoutProof: true }));
  }
}
