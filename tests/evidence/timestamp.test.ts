import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mayTimestamp, readCertificates } from '#evidence/timestamp/certificates.ts';
import { checkTimestamp, WrongTimestampError } from '#evidence/timestamp/check-timestamp.ts';
import { timestampRequest } from '#evidence/timestamp/request.ts';
import { type AuthorityOptions, TimestampAuthority } from '../support/timestamp-authority.ts';

const run = promisify(execFile);
const data = new TextEncoder().encode('archive.example.org/log\n1\nroot\n');

function requestFor(bytes: Uint8Array) {
  return timestampRequest(createHash('sha256').update(bytes).digest());
}

test('a certificate is for time stamping alone, and says so critically', async () => {
  const purposes = [
    { timeStamping: true, critical: true },
    { timeStamping: true, critical: false },
    { timeStamping: true, serverAuth: true, critical: true },
    { serverAuth: true, critical: true },
  ];
  const verdicts = purposes.map(async (purpose) => {
    const extensions = [{ name: 'extKeyUsage', ...purpose } as const];
    const { cert } = await generate([{ name: 'commonName', value: 'tsa' }], { keyType: 'ec', extensions });
    return readCertificates(cert).map(mayTimestamp);
  });
  expect(await Promise.all(verdicts)).toEqual([[true], [false], [false], [false]]);
});

describe('a time stamp', () => {
  let honest: TimestampAuthority;

  beforeAll(async () => {
    honest = await TimestampAuthority.create('Honest time');
  }, 30_000);
  afterAll(() => honest?.[Symbol.asyncDispose]());

  /** What an authority of that kind says of the data, as it is checked here. */
  async function stampedBy(options: AuthorityOptions) {
    await using authority = await TimestampAuthority.create('Other time', options);
    const { der, nonce } = requestFor(data);
    const anchors = readCertificates(authority.rootPem);
    return await checkTimestamp(await authority.answer(der), { data, nonce, anchors });
  }

  test('says when, by whom, and that its root is a known one', async () => {
    const { der, nonce } = requestFor(data);
    const response = await honest.answer(der);
    const anchors = readCertificates(honest.rootPem);
    const stamp = await checkTimestamp(response, { data, nonce, anchors });
    expect(Math.abs(stamp.at.getTime() - Date.now())).toBeLessThan(3_600_000);
    expect(stamp).toMatchObject({
      signer: 'Honest time',
      root: { subject: 'Honest time root', trusted: true },
    });
    expect(readCertificates(stamp.chainPem).length).toBe(2);
    const unknown = await checkTimestamp(response, { data, nonce: null, anchors: [] });
    expect(unknown.root).toEqual({ subject: 'Honest time root', trusted: false });
  });

  test('is what openssl takes too, with the chain that is kept', async () => {
    const { der, nonce } = requestFor(data);
    const response = await honest.answer(der);
    const { chainPem } = await checkTimestamp(response, { data, nonce, anchors: [] });
    const folder = await mkdtemp(join(tmpdir(), 'openssl-'));
    try {
      const at = (name: string) => join(folder, name);
      await writeFile(at('data'), data);
      await writeFile(at('tsr'), response);
      await writeFile(at('chain.pem'), chainPem);
      const verify = ['ts', '-verify', '-data', at('data'), '-in', at('tsr'), '-CAfile', at('chain.pem')];
      const { stdout, stderr } = await run('openssl', verify);
      expect(stdout + stderr).toContain('Verification: OK');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('is over these data, for this request, and whole', async () => {
    const { der, nonce } = requestFor(data);
    const response = await honest.answer(der);
    const anchors = readCertificates(honest.rootPem);
    const check = (bytes: Uint8Array, expected: object = {}) =>
      checkTimestamp(bytes, { data, nonce, anchors, ...expected });
    await expect(check(response, { data: new TextEncoder().encode('other') })).rejects.toThrow('other data');
    await expect(check(await honest.answer(requestFor(data).der))).rejects.toThrow('nonce');
    await expect(check(new TextEncoder().encode('<html>'))).rejects.toThrow(WrongTimestampError);
    await expect(check(new Uint8Array())).rejects.toThrow(WrongTimestampError);
    // What is not refused was not needed: the copy of the root that the token carries beside the known one.
    for (let offset = 0; offset < response.length; offset += 23) {
      const flipped = response.slice();
      flipped[offset] = (flipped[offset] ?? 0) ^ 0x01;
      const said = await check(flipped).catch((error: unknown) => error);
      const isRefused = said instanceof WrongTimestampError;
      expect(isRefused || (said as { root: { trusted: boolean } }).root.trusted, `byte ${offset}`).toBe(true);
    }
  });

  test('is refused from who may not give it', async () => {
    await expect(stampedBy({ validDays: [-300, -200] })).rejects.toThrow(/was valid from .* to /);
    await expect(stampedBy({ digests: 'sha512' })).rejects.toThrow('refused: status 2');
  });
});
