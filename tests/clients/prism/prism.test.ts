import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { articleUrl } from '../../../demo/sites/index.ts';
import { type Archive, feedUrl, openArchive, webhookUrl } from '../archive.ts';
import { parts, whyWithout } from '../parts.ts';
import { DescribedClient, type Document } from './described-client.ts';
import { startPrism } from './prism.ts';

const whyNot = whyWithout(parts.prism);
if (whyNot !== null) {
  console.warn(`skipped: ${whyNot}`);
}

describe.skipIf(whyNot !== null)('what the description says is what the service does', () => {
  const resources = new AsyncDisposableStack();
  let archive: Archive;
  let client: DescribedClient;

  beforeAll(async () => {
    archive = resources.use(await openArchive());
    const { world } = archive;
    const document = await world.getJson<Document>('/openapi.json');
    const prism = resources.use(await startPrism(document, world.baseUrl));
    client = new DescribedClient(prism, document, world.baseUrl);
  });
  afterAll(async () => {
    await resources.disposeAsync();
  });

  test('of submissions', async () => {
    const text = 'pic.twitter.com/0PbFPhQz2l — Mustafa Bali (@mustefa2bali) December 12, 2018';
    const { body: made, headers } = await client.ask<{ id: string }>(202, 'POST /v1/submissions', {
      body: { text, tags: ['prism'], externalId: 'article-1', maxAgeSeconds: 86_400 },
      headers: { 'idempotency-key': 'one' },
    });
    expect(headers.get('location')).toBe(`/v1/submissions/${made.id}`);
    const { text: events } = await client.ask(200, `GET /v1/submissions/${made.id}/events`);
    expect(events).toContain('event: done');
    await client.ask(200, `GET /v1/submissions/${made.id}`);
    await client.ask(200, 'GET /v1/submissions?limit=1');
    await client.ask(404, 'GET /v1/submissions/nothing');
    await client.ask(400, 'POST /v1/submissions', { body: { url: 'ftp://example.org/' } });
    await client.ask(422, 'POST /v1/submissions', {
      body: { url: 'https://x.com/i/status/1' },
      headers: { 'idempotency-key': 'one' },
    });
  });

  test('of posts', async () => {
    const { postId, url } = archive.gone;
    const path = `/v1/posts/${postId}`;
    await client.ask(200, `GET ${path}`);
    await client.ask(200, `GET ${path}/history?limit=5`);
    await client.ask(200, 'GET /v1/posts?limit=1');
    await client.ask(200, `GET /v1/posts?url=${encodeURIComponent(url)}`);
    await client.ask(200, 'GET /v1/posts?q=Hajin&platform=x&state=deleted&from=2018-12-01&to=2018-12-31');
    await client.ask(400, 'GET /v1/posts?cursor=nonsense');
    await client.ask(404, 'GET /v1/posts/x:5');
    const change = { tags: ['Syria'], collection: 'evidence', note: 'seen', watch: true, restricted: true };
    await client.ask(200, `PATCH ${path}`, { body: { ...change, reason: 'the family asked' } });
    await client.ask(200, `PATCH ${path}`, { body: { restricted: false } });
    await client.ask(202, `POST ${path}/recheck`);
    await client.ask(403, `POST ${path}/purge`, { body: { reason: 'as a test' } });
  });

  test('of captures', async () => {
    const path = `/v1/captures/${archive.gone.captureId}`;
    const { body: capture } = await client.ask<{
      artifacts: { name: string; mediaType: string }[];
      waczUrl: string;
    }>(200, `GET ${path}`);
    await client.ask(200, `GET ${path}/manifest`);
    for (const { name } of capture.artifacts) {
      await client.ask(200, `GET ${path}/artifacts/${name}`);
    }
    await client.ask(200, `HEAD ${path}/artifacts/text.txt`);
    await client.ask(206, `GET ${path}/artifacts/text.txt`, { headers: { range: 'bytes=0-3' } });
    await client.ask(416, `GET ${path}/artifacts/text.txt`, { headers: { range: 'bytes=999999-' } });
    const { pathname, search } = new URL(capture.waczUrl);
    await client.ask(206, `GET ${pathname}${search}`, { headers: { range: 'bytes=-100' }, key: null });
    await client.ask(200, `HEAD ${path}/wacz`);
    await client.ask(200, `GET ${path}/bundle`);
    await client.ask(200, `HEAD ${path}/bundle`);
    await client.ask(200, 'POST /v1/exports', { body: { items: [archive.gone.postId], format: 'bag' } });
    await client.ask(200, `GET /v1/exports?item=${archive.gone.captureId}`);
    await client.ask(404, 'GET /v1/captures/nothing');
  });

  test('of what articles and their programs ask', async () => {
    const { world } = archive;
    const { postId, url, embedUrl } = archive.gone;
    const sent = encodeURIComponent(url);
    await client.ask(200, 'POST /embed/resolve', {
      body: { urls: [url, archive.living.url, 'https://x.com/i/status/5'], widths: [500] },
      key: null,
    });
    for (const page of [url, embedUrl]) {
      await client.ask(200, `GET /oembed?url=${encodeURIComponent(page)}&maxwidth=400`, { key: null });
    }
    await client.ask(404, `GET /oembed?url=${encodeURIComponent('https://x.com/i/status/5')}`, { key: null });
    await client.ask(200, `GET /embed/${postId}?format=frame`, { key: null });
    const { headers } = await client.ask(200, 'GET /embed.js', { key: null });
    await client.ask(304, 'GET /embed.js', { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    const { body: capture } = await client.ask<{ artifacts: { name: string; role: string }[] }>(
      200,
      `GET /v1/captures/${archive.gone.captureId}`,
    );
    const picture = capture.artifacts.find(({ role }) => role === 'screenshot');
    await client.ask(200, `GET /embed/${postId}/media/${picture?.name}`, { key: null });
    await client.ask(200, `HEAD /embed/${postId}/media/${picture?.name}`, { key: null });
    // Asked for first, it is not made yet.
    await client.ask(503, `GET /embed/${postId}.png`, { key: null });
    await expect
      .poll(async () => (await world.request(`/embed/${postId}.png`)).status, { timeout: 30_000 })
      .toBe(200);
    await client.ask(200, `GET /embed/${postId}.png`, { key: null });
    await client.ask(200, `HEAD /embed/${postId}.png`, { key: null });

    await client.ask(200, `GET /timemap/link/${sent}`, { key: null });
    const memento = await client.askForRedirect(`GET /timegate/${sent}`, {
      'accept-datetime': 'Wed, 12 Dec 2018 00:15:00 GMT',
    });
    const [, time] = /\/memento\/(\d+)\//.exec(memento) ?? [];
    await client.ask(200, `GET /memento/${time}/${sent}`, { key: null });
    await client.askForRedirect(`GET /memento/2018/${sent}`);

    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const { body: job } = await client.ask<{ job_id: string }>(200, 'POST /save', {
      headers: form,
      body: `url=${sent}&if_not_archived_within=24h`,
    });
    await client.ask(200, `GET /save/status/${job.job_id}`);
    await client.ask(200, 'GET /save/status/user');
    await client.ask(200, 'GET /save/status/system');
  });

  test('of keys', async () => {
    const { body: key } = await client.ask<{ id: string; secret: string }>(201, 'POST /v1/keys', {
      body: { name: 'prism', scopes: ['submit'] },
    });
    await client.ask(200, 'GET /v1/keys');
    await client.ask(403, 'GET /v1/keys', { key: key.secret });
    await client.ask(204, `DELETE /v1/keys/${key.id}`);
    await client.ask(401, 'GET /v1/posts', { key: key.secret });
    await client.ask(404, 'DELETE /v1/keys/nothing');
  });

  test('of collections', async () => {
    await client.ask(201, 'POST /v1/collections', {
      body: { name: 'spring', title: 'That spring', public: true },
    });
    await client.ask(200, 'GET /v1/collections');
    await client.ask(200, 'PATCH /v1/collections/spring', { body: { description: 'What was said' } });
    await client.ask(200, 'GET /v1/collections/spring');
    await client.ask(204, 'DELETE /v1/collections/spring');
    await client.ask(404, 'GET /v1/collections/nothing');
  });

  test('of webhooks', async () => {
    const { body: webhook } = await client.ask<{ id: string }>(201, 'POST /v1/webhooks', {
      body: { url: webhookUrl, events: ['post.deleted'], description: 'the newsroom' },
    });
    const path = `/v1/webhooks/${webhook.id}`;
    await client.ask(200, 'GET /v1/webhooks');
    await client.ask(200, `GET ${path}`);
    await client.ask(200, `PATCH ${path}`, { body: { description: 'the desk' } });
    await client.ask(200, `POST ${path}/rotate`, { body: { keepOldSeconds: 60 } });
    const { body: delivery } = await client.ask<{ id: string }>(202, `POST ${path}/test`);
    await client.ask(200, `GET ${path}/deliveries`);
    await client.ask(200, `GET /v1/deliveries/${delivery.id}`);
    await client.ask(202, `POST /v1/deliveries/${delivery.id}/redeliver`);
    await client.ask(204, `DELETE ${path}`);
    await client.ask(404, `GET ${path}`);
  });

  test('of reports', async () => {
    const { body: report } = await client.ask<{ id: string }>(202, 'POST /v1/reports', {
      body: { urls: [articleUrl] },
    });
    await client.ask(200, 'GET /v1/reports');
    await client.ask(200, `GET /v1/reports/${report.id}`);
    await client.ask(200, `GET /v1/reports/${report.id}?format=csv`);
    await client.ask(204, `DELETE /v1/reports/${report.id}`);
    await client.ask(404, `GET /v1/reports/${report.id}`);
  });

  test('of sheets', async () => {
    const csv = `id,link\n7,${archive.gone.url}\n`;
    const { body: sheet } = await client.ask<{ id: string }>(202, 'POST /v1/sheets', { body: { csv } });
    await client.ask(200, `GET /v1/sheets/${sheet.id}`);
    await client.ask(200, `GET /v1/sheets/${sheet.id}?format=csv`);
  });

  test('of sources and what they report', async () => {
    const { body: feed } = await client.ask<{ id: string }>(201, 'POST /v1/sources', {
      body: { kind: 'feed', url: feedUrl, tags: ['feed'] },
    });
    const path = `/v1/sources/${feed.id}`;
    await client.ask(200, 'GET /v1/sources');
    await client.ask(200, `GET ${path}`);
    await client.ask(202, `POST ${path}/poll`);
    await client.ask(200, `GET ${path}/articles`);
    await client.ask(204, `DELETE ${path}`);

    const { body: desk } = await client.ask<{ id: string; secret: string }>(201, 'POST /v1/sources', {
      body: { kind: 'generic', name: 'the desk' },
    });
    const message = JSON.stringify({ id: '1', html: '<p>No embed in it.</p>' });
    const now = new Date();
    const signed = {
      'content-type': 'application/json',
      'webhook-id': 'message-1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(desk.secret).sign('message-1', now, message),
    };
    const inbound = `POST /v1/inbound/generic?source=${desk.id}`;
    await client.ask(202, inbound, { body: message, headers: signed, key: null });
    await client.ask(401, inbound, { body: message.replace('No', 'One'), headers: signed, key: null });
  });

  test('of the log and of operation', async () => {
    await archive.world.context.notary.publishLog(AbortSignal.timeout(30_000));
    await client.ask(200, 'GET /healthz', { key: null });
    await client.ask(200, 'GET /readyz', { key: null });
    await client.ask(200, 'GET /signing-keys', { key: null });
    await client.ask(200, 'GET /checkpoint', { key: null });
    const { body: log } = await client.ask<{ published: { size: number } }>(200, 'GET /v1/log');
    const tile = `0/000.p/${log.published.size}`;
    await client.ask(200, `GET /tile/${encodeURIComponent(tile)}`, { key: null });
    await client.ask(404, 'GET /tile/nothing', { key: null });
    await client.ask(200, 'GET /v1/audit');
    await client.ask(200, 'GET /v1/watches?limit=1');
    await client.ask(200, 'GET /v1/health');
    await client.ask(200, 'POST /v1/reindex');
    await client.ask(201, 'POST /v1/signing-keys');
    const { text } = await client.ask(200, 'GET /verify', { key: null });
    const [, module] = /"verify\/modules\/([^"]+)"/.exec(text) ?? [];
    await client.ask(200, `GET /verify/modules/${encodeURIComponent(module ?? '')}`, { key: null });
  });

  test('of every route', () => {
    expect(client.uncalled).toEqual([]);
  });
});
