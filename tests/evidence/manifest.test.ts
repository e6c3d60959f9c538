import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '#domain/capture.ts';
import { DamagedManifestError, readManifest, writeManifest } from '#evidence/manifest.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';

const manifest = {
  manifestVersion: 1,
  captureId: '019a0000-0000-7000-8000-000000000001',
  postId: 'x:1072857',
  platform: 'x',
  canonicalUrl: 'https://x.com/mustefa2bali/status/1072857',
  takenAt: '2026-01-02T03:04:05.678Z',
  finishedAt: '2026-01-02T03:04:09.000Z',
  outcome: 'absent',
  absence: 'deleted',
  missing: [],
  source: 'original',
  recovers: null,
  previousManifest: null,
  record: null,
  artifacts: [],
  signals: [],
  provenance: {
    requestedUrl: 'https://x.com/mustefa2bali/status/1072857',
    finalUrl: null,
    httpStatus: null,
    serverAddress: null,
    tlsCertificateSha256: null,
    userAgent: null,
    browser: null,
    fonts: null,
    software: 'embed-archiver/0.1.0',
    startedAt: '2026-01-02T03:04:05.678Z',
    finishedAt: '2026-01-02T03:04:09.000Z',
    egress: { route: 'direct', extraCaSha256: null },
    sandboxed: null,
    archiveUrl: null,
    archivedAt: null,
  },
} satisfies Manifest;

const folder = `manifests/${manifest.captureId}/`;

describe('the manifest', () => {
  it('is written under its capture and the hash of its own bytes, and read back', async () => {
    const storage = createMemoryStorage();

    const { sha256, bytes } = await writeManifest(storage, manifest);

    const body = await storage.getDocument(`manifests/${manifest.captureId}/${sha256}.json`);
    expect(body?.byteLength).toBe(bytes);
    expect(
      createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
    ).toBe(sha256);
    expect(await readManifest(storage, manifest.captureId, sha256)).toEqual(manifest);
  });

  it('has the same name when written again, whatever the order of its properties', async () => {
    const storage = createMemoryStorage();
    const first = await writeManifest(storage, manifest);

    const { captureId, manifestVersion, ...rest } = manifest;
    const again = await writeManifest(storage, { ...rest, manifestVersion, captureId });

    expect(again).toEqual(first);
    expect(await Array.fromAsync(storage.listDocuments(folder))).toEqual([`${folder}${first.sha256}.json`]);
  });

  it('that nobody wrote is null', async () => {
    expect(await readManifest(createMemoryStorage(), manifest.captureId, 'a'.repeat(64))).toBeNull();
  });

  it('that is not what its name says is refused', async () => {
    const storage = createMemoryStorage();
    const wrongHash = 'b'.repeat(64);
    await storage.putDocument(`manifests/${manifest.captureId}/${wrongHash}.json`, Buffer.from('{}'));
    const other = Buffer.from('{"manifestVersion":1}');
    const otherHash = createHash('sha256').update(other).digest('hex');
    await storage.putDocument(`manifests/${manifest.captureId}/${otherHash}.json`, other);

    await expect(readManifest(storage, manifest.captureId, wrongHash)).rejects.toThrow(DamagedManifestError);
    await expect(readManifest(storage, manifest.captureId, otherHash)).rejects.toThrow(/no manifest/);
  });

  it('is not written where a part is not as the schema says', async () => {
    const storage = createMemoryStorage();

    await expect(writeManifest(storage, { ...manifest, takenAt: 'yesterday' })).rejects.toThrow();

    expect(await Array.fromAsync(storage.listDocuments(folder))).toEqual([]);
  });
});
