import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTimeoutMs } from '../../api/service.ts';
import { type AdminSamples, fillForAdmin, samplePost } from './admin-samples.ts';
import { openWorkspace, overflowsOf, violationsOf, type Workspace } from './workspace.ts';

let workspace: Workspace;
let cookie: string;
let samples: AdminSamples;
beforeAll(async () => {
  workspace = await openWorkspace();
  cookie = await workspace.signIn();
  samples = await fillForAdmin(workspace.service);
}, startTimeoutMs);
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
});

const places = [
  '/admin/health',
  '/admin/storage',
  '/admin/watches',
  '/admin/sources',
  '/admin/webhooks',
  '/admin/keys',
];
const get = async (path: string) => (await workspace.get(path, cookie)).body;
/** Sends a form, and reads the page that it leads to. */
async function send(path: string, fields: Record<string, string> | URLSearchParams): Promise<string> {
  const answer = await workspace.submit(path, fields, cookie);
  const { location } = answer.headers;
  return location === undefined ? answer.body : get(location);
}
/** The text of a page as it is read, a line of a table in a line. */
function textOf(page: string): string {
  return page
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<\/(?:tr|li|p|h\d|dd)>/g, '\n')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/ +/g, ' ');
}
const lineWith = (page: string, words: string) =>
  textOf(page)
    .split('\n')
    .find((line) => line.includes(words)) ?? '';

describe('the administration', () => {
  test('is for admins alone', async () => {
    const key = await workspace.service.makeKey('submit', 'read');
    const other = await workspace.signIn(key.secret);
    for (const path of [...places, '/admin', `/admin/webhooks/${samples.webhookId}`]) {
      const refused = await workspace.get(path, other);
      expect([path, refused.statusCode]).toEqual([path, 403]);
      const away = await workspace.get(path);
      expect(away.headers.location).toBe(`/sign-in?${new URLSearchParams({ next: path })}`);
    }
    const form = { name: 'mine', scopes: 'admin' };
    expect((await workspace.submit('/admin/keys', form, other)).statusCode).toBe(403);
    const posted = [
      ...['/admin/webhooks', '/admin/watches', `/admin/keys/${key.id}/revoke`],
      ...[`/admin/webhooks/${samples.webhookId}`, `/admin/deliveries/${samples.deliveryId}`],
    ];
    for (const path of posted) {
      expect((await workspace.submit(path, { do: 'delete' }, other)).statusCode).toBe(403);
    }
    expect((await workspace.get('/', other)).body).not.toContain('/admin');
    expect((await workspace.get('/admin', cookie)).headers.location).toBe('/admin/health');
  });

  test('has no barriers, wide, narrow or dark', async () => {
    const paths = [
      ...places,
      `/admin/webhooks/${samples.webhookId}`,
      `/admin/deliveries/${samples.deliveryId}`,
    ];
    for (const options of [
      { viewport: { width: 320, height: 640 } },
      { viewport: { width: 1100, height: 800 }, colorScheme: 'dark' as const },
    ]) {
      await using context = await workspace.context(cookie, options);
      const page = await context.newPage();
      for (const path of paths) {
        await page.goto(`${workspace.url}${path}`);
        expect([path, await violationsOf(page), await overflowsOf(page)]).toEqual([path, [], false]);
      }
    }
  });
});

describe('keys', () => {
  test('are made with what they may do, shown once, and revoked', async () => {
    const form = new URLSearchParams([
      ['name', 'Ghost <b>'],
      ['scopes', 'submit'],
      ['scopes', 'read'],
    ]);
    const made = await send('/admin/keys', form);
    const secret = /esa_[\w-]{20,}/.exec(made)?.[0] ?? '';
    const ask = () =>
      workspace.service.app.inject({ url: '/v1/posts', headers: { authorization: `Bearer ${secret}` } });

    expect((await ask()).statusCode).toBe(200);
    const list = await get('/admin/keys');
    expect(list).not.toContain(secret);
    expect(list).not.toContain('Ghost <b>');
    expect(lineWith(list, 'Ghost &lt;b&gt;')).toMatch(/submit.*read/);
    const keys = await workspace.service.catalogue.keys.list();
    const id = keys.find(({ name }) => name === 'Ghost <b>')?.id;
    expect(await send(`/admin/keys/${id}/revoke`, {})).toContain('The key is revoked');
    expect((await ask()).statusCode).toBe(401);
    expect((await workspace.submit(`/admin/keys/${id}/revoke`, {}, cookie)).statusCode).toBe(404);
  });

  test('say in words what they may ask for, and change it', async () => {
    const { id } = await workspace.service.makeKey('submit');
    const limits = { requestsPerMinute: 'none', submissionsPerDay: '1' };
    expect(await send(`/admin/keys/${id}/limits`, limits)).toContain('The limits hold');
    expect(lineWith(await get('/admin/keys'), id)).toMatch(/any number of requests a minute 1 post a day/);
  });

  test('that may nothing are not made, and the form keeps its words', async () => {
    const answer = await workspace.submit('/admin/keys', { name: 'For "the" desk' }, cookie);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('role="alert"');
    expect(answer.body).toContain('value="For &quot;the&quot; desk"');
  });
});

