import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Artifact } from '#domain/capture.ts';
import type { PostRecord } from '#domain/record.ts';
import { capturePost } from '../api/captured.ts';
import { startTimeoutMs } from '../api/service.ts';
import { artifactWith } from '../card/card-views.ts';
import { archive, bodyOf, exchange } from '../page-archive/support/sample.ts';
import { written } from '../page-archive/support/written.ts';
import { openWorkspace, overflowsOf, violationsOf, type Workspace } from './workspace/workspace.ts';

const urlOf = (number: number) => `https://twitter.com/reporter/status/10728570000000003${number}`;
const idOf = (number: number) => `x:10728570000000003${number}`;
const pathOf = (number: number) => `/posts/${encodeURIComponent(idOf(number))}`;
const [edited, hidden, hostile, archived] = [10, 11, 12, 13];

let workspace: Workspace;
let admin: string;
const captureIds: string[] = [];

beforeAll(async () => {
  workspace = await openWorkspace();
  const { service } = workspace;
  admin = await workspace.signIn();
  const media = [{ ...photo, alt: 'The square before the mosque' }];
  const texts = [
    'They had left the city center.\nقواتنا حررت وسط المدينة',
    'They have left the city centre.',
  ];
  const taken = ['2018-12-12T00:20:00.000Z', '2019-01-02T10:00:00.000Z'];
  for (const [index, text] of texts.entries()) {
    const artifacts = [await pictureOf(`${index}`, 'screenshot.png', 'screenshot')];
    const record = { text, media, counts: { ...noCounts, likes: 10 + index } };
    const { captureId } = await capturePost(service, {
      ...{ url: urlOf(edited), record, artifacts },
      ...(taken[index] && { takenAt: taken[index] }),
    });
    captureIds.push(captureId);
  }
  await capturePost(service, { url: urlOf(edited), outcome: 'absent', state: 'deleted' });
  await capturePost(service, {
    url: urlOf(hidden),
    artifacts: [await pictureOf('hidden', 'avatar.png', 'media')],
    record: { author: { ...author, avatarUrl: 'https://pictures.example/avatar.png' } },
  });
  await patch(edited, { tags: ['bridges'], collection: 'north', note: 'Kept for the court.' });
  await patch(hidden, { restricted: true, collection: 'north' });
  await service.notary.publishLog(new AbortController().signal);
}, startTimeoutMs);
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
});

const author = { name: 'A Reporter', handle: 'reporter', url: null, id: '7', avatarUrl: null };
const noCounts = { likes: null, reposts: null, replies: null, quotes: null, views: null };
const photo = {
  ...{ kind: 'photo' as const, alt: null, width: 8, height: 6 },
  ...{ durationMs: null, posterUrl: null, variants: [] },
};

function patch(number: number, payload: object) {
  return workspace.service.inject({ method: 'PATCH', url: `/v1/posts/${idOf(number)}`, payload });
}

/** A real picture, another one for other words. */
async function pictureOf(words: string, name: string, role: Artifact['role']): Promise<Artifact> {
  const page = await workspace.browser.newPage({ viewport: { width: 120, height: 80 } });
  await page.setContent(`<p>${words}</p>`);
  const stored = await workspace.service.storage.putObject(await page.screenshot());
  await page.close();
  return artifactWith({ name, role, mediaType: 'image/png', width: 120, height: 80, ...stored });
}

async function pageArchive(): Promise<Artifact> {
  const url = 'https://news.example/post/1';
  const html = exchange(url, {
    ...{ body: bodyOf('<p>A post</p>'), resourceType: 'Document' },
    responseHeaders: [['Content-Type', 'text/html']],
  });
  const at = '2026-11-22T13:45:01.123Z';
  const wacz = await written(archive([html], { pages: [{ url, title: 'A post', text: null, at }] }));
  return artifactWith({
    ...{ name: 'page.wacz', mediaType: 'application/wacz', role: 'wacz', source: 'browser', sourceUrl: url },
    datapackageSha256: wacz.datapackageSha256,
    ...(await workspace.service.storage.putObject(await readFile(wacz.path))),
  });
}

/** Opens a page in a browser of its own; it ends with the page that `look` saw. */
async function visit(
  path: string,
  cookie: string | null,
  look: (page: Page) => Promise<void>,
  options: Parameters<Workspace['context']>[1] = {},
): Promise<void> {
  await using context = await workspace.context(cookie, options);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(`${workspace.url}${path}`);
  await look(page);
  expect(errors).toEqual([]);
}

