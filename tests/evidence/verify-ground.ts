import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artifact, Manifest } from '#domain/capture.ts';
import { systemClock } from '#domain/clock.ts';
import { entryText, type LogEntry } from '#domain/log.ts';
import { bundleFiles } from '#evidence/bundle-files.ts';
import { canonicalJson } from '#evidence/canonical-json.ts';
import { digestedDocument } from '#evidence/digested-document.ts';
import { publishKey } from '#evidence/keys/published-keys.ts';
import { generateSigningKey } from '#evidence/keys/signing-key.ts';
import { publishLog } from '#evidence/log/publish-log.ts';
import { writeManifest } from '#evidence/manifest.ts';
import { type Proof, readProof } from '#evidence/proof.ts';
import { writeManifestSignature } from '#evidence/signature.ts';
import { writeAttestation } from '#evidence/statement.ts';
import { readCertificates } from '#evidence/timestamp/certificates.ts';
import { stampCheckpoint } from '#evidence/timestamp/stamp-checkpoint.ts';
import type { Exchange } from '#page-archive/exchange.ts';
import { composeBundle, readBundle } from '#page-archive/read/bundle.ts';
import { openWacz } from '#page-archive/read/wacz.ts';
import { writeWacz } from '#page-archive/write-wacz.ts';
import { openFileStorage } from '#storage/file-storage.ts';
import type { Storage } from '#storage/storage.ts';
import { manifestOf } from '../catalogue/samples.ts';
import { archive, bodyOf, exchange, resource } from '../page-archive/support/sample.ts';
import { TimestampAuthority } from '../support/timestamp-authority.ts';
import { logger } from './notary-ground.ts';

export const newHash = () => createHash('sha256');
export const captureId = '01k0example';
const origin = 'archive.example.org/log';
const signal = new AbortController().signal;
const newlines = '\n'.repeat(3);

/** A capture as a service leaves it in storage: archive, artifacts, manifest, signature, log, time stamp, attestation, pointer. */
export class VerifyGround implements AsyncDisposable {
  readonly folder: string;
  readonly storage: Storage;
  readonly authority: TimestampAuthority;
  bare: Blob = new Blob();
  bundle: Blob = new Blob();
  proof: Proof | null = null;
  manifest: Manifest | null = null;
  files: Record<string, Uint8Array> = {};

  private constructor(folder: string, storage: Storage, authority: TimestampAuthority) {
    this.folder = folder;
    this.storage = storage;
    this.authority = authority;
  }

  static async open(): Promise<VerifyGround> {
    const folder = await mkdtemp(join(tmpdir(), 'verify-'));
    const ground = new VerifyGround(
      folder,
      await openFileStorage(join(folder, 'storage')),
      await TimestampAuthority.create('Honest time'),
    );
    await ground.#capture();
    return ground;
  }

