import { chmod, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BrowserPool } from '#capture/browser/browser.ts';
import { openLogins } from '#capture/logins/logins.ts';
import { capturePost } from '#capture/pipeline.ts';
import { ConfigurationError } from '#domain/errors.ts';
import { ownsHost, platformNames } from '#platforms/login-hosts.ts';
import { openRig, openTestPool, postPage, wallPage } from './support/rig.ts';

const canary = 'k4nari3nv0gel';
let folder: string;
let logged: string[];
const logger = pino({ level: 'trace' }, { write: (line: string) => logged.push(line) });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logins-'));
  logged = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (name: string, text: string) => writeFile(join(folder, name), text, { mode: 0o600 });
const open = (changes: Partial<Parameters<typeof openLogins>[0]> = {}) =>
  openLogins({
    folder,
    platforms: platformNames,
    ownsHost,
    logger,
    now: () => new Date('2026-02-03T00:00:00Z'),
    ...changes,
  });
const line = (domain: string, name: string, expires = '2000000000') =>
  [domain, 'TRUE', '/', 'TRUE', expires, name, canary].join('\t');

describe('the files', () => {
  test('are read in both shapes, own hosts alone, without what has expired', async () => {
    const cookie = { name: 'sessionid', value: canary, domain: '.instagram.com', path: '/', expires: -1 };
    const origins = [
      { origin: 'https://www.instagram.com', localStorage: [{ name: 'who', value: 'me' }] },
      { origin: 'https://tracker.example', localStorage: [{ name: 'who', value: 'me' }] },
    ];
    await put('instagram.json', JSON.stringify({ cookies: [cookie], origins }));
    await put(
      'x.txt',
      `# Netscape HTTP Cookie File\n\n${line('.x.com', 'auth')}\n#HttpOnly_${line('api.twitter.com', 'ct0', '0')}\n${line('.google.com', 'foreign')}\n${line('.x.com', 'old', '1000')}\n`,
    );
    await put('notes.md', 'no login');
    const logins = await open();

    expect(await logins.of('instagram')).toMatchObject({ cookies: [cookie], origins: [origins[0]] });
    const ofX = await logins.of('x');
    expect(
      ofX?.cookies.map(({ name, domain, expires, httpOnly }) => [name, domain, expires, httpOnly]),
    ).toEqual([
      ['auth', '.x.com', 2_000_000_000, false],
      ['ct0', '.api.twitter.com', -1, true],
    ]);
    expect(await logins.of('vk')).toBeNull();
    const warnings = logged.join('');
    expect(warnings).toContain('google.com');
    expect(warnings).toContain('tracker.example');
    expect(warnings).toContain('notes.md');
    expect(warnings).not.toContain(canary);
  });

  test.each([
    ['x.txt', `${line('.x.com', 'a')}\n.x.com TRUE / ${canary}`, /x\.txt, line 2: has 1 fields/],
    ['x.txt', `\n\n${line('.x.com', 'a', canary)}`, /x\.txt, line 3: the fifth field/],
    ['vk.json', `{"cookies": [\n{"name": "${canary}", }]}`, /vk\.json, line 2: is not JSON/],
    [
      'vk.json',
      `{"cookies": [\n{"name": "a", "value": "${canary}", "domain": "vk.com"},\n{"name": "${canary}"}]}`,
      /vk\.json, line 3: is not a storage state: cookies\.1\.value/,
    ],
  ])(
    'that are wrong stop the start, by name and line and without a word of theirs: %s %#',
    async (name, text, problem) => {
      await put(name, text);
      const failure = await open().catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(ConfigurationError);
      expect(String(failure)).toMatch(problem);
      expect(String(failure) + logged.join('')).not.toContain(canary);
    },
  );

  test('are not to be two for one platform, nor in a folder that is not there', async () => {
    await put('x.txt', '');
    await put('x.json', '{}');
    await expect(open()).rejects.toThrow('two files for x');
    await expect(open({ folder: join(folder, 'gone') })).rejects.toThrow('does not exist');
  });

  test('are read again when they change; a spoilt one leaves the last good one; one taken away is gone', async () => {
    await put('x.txt', line('.x.com', 'first'));
    await chmod(join(folder, 'x.txt'), 0o644);
    const logins = await open();
    const names = async () => (await logins.of('x'))?.cookies.map(({ name }) => name);
    const change = async (text: string, seconds: number) => {
      await put('x.txt', text);
      await utimes(join(folder, 'x.txt'), seconds, seconds);
    };
    expect(logged.join('')).toContain('chmod 600');
    expect(await names()).toEqual(['first']);
    await change(line('.x.com', 'second'), 1_000_000);
    expect(await names()).toEqual(['second']);
    await change(`broken ${canary}`, 1_000_001);
    expect(await names()).toEqual(['second']);
    expect(logged.join('')).toContain('x.txt, line 1');
    expect(logged.join('')).not.toContain(canary);
    await rm(join(folder, 'x.txt'));
    expect(await names()).toBeUndefined();
  });
});

