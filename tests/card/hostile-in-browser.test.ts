import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import type { Artifact } from '#domain/capture.ts';
import { capturePost, postId } from '../api/captured.ts';
import { startTestService, startTimeoutMs, type TestService } from '../api/service.ts';
import { artifactWith } from './card-views.ts';

/** Posts of strangers who try to run something, in a real browser and with the headers that the service sends. */
let service: TestService;
let browser: Browser;
let archive: string;
beforeAll(async () => {
  service = await startTestService();
  archive = await service.app.listen({ host: '127.0.0.1', port: 0 });
  browser = await chromium.launch({ executablePath: findChromium(null)?.path ?? '' });
  await capturePost(service, { record: hostileRecord, artifacts: await storeFiles() });
}, startTimeoutMs);
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});

const run = 'parent.ran=window.ran=true;alert(1)';
const attack = [
  `<script>${run}</script>`,
  `"><img src=x onerror="${run}">`,
  `'><svg onload='${run}'>`,
  `</style></title></textarea><script>${run}</script>`,
  `<iframe srcdoc="<script>${run}</script>"></iframe>`,
  `<details open ontoggle="${run}">`,
  `<meta http-equiv=refresh content="0;url=https://evil.example/">`,
  `<link rel=stylesheet href=https://evil.example/a.css>`,
].join('\n');
const url = `javascript:${run}`;
const medium = {
  ...{ alt: attack, width: 4, height: 3, durationMs: null, posterUrl: url },
  variants: [{ url, mediaType: attack, bitrate: null, width: null, height: null }],
};
const author = { name: attack, handle: attack, url, id: attack, avatarUrl: url };
const words = {
  ...{ author, title: attack, text: attack, language: attack },
  links: [{ url, start: 0, end: attack.indexOf('\n') }],
};
const hostileRecord = {
  ...words,
  media: [
    { ...medium, kind: 'photo' as const },
    { ...medium, kind: 'video' as const },
    { ...medium, kind: 'photo' as const },
  ],
  replyTo: { postId: attack, authorHandle: attack, url },
  poll: { options: [{ label: attack, count: 1 }], endsAt: null },
  labels: [attack, `in:${attack}`, 'withheld:XX'],
  quoted: { absence: attack, url },
};

/** A drawing and a page that run script where they are opened as documents, and captions that are neither. */
const files: Record<string, { mediaType: string; source: string }> = {
  'avatar.svg': {
    mediaType: 'image/svg+xml',
    source: `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="${run}"><script>${run}</script><image href="https://evil.example/a.png"/></svg>`,
  },
  'media-2.mp4': { mediaType: 'video/mp4', source: `<script>${run}</script>` },
  'captions-2."><script>.vtt': {
    mediaType: 'text/vtt',
    source: `WEBVTT\n\n00:00.000 --> 01:00.000\n<script>${run}</script>`,
  },
  'media-3.<img src=x onerror=alert(1)>.html': {
    mediaType: 'text/html',
    source: `<script>${run}</script>`,
  },
  'media-3.svg': {
    mediaType: 'image/svg+xml',
    source: `<svg xmlns="http://www.w3.org/2000/svg"><script>${run}</script></svg>`,
  },
};

async function storeFiles(): Promise<Artifact[]> {
  return Promise.all(
    Object.entries(files).map(async ([name, { mediaType, source }]) =>
      artifactWith({ name, mediaType, ...(await service.storage.putObject(Buffer.from(source))) }),
    ),
  );
}

/** What a page did that it must not do, as it happens. */
function misdeedsOf(page: Page): string[] {
  const misdeeds: string[] = [];
  page.on('dialog', async (dialog) => {
    misdeeds.push(`dialog ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== archive && asked.protocol !== 'data:') {
      misdeeds.push(`request to ${request.url()}`);
    }
  });
  return misdeeds;
}

test.each(['', '?format=frame', '?lang=ar&theme=dark'])(
  'a card%s of theirs only shows their words',
  async (query) => {
    const page = await browser.newPage();
    const misdeeds = misdeedsOf(page);
    const response = await page.goto(`${archive}/embed/${postId}${query}`, { waitUntil: 'load' });
    await page.locator('details').evaluateAll((all) => all.map((each) => each.setAttribute('open', '')));

    expect(response?.status()).toBe(200);
    expect(await page.locator('blockquote').first().textContent()).toContain(`<script>${run}</script>`);
    expect(await page.locator('h1, main > figure').first().textContent()).toContain('<iframe srcdoc');
    const elements = await page.evaluate(() => ({
      ran: 'ran' in window,
      scripts: document.scripts.length,
      foreign: document.querySelectorAll(
        'iframe, svg, link:not([rel=alternate]), meta[http-equiv], object, form',
      ).length,
      links: [...new Set(Array.from(document.links, ({ protocol }) => protocol))],
    }));
    expect(elements).toEqual({
      ran: false,
      scripts: query === '?format=frame' ? 1 : 0,
      foreign: 0,
      links: expect.not.arrayContaining(['javascript:', 'data:']),
    });
    expect(misdeeds).toEqual([]);
    await page.close();
  },
);

test.each(Object.keys(files))('their file %s is nothing that runs, opened by itself', async (name) => {
  const page = await browser.newPage();
  const misdeeds = misdeedsOf(page);
  const address = `${archive}/embed/${postId}/media/${encodeURIComponent(name)}`;
  const { headers } = await service.app.inject({ url: new URL(address).pathname });

  expect(headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox$/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  // In a frame, as a page elsewhere would try it; what is to be saved shows nothing there.
  await page.goto(`${archive}/healthz`);
  await page.setContent(`<iframe src="${address}"></iframe>`, { waitUntil: 'load' });
  await page.frameLocator('iframe').locator('html').waitFor({ state: 'attached' });
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  expect(misdeeds).toEqual([]);
  await page.close();
});

test('what would run is noticed', async () => {
  const page = await browser.newPage();
  const misdeeds = misdeedsOf(page);
  await page.setContent(attack, { waitUntil: 'commit' });
  await expect.poll(() => misdeeds).toContain('dialog 1');
  await page.close();
});