  get storageFolder(): string {
    return join(this.folder, 'storage');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.authority[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #capture(): Promise<void> {
    const { storage } = this;
    this.files = {
      'record.json': canonicalJson({ text: 'What it said' }),
      'media-1.jpg': Buffer.from(`a picture${newlines}`),
      'text.txt': Buffer.from('What it said'),
    };
    const written = await writeWacz(this.#input(), join(this.folder, 'page.wacz'), signal);
    const wacz = await readFile(written.path);
    this.bare = new Blob([wacz]);
    const artifacts = [
      ...Object.entries(this.files).map(([name, bytes]) => artifactOf(name, bytes)),
      { ...artifactOf('page.wacz', wacz), datapackageSha256: written.datapackageSha256 },
    ];
    await Promise.all([...Object.values(this.files), wacz].map((bytes) => storage.putObject(bytes)));
    this.files['page.wacz'] = wacz;
    const earlier = new Date(Date.now() - 3_600_000).toISOString();
    this.manifest = {
      ...manifestOf(systemClock, captureId, 'x:1072857013441396736'),
      ...{ artifacts, takenAt: earlier, finishedAt: earlier },
    };
    await this.#notarise(this.manifest);
    const source = this.bare;
    const files = this.proof && bundleFiles(this.proof, (await openWacz(source)).datapackageBytes);
    const bundle = await composeBundle(source, files ?? []);
    this.bundle = new Blob((await Array.fromAsync(readBundle(bundle, source))) as Uint8Array<ArrayBuffer>[]);
  }

  #input() {
    const large = exchange('https://news.example/film', {
      ...{ body: bodyOf(Buffer.from(largeBytes())), obtainedBy: 'gateway' },
      responseHeaders: [['Content-Type', 'video/mp4']],
    } satisfies Partial<Exchange>);
    const post = exchange('https://api.example/q', { method: 'POST', requestBody: Buffer.from('{"a":1}') });
    const again = exchange('https://news.example/again', { body: large.body });
    return archive([exchange('https://news.example/post/1'), large, post, again], {
      captureId,
      resources: Object.entries(this.files).map(([name, bytes]) =>
        resource(`urn:embed-archiver:${captureId}:${name}`, Buffer.from(bytes).toString('latin1')),
      ),
    });
  }

  async #notarise(manifest: Manifest): Promise<void> {
    const { storage } = this;
    const { key } = generateSigningKey();
    await publishKey(storage, key, manifest.finishedAt);
    const written = await writeManifest(storage, manifest);
    await writeManifestSignature(storage, key, written);
    const pointer = digestedDocument({ captureId, manifestSha256: written.sha256 });
    await storage.putDocument(`captures/${captureId}.json`, pointer);
    await storage.putDocument('facts/log.json', digestedDocument({ origin }));
    await writeAttestation(storage, key, {
      ...{ kind: 'replay', at: manifest.finishedAt, manifestSha256: written.sha256, verdict: 'replayable' },
    });
    const log = [
      ...(await this.#others(manifest, 3)),
      { kind: 'manifest', sha256: written.sha256 } as const,
      ...(await this.#others(manifest, 2)),
    ];
    const [size, publishedSize] = [log.length, 0];
    const entries = async (index: number, count: number) => log.slice(index, index + count);
    await publishLog({ storage, origin, key, publishedSize, size, entries });
    const timestamps = await this.#stamp(size);
    const sequence = log.findIndex((entry) => entryText(entry) === `manifest ${written.sha256}`) + 1;
    const index = { sequenceOf: async () => sequence, covering: async () => ({ size, timestamps }) };
    this.proof = await readProof({ storage, index, origin }, { captureId, manifestSha256: written.sha256 });
  }

  async #others(manifest: Manifest, count: number): Promise<LogEntry[]> {
    const captures = Array.from({ length: count }, (_, index) => `other-${count}-${index}`);
    return await Promise.all(
      captures.map(async (captureId) => {
        const { sha256 } = await writeManifest(this.storage, { ...manifest, captureId, artifacts: [] });
        return { kind: 'manifest', sha256 };
      }),
    );
  }

  async #stamp(size: number): Promise<string[]> {
    const names: string[] = [];
    const state = { dueAt: new Date(0).toISOString(), failures: 0, failuresInAll: 0, stampedSize: 0 };
    await stampCheckpoint(size, {
      authorities: ['http://one.tsa.example/tsr'],
      index: {
        authority: async () => ({ ...state, lastError: null, lastErrorAt: null }),
        setAuthority: async () => undefined,
        addTimestamp: async ({ name }) => void names.push(name),
      },
      fetch: async (url, request) => ({
        ...{ url, finalUrl: url, chain: [url], status: 200, headers: {}, receivedAt: '' },
        body: await this.authority.answer(Buffer.from(request?.body ?? '')),
      }),
      anchors: () => readCertificates(this.authority.rootPem),
      ...{ storage: this.storage, clock: systemClock, logger, signal },
    });
    return names;
  }
}

function artifactOf(name: string, bytes: Uint8Array): Artifact {
  const role = name === 'page.wacz' ? 'wacz' : name === 'media-1.jpg' ? 'media' : 'text';
  return {
    ...{ name, role, mediaType: 'application/octet-stream', bytes: bytes.length, width: null, height: null },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...{ takenAt: '2026-11-22T13:45:03.000Z', source: 'platform', sourceUrl: null, perceptualHash: null },
    verdict: { shows: 'expected', detail: null },
  };
}

/** Holds what looks like the beginning of a gzip member, again and again. */
function largeBytes(): Uint8Array {
  const bytes = Buffer.alloc(3000, 'film ');
  for (let at = 100; at < bytes.length; at += 300) {
    bytes.set([0x1f, 0x8b, 8, 0], at);
  }
  return bytes;
}