describe('sources', () => {
  test('are added, asked, shown with what they told of, and removed', async () => {
    const form = {
      kind: 'feed',
      url: 'https://news.example.net/feed',
      name: 'News <b>',
      minutes: '30',
      tags: 'desk, a b',
    };
    expect(await send('/admin/sources', form)).toContain('is asked now');
    const { sources } = workspace.service.catalogue;
    const { items } = await sources.list({ limit: 1, cursor: null });
    const source = items[0];
    expect(source).toMatchObject({ everySeconds: 1800, tags: ['desk', 'a b'], existing: false });
    const told = (key: string) => ({
      ...{ key, version: '1', url: `https://news.example.net/${key}`, title: `About ${key}`, html: '<p>' },
    });
    const id = source?.id ?? '';
    const validators = { etag: null, lastModified: null };
    await sources.polled(id, [told('snow')], { validators, asKnown: false, most: 10 });
    const [arrival] = await sources.dueArrivals(10);
    await sources.settle(arrival?.id ?? '', { postIds: [samplePost(1)], submissionId: null });

    const list = await get('/admin/sources');
    expect(lineWith(list, 'News &lt;b&gt;')).toMatch(/Works.*last heard/);
    const path = `/admin/sources/${id}`;
    const shown = await get(path);
    expect(lineWith(shown, 'About snow')).toContain(samplePost(1));
    expect(textOf(shown)).toContain('every 30 minutes');
    expect(await send(path, { do: 'poll' })).toContain('It is asked now');
    expect(await send(path, { do: 'delete' })).toContain('The source is removed');
    expect((await workspace.get(path, cookie)).statusCode).toBe(404);
  });

  test('that report are told where to, with a secret that is shown once; what is wrong is said beside the form', async () => {
    const made = await send('/admin/sources', { kind: 'ghost', url: '', name: 'The desk' });
    const secret = /id="secret">([0-9a-f]{64})</.exec(made)?.[1] ?? '';
    expect(secret).not.toBe('');
    expect(made).toContain('/v1/inbound/ghost?source=');
    expect(await get('/admin/sources')).not.toContain(secret);
    const refused = await workspace.submit(
      '/admin/sources',
      { kind: 'feed', url: '', minutes: '0', name: 'A "feed"' },
      cookie,
    );
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain('role="alert"');
    expect(refused.body).toContain('value="A &quot;feed&quot;"');
  });
});

describe('webhooks', () => {
  test('are added with a secret that is shown once, tested, turned off and deleted', async () => {
    const form = { url: 'https://hooks.example.net/in', description: 'Desk', events: 'post.deleted' };
    const made = await send('/admin/webhooks', form);
    const secret = /whsec_[\w+/=]+/.exec(made)?.[0];
    expect(secret).toBeDefined();
    const list = await get('/admin/webhooks');
    expect(list).not.toContain('whsec_');
    const path =
      /\/admin\/webhooks\/[\w-]+(?=[^<]*<strong><bdi>https:\/\/hooks\.example\.net)/.exec(list)?.[0] ?? '';

    expect(lineWith(await send(path, { do: 'test' }), 'webhook.test')).toContain('Waiting');
    const rotated = /whsec_[\w+/=]+/.exec(await send(path, { do: 'rotate' }))?.[0];
    expect(rotated).not.toBe(secret);
    expect(rotated).toBeDefined();
    expect(await send(path, { do: 'disable' })).toContain('An admin turned it off.');
    expect((await workspace.submit(path, { do: 'test' }, cookie)).statusCode).toBe(409);
    expect(await send(path, { do: 'enable' })).toContain('It is on again');
    const change = { do: 'describe', url: form.url, description: 'Night desk', events: 'post.edited' };
    expect(await send(path, change)).toContain('Night desk');
    expect(await send(path, { do: 'delete' })).toContain('The webhook is deleted');
    expect((await workspace.get(path, cookie)).statusCode).toBe(404);
  });

  test('to an address that nothing is sent to are not added', async () => {
    const url = 'http://127.0.0.1/hook';
    const answer = await workspace.submit('/admin/webhooks', { url, events: 'post.deleted' }, cookie);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(`value="${url}"`);
  });

  test('say why one is disabled, what was tried, and send it again', async () => {
    const path = `/admin/webhooks/${samples.webhookId}`;
    const page = await get(path);
    expect(page).toContain('It failed for the whole schedule of tries.');
    expect(lineWith(await get(`${path}?status=delivered`), 'webhook.test')).toContain('204 in 38 ms');
    const delivery = await get(`/admin/deliveries/${samples.deliveryId}`);
    expect(delivery).toContain('Answered 503 in 38 ms<');
    expect(delivery).toContain('&lt;h1&gt;No&lt;/h1&gt;');

    await send(path, { do: 'enable' });
    expect(await send(`/admin/deliveries/${samples.deliveryId}`, {})).toContain('It is sent again');
    const held = await workspace.service.catalogue.deliveries.get(samples.deliveryId);
    expect(held).toMatchObject({ status: 'waiting' });
    expect(held?.attempts).toHaveLength(2);
  });
});

