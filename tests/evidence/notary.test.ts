import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseEntryBundle } from '#domain/log.ts';
import { canonicalJson } from '#evidence/canonical-json.ts';
import { parseCheckpoint } from '#evidence/log/checkpoint.ts';
import { LogForkError } from '#evidence/log/publish-log.ts';
import { writeManifest } from '#evidence/manifest.ts';
import type { Proof } from '#evidence/proof.ts';
import { readCertificates } from '#evidence/timestamp/certificates.ts';
import { checkTimestamp } from '#evidence/timestamp/check-timestamp.ts';
import { timestampRequest } from '#evidence/timestamp/request.ts';
import { logTick } from '#workers/log-tick.ts';
import { embedOf, manifestOf, newPostId, submissionOf } from '../catalogue/samples.ts';
import { openTestEgress, wideBudget } from '../egress/small-internet.ts';
import { type RecordedAnswer, startRecordedWeb } from '../support/recorded-web/recorded-web.ts';
import { TimestampAuthority } from '../support/timestamp-authority.ts';
import { logger, NotaryGround } from './notary-ground.ts';

const one = 'http://one.tsa.example/tsr';
const two = 'http://two.tsa.example/tsr';

interface Made {
  captureId: string;
  manifestSha256: string;
}

const signal = new AbortController().signal;