describe('a post’s page', { timeout: 60_000 }, () => {
  test('shows anybody the card, what became of the original and the evidence, and nothing of the archive’s own', async () => {
    await visit(pathOf(edited), null, async (page) => {
      await page.frameLocator('iframe.card-frame').getByText('They have left the city centre.').waitFor();
      const text = await page.locator('main').innerText();
      expect(text).toContain('The original was deleted.');
      expect(text).toContain('Manifest SHA-256');
      expect(text).toMatch(/Entry \d+ of \d+/);
      const source = await page.content();
      expect(
        ['bridges', 'north', 'Kept for the court', 'admin-key'].filter((own) => source.includes(own)),
      ).toEqual([]);
      expect(await page.locator('button, input').allTextContents()).not.toContain('Save');
    });
    expect((await workspace.get(pathOf(hidden))).statusCode).toBe(404);
    expect((await workspace.get(`${pathOf(hidden)}/card`)).statusCode).toBe(404);
    expect((await workspace.get(`${pathOf(hidden)}/compare`)).statusCode).toBe(404);
  });

  test('answers under every name of the post', async () => {
    const byUrl = await workspace.get(`/posts/${encodeURIComponent(urlOf(edited))}?capture=${captureIds[0]}`);
    expect([byUrl.statusCode, byUrl.headers.location]).toEqual([
      302,
      `${pathOf(edited)}?capture=${captureIds[0]}`,
    ]);
    const older = await workspace.get(`${byUrl.headers.location}`);
    expect(older.body).toContain('12 Dec 2018, 00:20 UTC</time></h2>');
    expect((await workspace.get(`${pathOf(edited)}?capture=none`)).statusCode).toBe(404);
  });

  test('takes notes, tags and a collection, and asks for looks and captures', async () => {
    await visit(pathOf(edited), admin, async (page) => {
      await page.getByLabel('Tags').fill('bridges, الجسر ,');
      await page.getByLabel('Collection').fill('');
      await page.getByLabel('Note').fill('Seen again.');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('status').getByText('Saved.').waitFor();
      expect(await page.getByLabel('Note').inputValue()).toBe('Seen again.');
    });
    const { service, submit } = workspace;
    expect(await service.catalogue.posts.get(idOf(edited))).toMatchObject({
      ...{ tags: ['bridges', 'الجسر'], collection: null, note: 'Seen again.' },
    });
    expect((await submit(pathOf(edited), { do: 'recheck' }, admin)).headers.location).toBe(
      `${pathOf(edited)}?done=recheck`,
    );
    const again = await submit(pathOf(edited), { do: 'recapture' }, admin);
    const [, submissionId = ''] = /^\/submissions\/(.+)$/.exec(String(again.headers.location)) ?? [];
    expect((await service.catalogue.submissions.get(submissionId))?.embeds).toMatchObject([
      { postId: idOf(edited), captureStatus: 'waiting' },
    ]);
    const reader = await workspace.signIn((await service.makeKey('read')).secret);
    expect((await submit(pathOf(edited), { do: 'recheck' }, reader)).statusCode).toBe(403);
  });

  test('hides and shows a post for admins, whose frame shows a hidden one with its pictures', async () => {
    const { service, submit } = workspace;
    const editor = await workspace.signIn((await service.makeKey('read', 'submit')).secret);
    expect((await submit(pathOf(edited), { do: 'restrict', reason: '' }, editor)).statusCode).toBe(403);
    await submit(pathOf(edited), { do: 'restrict', reason: 'asked for' }, admin);
    expect((await workspace.get(pathOf(edited))).statusCode).toBe(404);
    await submit(pathOf(edited), { do: 'publish', reason: '' }, admin);
    expect((await workspace.get(pathOf(edited))).statusCode).toBe(200);

    await visit(pathOf(hidden), admin, async (page) => {
      const picture = page.frameLocator('iframe.card-frame').locator('img.avatar');
      await picture.waitFor();
      await expect
        .poll(() =>
          picture.evaluate((element) => element instanceof HTMLImageElement && element.naturalWidth),
        )
        .toBeGreaterThan(0);
      expect(await page.locator('iframe.card-frame').getAttribute('sandbox')).not.toContain('allow-scripts');
    });
  });

  test('has its evidence checked by one click', async () => {
    const { service } = workspace;
    await capturePost(service, { url: urlOf(archived), artifacts: [await pageArchive()] });
    await service.notary.publishLog(new AbortController().signal);
    await visit(pathOf(archived), admin, async (page) => {
      await page.getByRole('link', { name: 'Verify', exact: true }).last().click();
      await page.locator('#report .verdict').waitFor({ timeout: 30_000 });
      expect(await page.locator('.verdict h2').textContent()).toBe('Intact');
    });
    const answer = await workspace.get(`/verify?capture=${captureIds[0]}`);
    expect(answer.headers['content-security-policy']).toContain("connect-src 'self'");
    expect((await workspace.get('/verify?capture=../../x')).statusCode).toBe(400);
  });

  test('shows media safely to whoever wants it so', async () => {
    await visit(pathOf(edited), null, async (page) => {
      const filter = () =>
        page
          .locator('.gallery img')
          .last()
          .evaluate((img) => getComputedStyle(img).filter);
      expect(await filter()).toBe('none');
      await page.getByRole('button', { name: 'Safe media view' }).click();
      await page.getByRole('button', { name: 'Show media as they are' }).waitFor();
      expect(await filter()).toContain('blur');
      await page.locator('.gallery a').last().focus();
      expect(await filter()).toBe('none');
    });
  });
});

