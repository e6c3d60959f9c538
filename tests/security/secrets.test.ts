import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateSigningKey } from '#evidence/keys/signing-key.ts';
import { createDemoWeb, photosPost } from '../../demo/sites/index.ts';
import { startRecordedWeb } from '../support/recorded-web/recorded-web.ts';
import { RunningServe } from '../world/service.ts';

/**
 * Each secret has a word of its own in it. The service is run with all of them, archives and delivers, and what it said and
 * kept is searched for them.
 */
const words = {
  adminKey: 'kanarienvogel-admin-key-1',
  secretKey: 'kanarienvogel-secret-key-2-which-is-long',
  waybackSave: 'kanarienvogel-wayback-3',
  login: 'kanarienvogel-login-4',
  webhookPath: 'kanarienvogel-webhook-path-5',
  webhookQuery: 'kanarienvogel-webhook-query-6',
  proxy: 'kanarienvogel-proxy-7',
  authority: 'kanarienvogel-authority-8',
  database: 'kanarienvogel-database-9',
  redis: 'kanarienvogel-redis-10',
  bucket: 'kanarienvogel-bucket-11',
};

let folder: string;
const resources = new AsyncDisposableStack();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
});
afterAll(() => resources.disposeAsync());

test('a service that captures and delivers says and keeps none of its secrets', {
  timeout: 240_000,
}, async () => {
  const dataDir = join(folder, 'data');
  await mkdir(join(folder, 'logins'));
  const cookie = ['.x.com', 'TRUE', '/', 'TRUE', '2000000000', 'auth_token', words.login].join('\t');
  await writeFile(join(folder, 'logins/x.txt'), `${cookie}\n`, { mode: 0o600 });
  const { privateKeyPem } = generateSigningKey();
  await writeFile(join(folder, 'signing.pem'), privateKeyPem, { mode: 0o600 });
  const { sites } = await createDemoWeb();
  await using web = await startRecordedWeb({
    sites: [
      ...sites,
      { hosts: ['receiver.example.org'], answer: () => ({ status: 500, body: 'no' }) } as never,
    ],
  });
  const proxy = new URL(web.proxyUrl);
  proxy.username = 'user';
  proxy.password = words.proxy;
  await using service = new RunningServe({
    ...{ DATA_DIR: dataDir, LOG_LEVEL: 'trace', ADMIN_KEY: words.adminKey, SECRET_KEY: words.secretKey },
    ...{ EGRESS_PROXY: proxy.href, EGRESS_CA_FILE: web.caFile, PLATFORM_STATE_DIR: join(folder, 'logins') },
    ...{ WAYBACK_SAVE: `access:${words.waybackSave}`, SIGNING_KEY_FILE: join(folder, 'signing.pem') },
    TSA_URLS: `https://authority.example.org/tsr?key=${words.authority}`,
  });
  const { url } = await service.logged('service.started');
  const answers: string[] = [];
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${words.adminKey}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { headers, ...init });
    const text = await response.text();
    answers.push(`${path} ${JSON.stringify([...response.headers])} ${text}`);
    return text;
  };
  const post = async (path: string, body: unknown) =>
    JSON.parse(await ask(path, { method: 'POST', body: JSON.stringify(body) }));

  const receiver = `https://receiver.example.org/${words.webhookPath}?token=${words.webhookQuery}`;
  const webhook = await post('/v1/webhooks', { url: receiver, events: ['submission.done'] });
  const key = await post('/v1/keys', { name: 'cms', scopes: ['submit'] });
  const source = await post('/v1/sources', { kind: 'ghost', name: 'cms' });
  // These are shown to whoever made them, this once; the address of a webhook to admins alone.
  answers.length = 0;
  const submission = await post('/v1/submissions', {
    url: `https://x.com/${photosPost.post.author.handle}/status/${photosPost.id}`,
  });
  const captureId = submission.embeds[0].captureId;
  const ended = async () => JSON.parse(await ask(`/v1/captures/${captureId}`)).outcome ?? null;
  await expect.poll(ended, { timeout: 180_000, interval: 500 }).not.toBeNull();
  await post(`/v1/webhooks/${webhook.id}/test`, {});
  const delivered = async () => JSON.parse(await ask(`/v1/webhooks/${webhook.id}/deliveries`)).items;
  await expect
    .poll(async () => JSON.stringify(await delivered()), { timeout: 30_000 })
    .toMatch(/answered 500|receiver/);
  await ask('/v1/submissions', { headers: { authorization: `Bearer ${words.adminKey}x` } });
  for (const path of [
    'keys',
    'sources',
    'posts',
    'submissions',
    'health',
    'log',
    'audit',
    'watches',
    'reports',
    'collections',
  ]) {
    await ask(`/v1/${path}`);
  }
  for (const path of [
    '/readyz',
    '/healthz',
    '/metrics',
    '/signing-keys',
    '/checkpoint',
    '/openapi.json',
    '/',
    '/verify',
  ]) {
    await ask(path);
  }
  await ask(`/v1/captures/${captureId}/manifest`);
  await ask(`/v1/posts/${encodeURIComponent(photosPost.postId)}/history`);
  service.signal('SIGTERM');
  await service.exited;

  const secrets = [
    ...Object.values(words),
    webhook.secret,
    key.secret,
    source.secret,
    bodyOfPem(privateKeyPem),
  ];
  const toldToAdmins = [words.webhookPath, words.webhookQuery];
  const said = found(secrets, service.log);
  expect(said, linesWith(said, service.log)).toEqual([]);
  const answered = found(
    secrets.filter((secret) => !toldToAdmins.includes(secret)),
    answers.join('\n'),
  );
  expect(answered, linesWith(answered, answers.join('\n'))).toEqual([]);
  // Where to send and whom to ask is kept in the database as it was given, for it is asked for there; nowhere else.
  const addresses = [...toldToAdmins, words.authority];
  const kept = await filesWith(secrets, dataDir);
  const isAddressInDatabase = ({ path, secret }: { path: string; secret: string }) =>
    path.startsWith('pg/') && addresses.includes(secret);
  expect(kept.filter((hit) => !isAddressInDatabase(hit))).toEqual([]);
});