describe('the notary', { timeout: 180_000 }, () => {
  let ground: NotaryGround;
  /** What a capture's proof was once it was stamped. */
  let stamped: { made: Made; proof: Proof | null; attested: unknown } | undefined;

  beforeAll(async () => {
    ground = await NotaryGround.open();
  }, 180_000);
  afterAll(() => ground?.[Symbol.asyncDispose](), 60_000);

  /** Captures a post as a worker does: manifest, signature, commit. */
  async function capture(postId = newPostId()): Promise<Made> {
    const { catalogue, storage, clock } = ground;
    const submission = submissionOf(clock, [embedOf(postId)], { maxAgeSeconds: 0 });
    const accepted = await catalogue.submissions.accept(submission, null);
    const captureId = ('submission' in accepted && accepted.submission.embeds[0]?.captureId) || '';
    const claim = await catalogue.captures.claim(captureId, 60_000);
    const manifest = manifestOf(clock, captureId, postId);
    const written = await writeManifest(storage, manifest);
    await (await ground.notary()).signManifest(written);
    const token = claim.kind === 'claimed' ? claim.token : 0;
    const end = { manifest, manifestSha256: written.sha256, state: 'live' } as const;
    expect((await catalogue.captures.commit(captureId, token, end)).committed).toBe(true);
    return { captureId, manifestSha256: written.sha256 };
  }

  async function checkpointOf(size: number) {
    const note = Buffer.from((await ground.storage.getDocument(`log/checkpoints/${size}`)) ?? []);
    return parseCheckpoint(note.toString()).checkpoint;
  }

  async function entries(): Promise<string[]> {
    return (await ground.catalogue.log.entries(0, 1000)).map(({ kind, sha256 }) => `${kind} ${sha256}`);
  }

  test('proves a capture to somebody who has its proof alone', async () => {
    await capture();
    const made = await capture();
    await capture();
    const notary = await ground.notary();
    expect(await notary.proofOf(made)).toMatchObject({ log: null, signature: {} });
    await notary.publishLog(signal);
    await notary.attest(made.manifestSha256, 'replay', { verdict: 'replayable' });
    const proof = await notary.proofOf(made);
    if (!proof?.log || !proof.signature || !proof.key || !proof.log.key) {
      throw new Error('the proof is not whole');
    }
    const sha256 = createHash('sha256').update(proof.manifest).digest('hex');
    expect(sha256).toBe(made.manifestSha256);
    const signed = Buffer.from(proof.signature.signature, 'base64');
    expect(verify(null, proof.manifest, createPublicKey(proof.key.publicKeyPem), signed)).toBe(true);

    const [head, ...rest] = proof.log.inclusion.split('\n\n');
    const [, index, ...hashes] = head?.split('\n') ?? [];
    const note = rest.join('\n\n');
    expect(note).toBe(Buffer.from(proof.log.checkpoint).toString());
    const [, size, root] = note.split('\n');
    // Three entries: the second is hashed with the first, then with the third.
    const leaf = hashOf(Buffer.of(0), Buffer.from(`manifest ${sha256}`));
    const [first = '', third = ''] = hashes;
    const pair = hashOf(Buffer.of(1), Buffer.from(first, 'base64'), leaf);
    expect([index, size]).toEqual(['index 1', '3']);
    expect(hashOf(Buffer.of(1), pair, Buffer.from(third, 'base64')).toString('base64')).toBe(root);
    const [attestation] = proof.attestations;
    expect(JSON.parse(Buffer.from(attestation?.bytes ?? []).toString())).toMatchObject({
      kind: 'replay',
      manifestSha256: sha256,
      verdict: 'replayable',
    });
    expect(await notary.proofOf(made)).toEqual(proof);
  });

  test('publishes once, whoever does it at the same time', async () => {
    await capture();
    const [one, other] = [await ground.notary(), await ground.notary()];
    await Promise.all([one.publishLog(signal), other.publishLog(signal)]);
    const { size } = await one.logState();
    expect(await ground.catalogue.checkpoints.latest()).toMatchObject({ size });
    expect((await checkpointOf(size)).size).toBe(size);
  });

  test('logs who hid a post and why, signed, with the change itself and never without it', async () => {
    const { catalogue, storage } = ground;
    const postId = newPostId();
    await capture(postId);
    const notary = await ground.notary();
    const before = await catalogue.log.size();
    const seal = await notary.sealer();
    const broken = () => {
      throw new Error('no signature');
    };
    const restriction = { reason: 'court order 12/34', seal };
    await expect(
      catalogue.posts.patch(postId, { restricted: true }, 'key-1', { ...restriction, seal: broken }),
    ).rejects.toThrow('no signature');
    expect(await catalogue.posts.get(postId)).toMatchObject({ restricted: false });
    await catalogue.posts.patch(postId, { restricted: true }, 'key-1', restriction);
    await catalogue.posts.patch(postId, { restricted: true, note: 'again' }, 'key-1', restriction);
    await catalogue.posts.patch(postId, { restricted: false }, 'key-2', { reason: null, seal });
    const logged = (await entries()).slice(before);
    expect(logged.map((entry) => entry.split(' ')[0])).toEqual(['restriction', 'restriction']);
    await ground.publish();
    const sha256 = logged[0]?.split(' ')[1] ?? '';
    const body = Buffer.from((await storage.getDocument(`statements/${sha256}.json`)) ?? []);
    expect(createHash('sha256').update(body).digest('hex')).toBe(sha256);
    const { signature, ...said } = JSON.parse(body.toString());
    const { keyId, publicKeyPem } = await notary.keys.current();
    expect(said).toEqual({
      ...{ kind: 'restriction', by: 'key-1', reason: 'court order 12/34', postId, restricted: true, keyId },
      at: expect.any(String),
    });
    const publicKey = createPublicKey(publicKeyPem);
    expect(verify(null, canonicalJson(said), publicKey, Buffer.from(signature, 'base64'))).toBe(true);
  });

  test('has every authority stamp its checkpoints, whatever one of them answers at first', async () => {
    await using first = await TimestampAuthority.create('First');
    await using second = await TimestampAuthority.create('Second');
    const garbage: RecordedAnswer[] = [
      { status: 500, body: 'no' },
      { status: 200, body: 'garbage' },
      { status: 200, body: await second.answer(timestampRequest(randomBytes(32)).der) },
    ];
    const answers = [...garbage];
    await using web = await startRecordedWeb({
      sites: [
        {
          host: 'one.tsa.example',
          handle: async ({ body, headers }) => ({
            status: headers['content-type'] === 'application/timestamp-query' ? 200 : 415,
            body: await first.answer(body),
          }),
        },
        {
          host: 'two.tsa.example',
          handle: async ({ body }) => answers.shift() ?? { body: await second.answer(body) },
        },
      ],
    });
    await using egress = await openTestEgress({
      upstreamProxy: web.proxyUrl,
      extraCaPem: await readFile(web.caFile, 'utf8'),
    });
    const openScope = (label: string) => egress.openScope(label, wideBudget);
    let passedMs = 0;
    const notary = await ground.notary({
      clock: { now: () => new Date(Date.now() + passedMs) },
      timestampAuthorities: [one, two],
      timestampRoots: () => first.rootPem,
    });
    const made = await capture();
    await notary.publishLog(signal);
    const { size } = await notary.logState();
    await notary.stampLog(openScope, signal);
    const failed = (await notary.logState()).authorities;
    expect(failed).toMatchObject([
      { url: one, stampedSize: size, failures: 0 },
      { url: two, stampedSize: 0, failures: 1, lastError: 'The authority answered 500' },
    ]);
    // Not before its time, and then again until it is right.
    await notary.stampLog(openScope, signal);
    expect(answers.length).toBe(garbage.length - 1);
    for (const waitMs of [10_000, 20_000, 40_000]) {
      passedMs += waitMs;
      await notary.stampLog(openScope, signal);
    }
    expect((await notary.logState()).authorities[1]).toMatchObject({
      stampedSize: size,
      failures: 0,
      failuresInAll: 3,
    });

    const proof = await notary.proofOf(made);
    const roots = proof?.log?.timestamps.map(({ authority, root }) => ({ authority, ...root }));
    expect(roots?.toSorted((a, b) => (a.authority < b.authority ? -1 : 1))).toEqual([
      { authority: one, subject: 'First root', trusted: true },
      { authority: two, subject: 'Second root', trusted: false },
    ]);
    for (const stamp of proof?.log?.timestamps ?? []) {
      const response = new Uint8Array(Buffer.from(stamp.response, 'base64'));
      const { at } = await checkTimestamp(response, {
        ...{ data: proof?.log?.checkpoint ?? Buffer.of(), nonce: null },
        anchors: readCertificates(stamp.chainPem),
      });
      expect(at.toISOString()).toBe(stamp.at);
    }
    const attested = (await ground.catalogue.captures.get(made.captureId))?.attestations;
    expect(attested?.map(({ kind, authority }) => authority ?? kind).sort()).toEqual(
      [one, two, 'log'].sort(),
    );

    // A later log does not take the place of the stamped one in the proof.
    await capture();
    await notary.publishLog(signal);
    expect(await notary.proofOf(made)).toEqual(proof);
    stamped = { made, proof, attested };
  });

  test('keeps the log as it was published when the database is lost, and goes on with it', async () => {
    const first = await ground.notary();
    await first.publishLog(signal);
    const { size } = await first.logState();
    const oldRoot = (await checkpointOf(size)).root;
    const oldEntries = await entries();
    const origin = first.origin;
    const late = [await capture(), await capture()];
    await ground.publish();

    await ground.loseDatabase();
    const restored = await entries();
    expect(restored.slice(0, size)).toEqual(oldEntries);
    expect(restored.slice(size).sort()).toEqual(
      late.map(({ manifestSha256 }) => `manifest ${manifestSha256}`).sort(),
    );
    const again = await ground.notary({ publicUrl: 'https://elsewhere.example.org' });
    expect(again.origin).toBe(origin);
    expect(await again.logState()).toMatchObject({ size: size + 2, published: { size } });
    await again.publishLog(signal);
    expect((await checkpointOf(size + 2)).origin).toBe(origin);
    expect((await checkpointOf(size)).root).toEqual(oldRoot);
    const bundle = await ground.storage.getDocument(`log/tile/entries/000.p/${size + 2}`);
    expect(parseEntryBundle(bundle ?? new Uint8Array()).length).toBe(size + 2);
    if (stamped !== undefined) {
      expect(await again.proofOf(stamped.made)).toEqual(stamped.proof);
      const restoredCapture = await ground.catalogue.captures.get(stamped.made.captureId);
      expect(restoredCapture?.attestations).toEqual(stamped.attested);
    }
    // The key was lost with the database; what the old one signed is still told apart and checked.
    const keys = await again.keys.list();
    expect(keys.length).toBe(2);
    const [made] = late;
    const proof = made === undefined ? null : await again.proofOf(made);
    expect([proof?.key?.keyId, proof?.log?.key?.keyId]).toEqual([
      (await first.keys.list())[0]?.keyId,
      (await again.keys.current()).keyId,
    ]);
  });

  test('signs nothing on another log than the published one, which a worker puts back first', async () => {
    await (await ground.notary()).publishLog(signal);
    const { size } = await (await ground.notary()).logState();
    const published = (await entries()).slice(0, size);
    await ground.swapDatabase();
    const made = await capture();
    const notary = await ground.notary();
    await expect(notary.publishLog(signal)).rejects.toThrow(LogForkError);
    expect(await ground.storage.getDocument('log/checkpoints/1')).toBeNull();

    const { catalogue, storage } = ground;
    await logTick({ catalogue, storage, notary, openScope, logger })(signal);
    expect(await entries()).toEqual([...published, `manifest ${made.manifestSha256}`]);
    expect((await checkpointOf(size + 1)).size).toBe(size + 1);
  });

  test('a bit that turned over in what is published does not reach the catalogue, nor what is signed next', async () => {
    const { catalogue, storage } = ground;
    const notary = await ground.notary();
    await capture();
    await notary.publishLog(signal);
    const { size } = await notary.logState();
    const key = `log/tile/entries/000.p/${size}`;
    const whole = Buffer.from((await storage.getDocument(key)) ?? []);
    const turned = Buffer.from(whole.toString('latin1').replace(/[0-9a-f]$/, otherDigit), 'latin1');
    await storage.replaceDamagedDocument(key, turned, () => true);
    await capture();
    const held = await entries();

    const tick = logTick({ catalogue, storage, notary: await ground.notary(), openScope, logger });
    await tick(signal);
    expect(await entries()).toEqual(held);
    expect(await storage.getDocument(`log/checkpoints/${size + 1}`)).toBeNull();
    await storage.replaceDamagedDocument(key, whole, () => true);
    await tick(signal);
    expect(await entries()).toEqual(held);
    expect((await checkpointOf(size + 1)).size).toBe(size + 1);
  });
});

const openScope = () => ({
  fetch: () => Promise.reject(new Error('there is no network here')),
  async [Symbol.asyncDispose]() {},
});

/** As far away as one bit of it can be. */
function otherDigit(digit: string): string {
  return String.fromCharCode(digit.charCodeAt(0) ^ 1);
}

function hashOf(...parts: Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}