describe('watches', () => {
  test('tell what is due, are looked at, and end', async () => {
    const due = await get('/admin/watches');
    expect(due).toContain('The bridge is open again.');
    expect(due).not.toContain('橋がまた開いた');
    expect(textOf(due)).toMatch(
      /2 due now\s+1 overdue by more than an hour\s+0 more within a day\s+4 watched in all/,
    );
    expect(await get('/admin/watches?show=all')).toContain('橋がまた開いた');

    const asked = await send('/admin/watches', { do: 'look', postId: samplePost(1) });
    expect(lineWith(asked, 'The bridge')).toContain('Asked for');
    const all = await send('/admin/watches', { do: 'look-due' });
    expect(all).toContain('1 post will be looked at next.');
    const { items } = await workspace.service.catalogue.watches.list(
      { due: true },
      { limit: 9, cursor: null },
    );
    expect(items.map(({ waiting }) => waiting)).toEqual([true, true]);

    const gone = await send('/admin/watches', { do: 'unwatch', postId: samplePost(2) });
    expect(gone).toContain('It is not looked at again.');
    expect(lineWith(gone, 'watched in all')).toContain('3');
  });
});

describe('health and storage', () => {
  test('what needs care stands first, then what works and what waits', async () => {
    const page = await get('/admin/health');
    const concerns = textOf(page).split('What works today')[0] ?? '';
    expect(concerns).toContain('1 file is damaged in storage.');
    expect(concerns).toMatch(/Known posts of Bluesky have been misread/);
    expect(concerns).toContain('Instagram is at rest: it limits: 429, five times in a row.');
    expect(lineWith(page, 'social.example.org')).toMatch(/just now never never/);
    expect(lineWith(page, 'Posts to capture')).toMatch(/0 1 0 just now/);
    expect(lineWith(page, 'desk-1')).toContain('Chromium 156');

    await workspace.service.catalogue.workers.leave('desk-1');
    expect(await get('/admin/health')).toContain('The browser does not answer');
  });

  test('a second storage and a source that fail are told of first', async () => {
    const { catalogue, storage } = workspace.service;
    await using paired = await workspace.service.variant({ publicUrl: null, replica: storage });
    const shown = async (path: string) =>
      textOf((await paired.app.inject({ url: path, headers: { cookie } })).body);
    await catalogue.replica.note('manifests/a');
    await catalogue.replica.endTurn(1);
    await catalogue.replica.failed('403 AccessDenied');
    const settings = { kind: 'feed', url: 'https://silent.example.net/feed' };
    const source = (await workspace.service.post('/v1/sources', settings)).json<{ id: string }>();
    await catalogue.sources.pollFailed(source.id, 'it answered 503', 60_000);

    const concerns = (await shown('/admin/health')).split('What works today')[0];
    expect(concerns).toContain('The second storage could not be written: 403 AccessDenied.');
    expect(concerns).toMatch(
      /source https:\/\/silent\.example\.net\/feed does not answer: it answered 503\./,
    );
    const page = await shown('/admin/storage');
    expect(page).toContain('1 document, and the files that it names, still to be copied');
    expect(page).toMatch(/1 file could not be copied, or differs/);
    expect(page).toContain('What the second storage has whole is put back from there.');
  });

  test('no more work is counted than is asked for', async () => {
    const { catalogue } = workspace.service;
    const captures = (await catalogue.workload.queues(0)).find(({ queue }) => queue === 'capture');
    expect(captures).toMatchObject({ waiting: 0, isBounded: true });
    const [claimable] = await catalogue.captures.admit(1);
    await catalogue.captures.claim(claimable?.id ?? '', 60_000);
    const load = (await catalogue.workload.queues(10)).find(({ queue }) => queue === 'capture');
    expect(load).toMatchObject({ waiting: 0, running: 1, isBounded: false, waitingSince: null });
    expect(load?.sites).toMatchObject([{ site: 'x', running: 1 }]);
    expect(await catalogue.workload.watches(1)).toMatchObject({ planned: 1, isBounded: true });
  });

  test('storage tells how whole it is, and what is hidden or gone', async () => {
    const page = textOf(await get('/admin/storage'));
    expect(page).toMatch(/1,234 files held/);
    expect(page).toContain('5.6 GB');
    expect(page).toContain('about 25 %');
    expect(page).toMatch(/objects\/ab\/abcdef does not hash to its name/);
    expect(page).toMatch(/2 posts are hidden from the public/);
    expect(page).toContain('The family asked for it');
    expect(page).toContain('by the command line');
    const { keyId } = await workspace.service.notary.keys.current();
    expect(page).toContain(keyId);
  });
});