test.each([
  ['x', 'api.x.com', true],
  ['x', 'twitter.com', true],
  ['x', 'netflix.com', false],
  ['youtube', 'accounts.google.com', false],
  ['web', 'www.lemonde.fr', true],
  ['web', 'www.facebook.com', false],
  ['mastodon', 'social.example', true],
  ['facebook', 'instagram.com', false],
])('a login for %s goes to %s: %s', (platform, host, owns) => {
  expect(ownsHost(platform, host)).toBe(owns);
});

describe('a capture', () => {
  let pool: BrowserPool;
  beforeAll(async () => {
    pool = await openTestPool();
  }, 60_000);
  afterAll(() => pool[Symbol.asyncDispose]());

  test('with a login sees what the login sees, says so, and keeps nothing of it', async () => {
    const ownsSite = (_: string, host: string) => host === 'site.test';
    const cookie = { name: 'sid', value: canary, domain: 'site.test', path: '/', httpOnly: true };
    await put('test.json', JSON.stringify({ cookies: [cookie] }));
    const logins = await open({ platforms: ['test'], ownsHost: ownsSite });
    await using rig = await openRig(pool, { logins });
    rig.tools.logger = logger;
    const record = rig.publish('1');
    const cookiesSeen: string[] = [];
    rig.site.routes.set('/view/1/1', (response) => {
      const sent = response.req.headers.cookie ?? '';
      cookiesSeen.push(sent);
      const page = sent === '' ? wallPage : postPage('test:1', record.text);
      response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': `sid=${canary}2` }).end(page);
    });
    rig.site.routes.set('/api/1', (response) => {
      cookiesSeen.push(`api ${response.req.headers.cookie ?? ''}`);
      const headers = { 'content-type': 'application/json', 'set-cookie': `sid=${canary}3; Path=/` };
      response.writeHead(200, headers).end(JSON.stringify({ record }));
    });

    const { manifest } = await capturePost(rig.job(), rig.tools, new AbortController().signal);

    expect(cookiesSeen).toEqual(['api ', `sid=${canary}`]);
    expect(manifest).toMatchObject({ outcome: 'complete', provenance: { login: true } });
    const kept = JSON.stringify([manifest, rig.rungs, rig.progress, rig.identified]) + logged.join('');
    expect(kept).not.toContain(canary);
    const stored = await rig.stored();
    expect(stored.length).toBeGreaterThan(5);
    const texts = stored.flatMap(textsIn).join('\n');
    expect(texts).toContain('WARC/1.1');
    expect(texts).not.toContain(canary);
    await rm(join(folder, 'test.json'));
    await using without = await openRig(pool, { logins });
    without.publish('1');
    const later = await capturePost(without.job(), without.tools, new AbortController().signal);
    expect(later.manifest.provenance).not.toHaveProperty('login');
  });
});

/** The bytes of a file, and of what is packed in it. */
function textsIn(file: Buffer): string[] {
  const texts = [file.toString('latin1')];
  for (let at = file.indexOf(gzipMagic); at >= 0; at = file.indexOf(gzipMagic, at + 1)) {
    try {
      texts.push(gunzipSync(file.subarray(at), { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1'));
    } catch {
      // Three bytes of a picture may look like the beginning of something packed.
    }
  }
  return texts;
}
const gzipMagic = Buffer.of(0x1f, 0x8b, 0x08);
