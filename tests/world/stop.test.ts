import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { videoPageUrl } from '../../demo/sites/index.ts';
import { run } from '../cli/run.ts';
import { type RecordedWeb, startRecordedWeb } from '../support/recorded-web/recorded-web.ts';
import { alive, descendantsOf, RunningServe } from './service.ts';
import { aPost, demoSitesWith, json, oembed, tweetResult } from './world-of-posts.ts';

/** How the service starts, who may speak to it, and how it ends: as a process, with the signals of an operator. */
const patient = aPost(21);
const hasty = aPost(22);
const gates = new Map([patient, hasty].map(({ id }) => [id, Promise.withResolvers<void>()]));

let directory: string;
let web: RecordedWeb;
let environment: Record<string, string>;
const resources = new AsyncDisposableStack();
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stop-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const sites = await demoSitesWith({
    'cdn.syndication.twimg.com': async ({ url }) => {
      const post = [patient, hasty].find(({ id }) => id === url.searchParams.get('id'));
      await gates.get(post?.id ?? '')?.promise;
      return post ? json(tweetResult(post)) : null;
    },
    'publish.twitter.com': ({ url }) => {
      const post = [patient, hasty].find(({ id }) => url.searchParams.get('url')?.endsWith(id));
      return post ? json(oembed(post)) : null;
    },
  });
  web = resources.use(await startRecordedWeb({ sites }));
  environment = {
    DATA_DIR: directory,
    ADMIN_KEY: 'stop-key-stop-key-stop-key',
    LOG_LEVEL: 'info',
    EGRESS_PROXY: web.proxyUrl,
    EGRESS_CA_FILE: web.caFile,
    WAYBACK_URL: 'off',
  };
}, 60_000);
afterAll(async () => {
  for (const gate of gates.values()) {
    gate.resolve();
  }
  await resources.disposeAsync();
  expect(web.unexpected).toEqual([]);
});

const urlOf = ({ id, author }: typeof patient) => `https://x.com/${author.handle}/status/${id}`;
const quiet = () => ({ environment: { ...environment, LOG_LEVEL: 'silent' } });

async function submit(baseUrl: unknown, url: string): Promise<string> {
  const response = await fetch(`${baseUrl}/v1/submissions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${environment.ADMIN_KEY}` },
    body: JSON.stringify({ url }),
  });
  expect(response.status).toBe(202);
  const { embeds } = (await response.json()) as { embeds: { captureId: string }[] };
  return embeds[0]?.captureId ?? '';
}

/** The capture has asked X, which does not answer yet. */
async function untilAsked({ id }: typeof patient): Promise<void> {
  const asked = () => web.requests.some(({ url }) => url.includes('/tweet-result') && url.includes(id));
  await expect.poll(asked, { timeout: 30_000 }).toBe(true);
}

describe('a start that cannot be', { timeout: 60_000 }, () => {
  test('names every wrong setting, its problem and an example', async () => {
    const wrong = {
      PORT: '99999',
      EGRESS_PROXY: 'socks5://127.0.0.1:9050',
      PATIENCE_H: 'long',
      REDIS_URL: 'redis://a:b',
    };
    const { exitCode, stdout, stderr } = await run(['serve'], { environment: { ...environment, ...wrong } });

    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n').toSorted()).toEqual([
      'EGRESS_PROXY must begin with http://; for example EGRESS_PROXY=http://proxy.example.org:3128',
      'PATIENCE_H is not a number; for example PATIENCE_H=6',
      'PORT must be 65535 or less; for example PORT=8080',
      'REDIS_URL is not a URL; for example REDIS_URL=redis://localhost:6379',
    ]);
    expect(await readdir(directory)).toEqual([]);
  });

  test('says what a worker alone needs', async () => {
    const { exitCode, stderr } = await run(['worker'], { environment });

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/worker needs DATABASE_URL.*DATABASE_URL=postgresql:\/\//);
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('while it runs', { timeout: 120_000 }, () => {
  let service: RunningServe;
  let url: unknown;
  beforeAll(async () => {
    service = new RunningServe(environment);
    ({ url } = await service.logged('service.started'));
  }, 120_000);
  afterAll(() => service[Symbol.asyncDispose]());

  test('another one on the same folder is told who holds it', async () => {
    const { exitCode, stderr } = await run(['serve'], { environment: { ...environment, PORT: '0' } });

    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${directory} is in use by process ${service.pid}`);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  test('its control socket is its owner’s alone', async () => {
    const socket = await stat(join(directory, 'control.sock'));

    expect(socket.isSocket()).toBe(true);
    expect(socket.mode & 0o777).toBe(0o600);
  });

  test('the command line asks it', async () => {
    const captured = await run(['capture', videoPageUrl, '--json'], quiet());

    expect(captured).toMatchObject({ exitCode: 0, stderr: '' });
    const capture = JSON.parse(captured.stdout);
    expect(capture).toMatchObject({ outcome: 'complete', postId: expect.stringMatching(/^web:/) });
    const byService = await fetch(`${url}/v1/captures/${capture.id}`, {
      headers: { authorization: `Bearer ${environment.ADMIN_KEY}` },
    });
    expect(byService.status).toBe(200);
    const shown = await run(['show', videoPageUrl, '--json'], quiet());
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(shown.stdout)).toMatchObject({ postId: capture.postId, currentCaptureId: capture.id });
    expect(await run(['show', 'x:1'], quiet())).toMatchObject({ exitCode: 1, stdout: '' });
  });

  test('SIGTERM lets what runs end, and leaves nothing behind', async () => {
    const captureId = await submit(url, urlOf(patient));
    await untilAsked(patient);
    const children = await descendantsOf(service.pid);
    expect(children.length, 'it has a browser').toBeGreaterThan(0);
    service.signal('SIGTERM');
    await service.logged('service.stopping');
    gates.get(patient.id)?.resolve();

    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(await alive(children)).toEqual([]);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    // With nobody there to ask, the command line opens the archive itself.
    const shown = await run(['show', captureId, '--json'], quiet());
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(shown.stdout)).toMatchObject({ id: captureId, outcome: 'complete', attempts: 0 });
  });
});

describe('once more', { timeout: 120_000 }, () => {
  test('a second signal stops at once, and the next who comes ends what ran', async () => {
    await using service = new RunningServe(environment);
    const { url } = await service.logged('service.started');
    const following = run(['capture', urlOf(hasty), '--json'], quiet());
    await untilAsked(hasty);
    const captureId = await submit(url, urlOf(hasty));
    const children = await descendantsOf(service.pid);
    service.signal('SIGTERM');
    await service.logged('service.stopping');
    service.signal('SIGTERM');

    expect(await service.exited).toEqual({ code: null, signal: 'SIGTERM' });
    await expect.poll(() => alive(children), { timeout: 20_000 }).toEqual([]);

    const left = await following;
    expect(left).toMatchObject({ exitCode: 1, stdout: '' });
    expect(left.stderr).toMatch(/^The service .* does not answer any more/);
    gates.get(hasty.id)?.resolve();
    const captured = await run(['capture', urlOf(hasty), '--json'], quiet());
    expect(captured).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(captured.stdout)).toMatchObject({ id: captureId, outcome: 'complete' });
  });
});
