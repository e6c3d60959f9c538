import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bagOf, writeZip } from './verify-bag.ts';
import { rewrittenBundle } from './verify-forging.ts';
import { VerifyGround } from './verify-ground.ts';

const run = promisify(execFile);
const tools = ['bash', 'openssl', 'unzip', 'sha256sum', 'base64'];
const missing = tools.filter((tool) => !isInstalled(tool));

if (missing.length > 0) {
  console.warn(`docs/verify-by-hand.md is not tried here: ${missing.join(', ')} not installed`);
}

describe.skipIf(missing.length > 0)('docs/verify-by-hand.md', { timeout: 30_000 }, () => {
  let ground: VerifyGround;
  let script: string;

  beforeAll(async () => {
    ground = await VerifyGround.open();
    const text = await readFile(new URL('../../docs/verify-by-hand.md', import.meta.url), 'utf8');
    script = Array.from(text.matchAll(/^```sh\n(.*?)^```$/gms), ([, block]) => block).join('');
  }, 60_000);
  afterAll(() => ground?.[Symbol.asyncDispose]());

  /** Follows the document, as it stands, with that bundle. */
  async function follow(bundle: Uint8Array): Promise<string> {
    const folder = await mkdtemp(join(ground.folder, 'by-hand-'));
    await writeFile(join(folder, 'bundle.wacz'), bundle);
    await writeZip(join(folder, 'bag.zip'), bagOf({ 'data/captures/one/bundle.wacz': bundle }), 'case-7/');
    const { stdout, stderr } = await run('bash', ['-c', script], { cwd: folder });
    return stdout + stderr;
  }

  test('checks a bundle and a bag from the first step to the last', async () => {
    const output = await follow(new Uint8Array(await ground.bundle.arrayBuffer()));

    expect(output.match(/Signature Verified Successfully/g)).toHaveLength(2);
    expect(output).toContain(ground.proof?.key?.keyId);
    expect(output).toContain('in the log');
    expect(output).toContain('Verification: OK');
    expect(output).toContain('every file of the bag');
  });

  test.each([
    ['the manifest', 'proof/manifest.json', '"complete"', '"partial"', /Signature Verification Failure/i],
    ['what was archived', 'pages/pages.jsonl', 'A post', 'B post', /pages\/pages.jsonl: FAILED/],
    ['the log', 'proof/checkpoint', '\n6\n', '\n7\n', /Signature Verification Failure/i],
  ])('stops where %s was changed, though all lists fit', async (_, path, from, to, said) => {
    const forged = await rewrittenBundle(ground.bundle, (name, text) =>
      name === path ? text.replace(from, to) : text,
    );

    const failure = await follow(forged).then(
      () => null,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );

    expect(failure).not.toBeNull();
    expect(failure?.split('\n').some((line) => said.test(line))).toBe(true);
    expect(failure).not.toContain('every file of the bag');
  });
});

function isInstalled(tool: string): boolean {
  try {
    execFileSync('which', [tool], { stdio: 'ignore' });
    return true;
  } catch {
    // That is the answer.
    return false;
  }
}
