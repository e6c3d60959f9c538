import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capturePost, commitCapture } from '../../api/captured.ts';
import { adminKey, startTimeoutMs } from '../../api/service.ts';
import { recordWith } from '../../card/card-views.ts';
import { openWorkspace, overflowsOf, violationsOf, type Workspace } from './workspace.ts';

let workspace: Workspace;
let cookie: string;
beforeAll(async () => {
  workspace = await openWorkspace();
  cookie = await workspace.signIn();
  await fill();
}, startTimeoutMs);
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
});

const arabic = 'قوات سوريا الديمقراطية حررت مركز مدينة هجين';

const address = (n: number) => `https://x.com/reporter/status/10728570000000030${n}`;
const { author: anybody } = recordWith();

/** Posts of several kinds, two of them gone. */
async function fill(): Promise<void> {
  const author = { ...anybody, name: 'A Witness', handle: 'witness' };
  const keep = (n: number, end: Parameters<typeof capturePost>[1]) =>
    capturePost(workspace.service, { ...end, url: address(n), record: { author, ...end?.record } });
  await keep(1, { record: { text: 'The bridge is open again.' } });
  await keep(2, { record: { text: arabic, language: 'ar' }, state: 'deleted' });
  await keep(3, { outcome: 'absent', state: 'deleted' });
  await keep(4, { record: { text: '橋がまた開いた' }, outcome: 'partial' });
}

/** A page that fails its test for whatever the browser complains of. */
async function open(context: BrowserContext, path: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
  await page.goto(`${workspace.url}${path}`);
  return { page, complaints };
}

async function submit(
  body: object,
): Promise<{ id: string; embeds: { captureId: string; postId: string }[] }> {
  return (await workspace.service.post('/v1/submissions', body)).json();
}

describe('for whoever comes', () => {
  test('signing in goes on to what was asked for, and signing out leaves', async () => {
    await using context = await workspace.context(null);
    const { page, complaints } = await open(context, '/posts?q=bridge');
    await page.getByLabel('Your key').fill(adminKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'The bridge is open again.' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'What was posted, kept' }).waitFor();

    expect(new URL(page.url()).pathname).toBe('/');
    expect(complaints).toEqual([]);
  });

  test('a link from another site opens what is asked for to whoever is signed in', async () => {
    await using context = await workspace.context(cookie);
    const page = await context.newPage();
    await page.goto(`data:text/html,<a href="${workspace.url}/posts?q=bridge">Look</a>`);
    await page.getByRole('link', { name: 'Look' }).click();
    await page.getByRole('link', { name: 'The bridge is open again.' }).waitFor();

    expect(page.url()).toBe(`${workspace.url}/posts?q=bridge`);
  });

  test('the first page finds a post by any address of it, and nothing restricted', async () => {
    const find = (url: string) => workspace.get(`/?${new URLSearchParams({ url })}`);
    const variant = 'https://twitter.com/reporter/status/107285700000000301?s=20';
    expect((await find(variant)).headers.location).toBe('/posts/x%3A107285700000000301');
    const missed = await find('https://x.com/nobody/status/1');

    expect(missed.statusCode).toBe(200);
    expect(missed.body).toContain('this archive holds nothing that everybody may see');
    await workspace.service.inject({
      ...{ method: 'PATCH', url: '/v1/posts/x%3A107285700000000304' },
      payload: { restricted: true, reason: 'A test' },
    });
    expect((await find('https://x.com/reporter/status/107285700000000304')).statusCode).toBe(200);
  });
});