test('name and handle keep their own writing directions, in the heading and where they are cited', async () => {
  const name = 'وكالة أنباء';
  const record = { author: { ...author, name, handle: 'agency' }, text: 'قوات' };
  await capturePost(workspace.service, { url: urlOf(14), record });
  const page = (await workspace.get(pathOf(14))).body;
  const whose = `<bdi>${name}</bdi> <bdi>(@agency)</bdi>`;

  expect(page).toContain(`<h1>${whose}</h1>`);
  expect(page).toContain(`<p id="citation">${whose}, “<bdi>قوات</bdi>”. X, 12 December 2018, https://x.com/`);
});

describe('two captures compared', { timeout: 60_000 }, () => {
  test('tell word by word what went and what came, in any script, and without a script', async () => {
    await visit(
      `${pathOf(edited)}/compare`,
      null,
      async (page) => {
        const changes = page.locator('.said').first();
        expect(await changes.locator('del').allTextContents()).toEqual(
          expect.arrayContaining(['had', expect.stringContaining('وسط')]),
        );
        expect(await changes.locator('ins').allTextContents()).toEqual(expect.arrayContaining(['have']));
        expect(await page.locator('.pair .said').first().innerText()).toContain('حررت وسط المدينة');
        expect(await page.locator('picture-compare img').count()).toBe(2);
        expect(await page.getByRole('row', { name: 'Likes' }).innerText()).toMatch(/10\s+11/);
      },
      { javaScriptEnabled: false },
    );
  });

  test('lay their pictures over each other', async () => {
    await visit(`${pathOf(edited)}/compare?a=${captureIds[1]}&b=${captureIds[0]}`, null, async (page) => {
      await page.getByLabel('Slider').check();
      const top = page.locator('.top-layer');
      await page.getByRole('slider').fill('20');
      expect(await top.evaluate((element) => element.style.clipPath)).toContain('20%');
      await page.getByLabel('Difference').check();
      expect(await top.evaluate((element) => getComputedStyle(element).mixBlendMode)).toBe('difference');
      expect(await page.locator('.pair figcaption').first().innerText()).toBe('12 Dec 2018');
    });
  });
});

describe('a collection’s page', { timeout: 60_000 }, () => {
  test('is for those who read here, until it is made public; then restricted posts are left out', async () => {
    await patch(edited, { collection: 'north' });
    expect((await workspace.get('/collections/north')).statusCode).toBe(404);
    expect((await workspace.get('/collections')).body).not.toContain('north');
    await visit('/collections/north', admin, async (page) => {
      expect(await page.locator('.members > li').count()).toBe(2);
      await page.getByText('Describe it').click();
      await page.getByLabel('Title').fill('The north');
      await page.getByLabel('Anybody may read its page').check();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: 'The north' }).waitFor();
    });
    await visit('/collections', null, async (page) => {
      await page.getByRole('link', { name: 'The north' }).click();
      expect(await page.locator('.members > li').allInnerTexts()).toEqual([
        expect.stringContaining('They have left'),
      ]);
      expect(await page.locator('form').count()).toBe(0);
    });
  });
});

