import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFileStorage } from '#storage/file-storage.ts';
import { run } from '../cli/run.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startS3Server, testBucket } from '../support/s3-server.ts';

describe('the commands that move an archive', { timeout: 600_000 }, () => {
  let folder: string;
  let postgres: TestPostgres | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mv-'));
    postgres = hasPostgres ? await startPostgres() : undefined;
  }, 240_000);
  afterAll(async () => {
    await postgres?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const place = (name: string) => join(folder, name);
  const own = (name: string) => ({
    DATA_DIR: place(name),
    STORAGE_URL: pathToFileURL(place('storage')).href,
  });

  test.skipIf(!hasPostgres)('a catalogue goes to a server and back, its keys with it', async () => {
    const made = await run(['keys', 'create', '--name', 'kept', '--scope', 'read', '--json'], {
      environment: own('one'),
    });
    const { id } = JSON.parse(made.stdout);
    const dumped = await run(['dump', '-o', place('dump.gz')], { environment: own('one') });
    expect([dumped.exitCode, dumped.stderr]).toEqual([0, expect.stringContaining('SECRET_KEY')]);
    const again = await run(['dump', '-o', place('dump.gz')], { environment: own('one') });
    expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('--force')]);

    const server = { ...own('two'), DATABASE_URL: (await postgres?.createDatabase('moved')) ?? '' };
    const unsealed = await run(['restore', place('dump.gz')], {
      environment: { ...server, SECRET_KEY: 'another'.padEnd(32, '.') },
    });
    expect([unsealed.exitCode, unsealed.stderr]).toEqual([2, expect.stringContaining('SECRET_KEY')]);
    const secret = (await readFile(join(place('one'), 'secret-key'), 'utf8')).trim();
    const environment = { ...server, SECRET_KEY: secret };
    const restored = await run(['restore', place('dump.gz')], { environment });
    expect([restored.exitCode, restored.stderr]).toEqual([0, expect.stringMatching(/Restored: \d+ rows/)]);
    const listed = await run(['keys', 'list'], { environment });
    expect(listed.stdout).toContain(id);
    const refused = await run(['restore', place('dump.gz')], { environment });
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('not empty')]);

    await run(['dump', '-o', place('back.gz')], { environment });
    const back = { ...own('three'), SECRET_KEY: secret };
    expect(await run(['restore', place('back.gz')], { environment: back })).toMatchObject({ exitCode: 0 });
    expect((await run(['keys', 'list'], { environment: back })).stdout).toContain(id);
  });

  test('a storage goes to a bucket and back', async () => {
    await using server = await startS3Server();
    const from = await openFileStorage(place('from'));
    const { sha256 } = await from.putObject(Buffer.from('held'));
    await from.putDocument('facts/states/a.json', Buffer.from('{}'));
    const bucket = `s3://${testBucket}/copy?endpoint=${server.endpoint}`;
    const environment = {
      DATA_DIR: folder,
      AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    };
    const copy = (...args: string[]) => run(['copy-storage', ...args, '--json'], { environment });
    const there = await copy(pathToFileURL(place('from')).href, bucket);
    expect([there.exitCode, JSON.parse(there.stdout)]).toEqual([
      0,
      { objects: { copied: 1, held: 0 }, documents: { copied: 1, held: 0 }, bytes: 6, problems: [] },
    ]);
    const again = await copy(pathToFileURL(place('from')).href, bucket);
    expect(JSON.parse(again.stdout)).toMatchObject({
      objects: { held: 1 },
      documents: { held: 1 },
      bytes: 0,
    });
    expect(await copy(bucket, pathToFileURL(place('to')).href)).toMatchObject({ exitCode: 0 });
    expect(await (await openFileStorage(place('to'))).statObject(sha256)).toEqual({ bytes: 4 });
    const nowhere = await copy(pathToFileURL(place('nowhere')).href, bucket);
    expect([nowhere.exitCode, nowhere.stderr]).toEqual([2, expect.stringContaining('no storage at')]);
  });

  test('gc says what it would remove', async () => {
    const young = await run(['gc'], { environment: own('one') });
    expect([young.exitCode, young.stderr]).toEqual([0, expect.stringContaining('Would remove: 0 files')]);
    const wrong = await run(['gc', '--older-than', '5m'], { environment: own('one') });
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('36h, 7d')]);
  });
});
