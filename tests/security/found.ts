import { createHmac, randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { readSitemap } from '#embeds/feeds/sitemap.ts';
import { expectProblem } from '../api/problem.ts';
import { adminKey, type TestService } from '../api/service.ts';
import { signIn } from './authorisation.ts';

/** What once went wrong, by itself. */
export function describeWhatWasFound(serviceOf: () => TestService): void {
  let service: TestService;
  beforeAll(() => {
    service = serviceOf();
  });

  test('an article whose name fills no index arrives, beside others of its source', async () => {
    const made = await service.post('/v1/sources', { kind: 'generic', name: 'endless' });
    const { id, secret } = made.json<{ id: string; secret: string }>();
    const endless = randomBytes(9000).toString('base64url');
    const report = (article: { id: string }) => {
      const payload = JSON.stringify({ ...article, url: 'https://news.example.org/a', html: '<p>Words' });
      const signature = createHmac('sha256', secret).update(payload).digest('hex');
      const headers = { 'x-hub-signature-256': `sha256=${signature}` };
      return service.app.inject({
        method: 'POST',
        url: `/v1/inbound/generic?source=${id}`,
        headers,
        payload,
      });
    };

    expect((await report({ id: endless })).json()).toMatchObject({ status: 'accepted' });
    expect((await report({ id: endless })).json()).toMatchObject({ status: 'known' });
    const told = ['/1', '/2'].map((path) => ({
      ...{ key: `${path} ${endless}`, version: 'seen', url: `https://news.example.org${path}` },
      ...{ title: null, html: null },
    }));
    const options = { validators: { etag: null, lastModified: null }, asKnown: false, most: 10 };
    expect(await service.catalogue.sources.polled(id, told, options)).toBe(2);
    expect(await service.catalogue.sources.polled(id, told, options)).toBe(0);
  });

  test.each(['.', '..'])('a collection is not named %j, which no address could name', async (name) => {
    const problem = expectProblem(await service.post('/v1/collections', { name }), 400);

    expect(problem.errors).toMatchObject([{ path: 'name' }]);
  });

  test.each(['/submissions/a%00b', '/posts?q=a%00b', '/collections/a%00b'])('%s holds a NUL', async (url) => {
    const headers = { cookie: await signIn(service, adminKey) };
    const answer = await service.app.inject({ url, headers });

    expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
  });

  test('whoever sends a byte now and again is not waited for without end', () => {
    const { requestTimeout, headersTimeout } = service.app.server;

    expect(requestTimeout).toBeGreaterThan(0);
    expect(requestTimeout).toBeLessThanOrEqual(300_000);
    expect(headersTimeout).toBeGreaterThan(0);
  });

  test('every answer says that it is what it is said to be, those of libraries too', async () => {
    for (const url of [
      '/docs',
      '/docs/static/swagger-ui.css',
      '/openapi.json',
      '/healthz',
      '/nowhere',
      '/%zz',
    ]) {
      expect((await service.app.inject({ url })).headers, url).toHaveProperty(
        'x-content-type-options',
        'nosniff',
      );
    }
  });

  test('an address of a sitemap is read to its end, brackets and all', () => {
    const addresses = ['https://news.example.org/?a[]=1', 'http://[2001:db8::1]/b'];
    const [first = '', second = ''] = addresses;
    const sitemap = `<urlset><url><loc>${first}</loc></url><url><loc> <![CDATA[${second}]]></loc></url></urlset>`;

    expect(readSitemap(sitemap, null, 'https://news.example.org/')?.entries.map(({ url }) => url)).toEqual(
      addresses,
    );
  });

  test.each([
    ['connect ECONNREFUSED 10.0.0.5:5432', 'connect ECONNREFUSED …'],
    ['connect ECONNREFUSED fd00::12:5432', 'connect ECONNREFUSED …'],
    ['getaddrinfo ENOTFOUND db.internal', 'getaddrinfo name not found'],
    ['password authentication failed for user "archiver"', 'password authentication failed for user …'],
    [
      "ENOSPC: no space left on device, open '/srv/archive/tmp/a'",
      "ENOSPC: no space left on device, open '…'",
    ],
  ])('/readyz tells anybody that something failed, and not where: %s', async (failure, told) => {
    const queues = { probe: () => Promise.reject(new Error(failure)) };
    await using broken = await service.variant({ queues });
    const problem = expectProblem(await broken.app.inject('/readyz'), 503);

    expect(problem.errors).toContainEqual({ path: 'queue', message: told });
  });
}