describe('submitting', () => {
  test.each([
    ['one address', 'https://x.com/a/status/1072857000000000401', ['x:1072857000000000401']],
    [
      'several',
      ' https://x.com/a/status/1072857000000000402\r\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\r\n',
      ['x:1072857000000000402', 'youtube:dQw4w9WgXcQ'],
    ],
    [
      'HTML',
      '<article><blockquote class="twitter-tweet"><a href="https://twitter.com/a/status/1072857000000000403">1</a></blockquote></article>',
      ['x:1072857000000000403'],
    ],
    ['text', 'As seen on https://x.com/a/status/1072857000000000404, they said.', ['x:1072857000000000404']],
  ])('takes %s', async (_, what, postIds) => {
    const answer = await workspace.submit('/', { what, tags: 'one, two', collection: 'desk' }, cookie);
    const id = `${answer.headers.location}`.split('/').at(-1) ?? '';
    const submission = await workspace.service.catalogue.submissions.get(id);

    expect(submission?.embeds.map(({ postId }) => postId)).toEqual(postIds);
    expect(submission).toMatchObject({ origin: 'web', tags: ['one', 'two'], collection: 'desk' });
  });

  test('says what is wrong, and keeps what was written', async () => {
    const what = 'http://127.0.0.1/private';
    const answer = await workspace.submit('/', { what, note: 'For "the" desk' }, cookie);

    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('role="alert"');
    expect(answer.body).toContain('This could not be taken');
    expect(answer.body).toContain(`>${what}</textarea>`);
    expect(answer.body).toContain('For &quot;the&quot; desk');
    expect((await workspace.submit('/', { what: '  ' }, cookie)).body).toContain(
      'There is nothing to archive',
    );
  });

  test('takes a sheet, and tells which rows it could not', async () => {
    const good =
      'id,link\r\n7,https://x.com/a/status/1072857000000000701\r\n8,https://x.com/a/status/1072857000000000702';
    const taken = await workspace.submit('/', { what: good, tags: 'desk' }, cookie);
    const sheet = await workspace.get(`${taken.headers.location}`, cookie);
    const refused = await workspace.submit('/', { what: `${good}\r\n9,http://10.0.0.1/secret` }, cookie);

    expect(taken.headers.location).toMatch(/^\/sheets\//);
    expect(sheet.body).toContain('2 rows, 2 still under way');
    expect(refused.body).toContain('<td class="number">4</td><td dir="auto">http://10.0.0.1/secret</td>');
  });

  test('takes a file, and shows live what becomes of it', async () => {
    await using context = await workspace.context(cookie);
    const { page, complaints } = await open(context, '/');
    await page.setInputFiles('#file', {
      ...{ name: 'links.txt', mimeType: 'text/plain' },
      buffer: Buffer.from(
        'https://x.com/a/status/1072857000000000501\nhttps://x.com/a/status/1072857000000000502',
      ),
    });
    await expect.poll(() => page.getByLabel('What should be kept?').inputValue()).toContain('502');
    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByText('2 posts found').waitFor();
    const { catalogue } = workspace.service;
    const state = await catalogue.submissions.get(new URL(page.url()).pathname.split('/').at(-1) ?? '');
    const [first, second] = state?.embeds.map(({ captureId }) => captureId ?? '') ?? [];
    await catalogue.captures.admit(100);
    const claim = await catalogue.captures.claim(first ?? '', 60_000);
    await catalogue.captures.reportProgress(
      first ?? '',
      claim.kind === 'claimed' ? claim.token : 0,
      'media',
      0.4,
    );
    await page.getByText('fetching pictures, sound and video').waitFor();
    await commitCapture(workspace.service, second ?? '', { outcome: 'failed' });
    await page.locator('.embeds').getByText('Failed').waitFor();

    expect(complaints).toEqual([]);
  });

  test('tells without script how it stands, comes again while it runs, and tries again what failed', async () => {
    const { id, embeds } = await submit({
      urls: ['https://x.com/a/status/1072857000000000601', 'https://x.com/a/status/1072857000000000602'],
    });
    const running = await workspace.get(`/submissions/${id}`, cookie);
    expect(running.body).toContain('<noscript><meta http-equiv="refresh"');
    await commitCapture(workspace.service, embeds[0]?.captureId ?? '', { outcome: 'complete' });
    await commitCapture(workspace.service, embeds[1]?.captureId ?? '', {
      outcome: 'absent',
      state: 'deleted',
    });
    const done = await workspace.get(`/submissions/${id}`, cookie);
    expect(done.body).toContain('The platform says that it was deleted.');
    expect(done.body).not.toContain('http-equiv="refresh"');
    const again = await workspace.submit(
      `/submissions/${id}/retry`,
      { capture: embeds[1]?.captureId ?? '' },
      cookie,
    );
    const retried = await workspace.service.catalogue.submissions.get(`${again.headers.location}`.slice(13));

    expect(retried?.embeds.map(({ postId }) => postId)).toEqual([embeds[1]?.postId]);
    expect(retried?.status).toBe('waiting');
  });

  test('is for the eyes of whoever sent it, or may read', async () => {
    const submitter = await workspace.signIn((await workspace.service.makeKey('submit')).secret);
    const own = await workspace.submit(
      '/',
      { what: 'https://x.com/reporter/status/107285700000000301' },
      submitter,
    );
    const { id } = await submit({ url: 'https://x.com/reporter/status/107285700000000301' });
    const shown = await workspace.get(`${own.headers.location}`, submitter);

    expect(shown.statusCode).toBe(200);
    expect(shown.body).not.toContain('The bridge is open again.');
    expect((await workspace.get(`/submissions/${id}`, submitter)).statusCode).toBe(404);
  });
});

describe('posts', () => {
  test.each([
    ['q=bridge', ['The bridge is open again.']],
    [`q=${encodeURIComponent('هجين')}`, [arabic]],
    [`q=${encodeURIComponent('橋が')}`, ['橋がまた開いた']],
    ['state=deleted&outcome=complete', [arabic]],
    ['outcome=partial', ['橋がまた開いた']],
    ['q=bridge&platform=youtube', []],
  ])('are found by %s', async (query, texts) => {
    await using context = await workspace.context(cookie, { javaScriptEnabled: false });
    const { page } = await open(context, `/posts?${query}&author=witness`);

    expect(await page.locator('.posts .excerpt').allTextContents()).toEqual(texts);
  });

  test('are counted by what the search can be narrowed by', async () => {
    await using context = await workspace.context(cookie);
    const { page } = await open(context, '/posts?author=witness');
    const item = page.locator('.facets li', { hasText: 'Deleted' });
    expect(await item.textContent()).toMatch(/^Deleted\s+1$/);
    await item.getByRole('link').click();
    await page.getByRole('link', { name: 'Original: Deleted' }).waitFor();
    expect(await page.locator('.posts > li').count()).toBe(1);
    await page.getByRole('link', { name: 'Original: Deleted' }).click();

    await expect.poll(() => page.locator('.posts > li').count()).toBe(3);
  });

  test('are gone through by keys, unless somebody writes or does not want them', async () => {
    await using context = await workspace.context(cookie);
    const { page } = await open(context, '/posts?author=witness');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await focused()).toBe(await page.locator('.posts .excerpt a').first().textContent());
    await page.keyboard.press('/');
    await page.keyboard.type('jk?');
    expect(await page.locator('#q').inputValue()).toBe('jk?');
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await page.getByLabel('Use these keys').uncheck();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('h1').click();
    await page.keyboard.press('j');

    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('A');
  });

  test('come page by page, each once', async () => {
    const { id } = await submit({
      urls: Array.from(
        { length: 60 },
        (_, n) =>
          `https://bsky.app/profile/did:plc:abcdefghijklmnopqrstuvwx/post/3k${String(n)
            .padStart(11, '2')
            .replace(/[01890]/g, 'z')}${'abcdefghijklmnopqrstuvwxyz234567'[n % 32]}`,
      ),
      collection: 'many',
    });
    const total = new Set(
      (await workspace.service.catalogue.submissions.get(id))?.embeds.map(({ postId }) => postId),
    ).size;
    const seen: string[] = [];
    let path: string | undefined = '/posts?collection=many';
    while (path !== undefined) {
      const { body } = await workspace.get(path, cookie);
      seen.push(
        ...[...body.matchAll(/class="excerpt"[^>]*><a href="([^"]*)"/g)].map(([, href = '']) => href),
      );
      path = /rel="next" href="([^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&');
    }

    expect(total).toBeGreaterThan(48);
    expect(seen.length).toBe(total);
    expect(new Set(seen).size).toBe(total);
  });

  test('say what of a search cannot be', async () => {
    const answer = await workspace.get('/posts?state=nowhere&from=yesterday', cookie);

    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('must be one of live, deleted');
    expect(answer.body).toContain('is not a day as in 2018-12-12');
  });
});