test.each([
  ['the database', { DATABASE_URL: `postgresql://user:${words.database}@127.0.0.1:1/a` }],
  [
    'Redis',
    {
      DATABASE_URL: `postgresql://user:${words.database}@127.0.0.1:1/a`,
      REDIS_URL: `redis://user:${words.redis}@127.0.0.1:1`,
    },
  ],
  [
    'the bucket',
    {
      STORAGE_URL: 's3://bucket?endpoint=http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'access',
      AWS_SECRET_ACCESS_KEY: words.bucket,
    },
  ],
  ['a wrong address', { DATABASE_URL: `mysql://user:${words.database}@127.0.0.1/a` }],
  ['a wrong proxy', { EGRESS_PROXY: `socks5://user:${words.proxy}@127.0.0.1/` }],
  ['a wrong storage', { STORAGE_URL: `s3://user:${words.bucket}@bucket?endpoint=ftp://127.0.0.1` }],
])('a start that fails for %s names no secret', { timeout: 60_000 }, async (_what, environment) => {
  await using service = new RunningServe({
    ...{
      DATA_DIR: join(folder, 'failing'),
      LOG_LEVEL: 'trace',
      ADMIN_KEY: words.adminKey,
      SECRET_KEY: words.secretKey,
    },
    ...(environment as Record<string, string>),
  });
  const { code } = await service.exited;

  expect(code).not.toBe(0);
  expect(service.log).not.toBe('');
  const said = found(Object.values(words), service.log);
  expect(said, linesWith(said, service.log)).toEqual([]);
});

function found(secrets: readonly string[], text: string): string[] {
  return secrets.filter((secret) => text.includes(secret));
}

function linesWith(secrets: readonly string[], text: string): string {
  return text
    .split('\n')
    .filter((line) => secrets.some((secret) => line.includes(secret)))
    .map((line) => line.slice(0, 1000))
    .join('\n');
}

function bodyOfPem(pem: string): string {
  return pem.split('\n')[1] ?? pem;
}

/** Files of the folder that hold one of the secrets in the clear. */
async function filesWith(secrets: readonly string[], directory: string) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hits = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path);
      return secrets
        .filter((secret) => bytes.includes(secret))
        .map((secret) => ({ path: relative(directory, path), secret }));
    }),
  );
  return hits.flat();
}
