import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '#domain/clock.ts';
import { ConfigurationError, InvalidInputError } from '#domain/errors.ts';
import { openKeyRing, type Secrets } from '#evidence/keys/key-ring.ts';
import { secretKeyIn } from '#evidence/keys/secret-key-file.ts';
import { generateSigningKey } from '#evidence/keys/signing-key.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';

const secretKey = 'k'.repeat(32);

/** What rows of a table promise. */
function memorySecrets(): Secrets & { rows: Map<string, string> } {
  const rows = new Map<string, string>();
  return {
    rows,
    get: async (name) => rows.get(name) ?? null,
    async create(name, value) {
      rows.set(name, rows.get(name) ?? value);
      return rows.get(name) ?? value;
    },
    async replace(name, from, to) {
      const isSame = rows.get(name) === from;
      rows.set(name, isSame ? to : (rows.get(name) ?? ''));
      return isSame;
    },
  };
}

function ground() {
  return {
    secrets: memorySecrets(),
    storage: createMemoryStorage(),
    clock: systemClock,
    secretKey,
    signingKeyPem: null,
  };
}

describe('the signing key', () => {
  test('is one, whoever starts at the same time, and signs what its public part in storage checks', async () => {
    const options = ground();
    const rings = await Promise.all([1, 2, 3].map(() => openKeyRing(options)));
    const keys = await Promise.all(rings.map((ring) => ring.current()));
    const [key] = keys;
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(1);
    expect(await Array.fromAsync(options.storage.listDocuments('facts/keys/'))).toEqual([
      `facts/keys/${key?.keyId}.json`,
    ]);
    const body = await options.storage.getDocument(`facts/keys/${key?.keyId}.json`);
    const { publicKeyPem, keyId } = JSON.parse(Buffer.from(body ?? []).toString());
    const publicKey = createPublicKey(publicKeyPem);
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    expect(keyId).toBe(createHash('sha256').update(raw).digest('hex').slice(0, 16));
    const said = Buffer.from('a manifest');
    expect(verify(null, said, publicKey, key?.sign(said) ?? Buffer.of())).toBe(true);
    expect([...options.secrets.rows.values()].join()).not.toContain('PRIVATE KEY');
  });

  test('opens with the secret it was sealed under and with no other', async () => {
    const options = ground();
    const first = await (await openKeyRing(options)).current();
    expect((await (await openKeyRing(options)).current()).keyId).toBe(first.keyId);
    const wrong = openKeyRing({ ...options, secretKey: 'x'.repeat(32) });
    await expect(wrong).rejects.toThrow(/SECRET_KEY is not the one/);
    await expect(openKeyRing({ ...ground(), secretKey: null })).rejects.toThrow(ConfigurationError);
    await expect(openKeyRing({ ...ground(), secretKey: null })).rejects.toThrow(/SECRET_KEY=/);
  });

  test('is rotated for every process, and the old public key stays', async () => {
    const options = ground();
    const [ring, other] = [await openKeyRing(options), await openKeyRing(options)];
    const old = await ring.current();
    const next = await ring.rotate();
    expect(next.keyId).not.toBe(old.keyId);
    expect((await other.current()).keyId).toBe(next.keyId);
    expect((await other.list()).map(({ keyId }) => keyId).sort()).toEqual([old.keyId, next.keyId].sort());
  });

  test('comes from a file where one is given', async () => {
    const { key, privateKeyPem } = generateSigningKey();
    const options = { ...ground(), secretKey: null, signingKeyPem: privateKeyPem };
    const ring = await openKeyRing(options);
    expect((await ring.current()).keyId).toBe(key.keyId);
    expect((await ring.list()).map(({ publicKeyPem }) => publicKeyPem)).toEqual([key.publicKeyPem]);
    await expect(ring.rotate()).rejects.toThrow(InvalidInputError);
    const wrong = openKeyRing({ ...options, signingKeyPem: 'no key' });
    await expect(wrong).rejects.toThrow(/SIGNING_KEY_FILE holds no private key/);
  });
});

test('the secret of an embedded archive is made once and read by its owner alone', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'secret-key-'));
  try {
    const secret = await secretKeyIn(directory);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(await secretKeyIn(directory)).toBe(secret);
    expect((await readFile(join(directory, 'secret-key'), 'utf8')).trim()).toBe(secret);
    expect((await stat(join(directory, 'secret-key'))).mode & 0o777).toBe(0o600);
  } finally {
    await rm(directory, { recursive: true });
  }
});