describe('every page', () => {
  const attacks = [
    '"><img src=x onerror=alert(1)>',
    '</title></textarea></script><script>alert(1)</script>',
    "' onfocus=alert(1) autofocus x='",
    'javascript:alert(1)',
  ];

  test('shows what strangers wrote as what it is, and runs none of it', async () => {
    const attack = attacks.join(' ');
    const author = { ...anybody, name: attack, handle: attack, url: 'javascript:alert(1)' };
    const record = {
      author,
      text: `${attack} hostile`,
      title: attack,
      language: attack,
      labels: [attack, 'sensitive'],
    };
    const { submissionId } = await capturePost(workspace.service, { url: address(7), record });
    const fields = {
      tags: `${attack.replaceAll(',', '')}`,
      collection: attack,
      note: attack,
      what: address(7),
      again: 'on',
    };
    const made = await workspace.submit('/', fields, cookie);
    await workspace.service.post('/v1/submissions', {
      url: `${address(8)}?${attacks[0]}`,
      externalId: attack,
    });
    const query = new URLSearchParams({ q: 'hostile', from: '2018-01-01' });
    await using context = await workspace.context(cookie);
    for (const path of [
      '/',
      `${made.headers.location}`,
      `/submissions/${submissionId}`,
      '/submissions',
      `/posts?${query}`,
      `/posts?${query}&view=gallery`,
      `/posts?${new URLSearchParams({ q: attack, tag: attack, collection: attack, platform: attack, author: attack })}`,
      '/sign-in?next="><script>alert(1)</script>',
    ]) {
      const { page, complaints } = await open(context, path);
      expect(complaints, path).toEqual([]);
      expect(
        await page
          .locator('main img[src=x], main script, [onerror], [onfocus], a[href^="javascript:"]')
          .count(),
        path,
      ).toBe(0);
      await page.close();
    }
    const visitor = await workspace.get(`/?${new URLSearchParams({ url: attack })}`);
    expect(visitor.body).not.toContain('<img src=x');
  });

  test.each([
    ['at a desk', { viewport: { width: 1200, height: 800 } }],
    ['in the dark, 320 px wide', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ] as const)('can be read by everybody %s', async (_, options) => {
    const { id } = await submit({ url: address(9), tags: ['a tag'] });
    await using context = await workspace.context(cookie, options);
    for (const path of [
      '/',
      `/submissions/${id}`,
      '/submissions',
      '/posts',
      '/posts?view=gallery&q=bridge',
      '/posts/none',
    ]) {
      const page = await context.newPage();
      await page.goto(`${workspace.url}${path}`);
      expect(await violationsOf(page), path).toEqual([]);
      expect(await overflowsOf(page), path).toBe(false);
      await page.close();
    }
    await using visitor = await workspace.context(null, options);
    for (const path of ['/', '/sign-in']) {
      const page = await visitor.newPage();
      await page.goto(`${workspace.url}${path}`);
      expect(await violationsOf(page), path).toEqual([]);
      expect(await overflowsOf(page), path).toBe(false);
      await page.close();
    }
  });

  test('leaves what is for a screen out of print', async () => {
    await using context = await workspace.context(cookie);
    const { page } = await open(context, '/posts');
    await page.emulateMedia({ media: 'print' });

    expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false);
    expect(await page.locator('.facets').isVisible()).toBe(false);
    expect(await page.locator('.posts').isVisible()).toBe(true);
  });

  test('is read aloud as it is meant', async () => {
    await using context = await workspace.context(cookie);
    const { page } = await open(context, '/posts?author=witness&outcome=partial');

    await expect(page.getByRole('region', { name: 'Found' }).ariaSnapshot()).resolves.toBe(foundAloud);
  });

  test('needs little script', async () => {
    const { body } = await workspace.get('/posts', cookie);
    const islands = await readdir(new URL('../../../src/web/workspace/islands', import.meta.url));
    const sizes = await Promise.all(
      islands.map(
        async (name) =>
          gzipSync(await readFile(new URL(`../../../src/web/workspace/islands/${name}`, import.meta.url)))
            .length,
      ),
    );

    expect(body.match(/<script/g)).toHaveLength(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
  });
});

const foundAloud = `- region "Found":
  - status: 1 post
  - navigation "View":
    - link "List":
      - /url: /posts?author=witness&outcome=partial
    - link "Gallery":
      - /url: /posts?author=witness&outcome=partial&view=gallery
  - list:
    - listitem:
      - paragraph:
        - text: A Witness @witness · X ·
        - time: 12 Dec 2018
      - paragraph:
        - link "橋がまた開いた":
          - /url: /posts/x%3A107285700000000304
      - paragraph: "Original: Online Archive: In part Restricted"`;