describe('these pages', { timeout: 60_000 }, () => {
  test.each([
    [pathOf(edited), true, 'light'],
    [`${pathOf(edited)}/compare`, false, 'dark'],
    ['/collections/north', true, 'dark'],
    ['/collections', true, 'light'],
  ] as const)('are for everybody and narrow windows: %s', async (path, isSignedIn, colorScheme) => {
    const options = { colorScheme, viewport: { width: 320, height: 720 } };
    await visit(
      path,
      isSignedIn ? admin : null,
      async (page) => {
        expect(await violationsOf(page)).toEqual([]);
        expect(await overflowsOf(page)).toBe(false);
      },
      options,
    );
  });

  test('run nothing of what they show', async () => {
    const { service, submit } = workspace;
    const evil = `"><img src=x onerror="globalThis.hit=1"><script>globalThis.hit=1</script>'`;
    const link = 'javascript:globalThis.hit=1';
    const record = {
      ...{ text: evil, title: evil, language: evil, labels: [evil], canonicalUrl: link },
      author: { name: evil, handle: evil, url: link, id: '7', avatarUrl: link },
      links: [{ url: link, start: 0, end: 5 }],
      media: [{ ...photo, alt: evil }],
    } satisfies Partial<PostRecord>;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="globalThis.hit=1"><script>globalThis.hit=1</script></svg>`;
    const artifacts = await Promise.all(
      [
        ['drawing.svg', 'image/svg+xml', svg],
        [`${evil}.html`, 'text/html', '<script>globalThis.hit=1</script>'],
      ].map(async ([name = '', mediaType = '', body = '']) =>
        artifactWith({
          ...{ name, mediaType, sourceUrl: link, verdict: { shows: 'expected', detail: evil } },
          ...(await service.storage.putObject(Buffer.from(body))),
        }),
      ),
    );
    const url = urlOf(hostile);
    await capturePost(service, { url, record, artifacts, takenAt: '2020-01-01T00:00:00.000Z' });
    await capturePost(service, { url, record: { ...record, text: `${evil} more` }, artifacts });
    await patch(hostile, { tags: [evil], note: `</textarea>${evil}`, collection: evil });
    await submit('/collections', { name: 'evil', title: evil, description: evil, public: 'on' }, admin);
    await patch(hostile, { collection: 'evil' });

    await using context = await workspace.context(admin);
    const page = await context.newPage();
    for (const path of [pathOf(hostile), `${pathOf(hostile)}/compare`, '/collections', '/collections/evil']) {
      await page.goto(`${workspace.url}${path}`, { waitUntil: 'load' });
      expect(await page.locator('main').innerText()).toContain('onerror=');
      const found = await Promise.all(
        page.frames().map((frame) =>
          frame.evaluate(() => ({
            hit: 'hit' in globalThis,
            links: [...document.links].filter(({ protocol }) => protocol === 'javascript:').length,
            strangers: document.querySelectorAll('img[onerror], main script').length,
          })),
        ),
      );
      expect(found.every(({ hit, links, strangers }) => !hit && links + strangers === 0)).toBe(true);
    }
    for (const { name } of artifacts) {
      const { items = [] } = { items: (await service.catalogue.posts.get(idOf(hostile)))?.captures };
      const path = `/v1/captures/${items[0]?.id}/artifacts/${encodeURIComponent(name)}`;
      const { headers } = await workspace.get(path, admin);
      expect(headers['content-disposition']).toMatch(/^attachment/);
      expect(headers['content-security-policy']).toContain('sandbox');
    }
  });

  test('can be read without script and printed without forms', async () => {
    await visit(
      pathOf(edited),
      admin,
      async (page) => {
        expect(await page.locator('main').innerText()).toContain('The original was deleted.');
        await page.emulateMedia({ media: 'print' });
        expect(await page.getByRole('button', { name: 'Save' }).isVisible()).toBe(false);
        expect(await page.locator('#evidence').isVisible()).toBe(true);
      },
      { javaScriptEnabled: false },
    );
  });

  test('plays a film with the captions that are held of it', async () => {
    const filmed = 14;
    const held = (name: string, mediaType: string) => artifactWith({ name, mediaType, role: 'media' });
    await capturePost(workspace.service, {
      ...{ url: urlOf(filmed), bare: true },
      record: { media: [photo, { ...photo, kind: 'video' }] },
      artifacts: [
        held('media-2.mp4', 'video/mp4'),
        ...['captions-1.en.vtt', 'captions-2.fr.vtt'].map((name) => held(name, 'text/vtt')),
      ],
    });
    const { body } = await workspace.get(pathOf(filmed));
    const video = /<video[^>]*media-2\.mp4.*?<\/video>/s.exec(body)?.[0] ?? '';
    expect(video.match(/<track[^>]*>/g)).toHaveLength(1);
    expect(video).toMatch(
      /<track kind="captions" src="[^"]*captions-2\.fr\.vtt[^"]*" srclang="fr" label="French">/,
    );
  });
});
