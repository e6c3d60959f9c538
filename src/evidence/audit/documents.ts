import { createHash } from 'node:crypto';
import { manifestSchema } from '#domain/capture.ts';
import { digestProblem } from '../digested-document.ts';
import { publishedKeySchema } from '../keys/published-keys.ts';
import { keyIdOf, rawPublicKeyOf } from '../keys/signing-key.ts';
import { identitySchema } from '../log/identity.ts';
import { storedTimestampSchema, timestampName } from '../timestamp/stamp-checkpoint.ts';
import { type AuditGround, type Damage, objectKey, readDocument } from './ground.ts';
import { checkManifestSignature, checkSealed, isCanonical, objectOf } from './signed.ts';

const sealed = /^(statements\/[0-9a-f]{64}|attestations\/[0-9a-f]{64}\/[a-z0-9-]+-[0-9a-f]{64})\.json$/;
const manifest = /^manifests\/([^/]+)\/([0-9a-f]{64})\.json$/;
const pointer = /^captures\/([^/]+)\.json$/;

/** Of one document but those of the log's tree; what has a name that is not of this archive is left alone. */
export async function checkDocument(key: string, ground: AuditGround): Promise<Damage[]> {
  if (sealed.test(key)) {
    return checkSealed(key, ground);
  }
  if (key.startsWith('manifests/') && key.endsWith('.sig.json')) {
    return checkManifestSignature(key, ground);
  }
  const [, captureId, sha256] = manifest.exec(key) ?? [];
  if (captureId !== undefined && sha256 !== undefined) {
    return checkManifest(key, { captureId, sha256 }, ground);
  }
  const named = checkers.find(({ pattern }) => pattern.test(key));
  return named === undefined ? [] : checkDigested(key, named.problem, ground);
}

/** Documents whose names say nothing of their content: each states its own digest. */
const checkers: {
  pattern: RegExp;
  problem(document: Record<string, unknown>, key: string, ground: AuditGround): string | null;
}[] = [
  { pattern: /^facts\/keys\//, problem: keyProblem },
  {
    pattern: /^facts\/log\.json$/,
    problem: ({ digest: _, ...identity }) =>
      identitySchema.strict().safeParse(identity).success ? null : 'names no origin of a log',
  },
  { pattern: /^log\/timestamps\//, problem: timestampProblem },
  { pattern: /^(facts|captures)\//, problem: (document, key, { checkFact }) => checkFact(key, document) },
];

async function checkDigested(
  key: string,
  problemOf: (typeof checkers)[number]['problem'],
  ground: AuditGround,
): Promise<Damage[]> {
  const body = await readDocument(ground, key);
  if (body === null) {
    return [];
  }
  const document = objectOf(body);
  const problem = digestProblem(body) ?? (document && problemOf(document, key, ground));
  if (problem !== null) {
    return [{ key, problem }];
  }
  return pointer.test(key) && document !== null ? checkPointed(key, document, ground) : [];
}

/** The manifest that a sound pointer names is there. */
async function checkPointed(
  key: string,
  { captureId, manifestSha256, digest }: Record<string, unknown>,
  { storage, purged }: AuditGround,
): Promise<Damage[]> {
  const named = `manifests/${String(captureId)}/${String(manifestSha256)}.json`;
  if (purged.manifests.has(String(manifestSha256)) || (await storage.getDocument(named)) !== null) {
    return [];
  }
  const others = await Array.fromAsync(storage.listDocuments(`manifests/${String(captureId)}/`));
  // Without a digest the pointer itself may be what changed.
  return digest === undefined && others.length > 0
    ? [{ key, problem: 'names a manifest that is not there, where others of that capture are' }]
    : [{ key: named, problem: `is missing; ${key} names it` }];
}

async function checkManifest(
  key: string,
  { captureId, sha256 }: { captureId: string; sha256: string },
  ground: AuditGround,
): Promise<Damage[]> {
  const body = await readDocument(ground, key);
  if (body === null) {
    return [];
  }
  if (createHash('sha256').update(body).digest('hex') !== sha256) {
    return [{ key, problem: 'does not hash to its name' }];
  }
  const document = objectOf(body);
  const parsed = manifestSchema.safeParse(document);
  if (!parsed.success || !isCanonical(body, document)) {
    return [{ key, problem: 'is no manifest in canonical JSON' }];
  }
  if (parsed.data.captureId !== captureId) {
    return [{ key, problem: `is of another capture, ${parsed.data.captureId}` }];
  }
  return (await isCommitted(captureId, sha256, ground)) ? checkNamed(key, parsed.data.artifacts, ground) : [];
}

/** What a death left before the commit may miss what nothing refers to. */
async function isCommitted(captureId: string, sha256: string, { storage }: AuditGround): Promise<boolean> {
  const body = await storage.getDocument(`captures/${captureId}.json`);
  return body !== null && objectOf(body)?.manifestSha256 === sha256;
}

/** The objects that a manifest names are there and as long as it says; their bytes are read in their own turn. */
async function checkNamed(
  key: string,
  artifacts: readonly { sha256: string; bytes: number }[],
  { storage, purged }: AuditGround,
): Promise<Damage[]> {
  const damage: Damage[] = [];
  for (const { sha256, bytes } of artifacts) {
    const found = await storage.statObject(sha256);
    if (found === null && !purged.objects.has(sha256)) {
      damage.push({ key: objectKey(sha256), problem: `is missing; ${key} names it` });
    } else if (found !== null && found.bytes !== bytes) {
      damage.push({ key: objectKey(sha256), problem: `has ${found.bytes} bytes instead of ${bytes}` });
    }
  }
  return damage;
}

function keyProblem({ digest: _, ...document }: Record<string, unknown>, key: string): string | null {
  const parsed = publishedKeySchema.strict().safeParse(document);
  const raw = parsed.success ? rawPublicKeyOf(parsed.data.publicKeyPem) : null;
  if (!parsed.success || raw === null) {
    return 'holds no public key';
  }
  const { keyId } = parsed.data;
  return keyIdOf(raw) === keyId && key === `facts/keys/${keyId}.json` ? null : 'is not the key of that id';
}

function timestampProblem({ digest: _, ...document }: Record<string, unknown>, key: string): string | null {
  const parsed = storedTimestampSchema.strict().safeParse(document);
  if (!parsed.success) {
    return 'is no timestamp';
  }
  const { size, authority } = parsed.data;
  return key === `log/timestamps/${size}/${timestampName(authority)}.json`
    ? null
    : 'is of another checkpoint or another authority';
}
