import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { createDemoWeb, foundingPost } from '../demo/sites/index.ts';
import { createWorld, type World } from './support/world.ts';

/** The promise itself: a line of an article still shows its video after the post is gone. */
let world: World;
const demoWeb = await createDemoWeb();

beforeAll(async () => {
  world = await createWorld(demoWeb.sites);
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test('the embed outlives the post', { timeout: 120_000 }, async () => {
  const text = await readFile(new URL('../examples/hajin.txt', import.meta.url), 'utf8');
  const { submission } = await world.archive({ text });
  expect(submission.embeds).toHaveLength(1);
  const [embed] = submission.embeds;
  expect(embed).toMatchObject({
    platform: 'x',
    form: 'text',
    foundUrl: 'https://pic.twitter.com/0PbFPhQz2l',
    postId: foundingPost.postId,
    captureStatus: 'complete',
  });

  const capture = await world.getJson<{
    artifacts: { role: string; mediaType: string; verdict: { shows: string } }[];
  }>(`/v1/captures/${embed?.captureId}`);
  const roles = capture.artifacts.map(({ role }) => role);
  for (const role of ['record', 'raw', 'media', 'screenshot', 'text', 'thumbnail', 'wacz', 'manifest']) {
    expect(roles).toContain(role);
  }
  expect(capture.artifacts.some(({ role, mediaType }) => role === 'media' && mediaType === 'video/mp4')).toBe(
    true,
  );
  expect(capture.artifacts.find(({ role }) => role === 'screenshot')?.verdict.shows).toBe('expected');

  // Its page archive was opened again with no network and showed the post.
  const attested = async () =>
    (await world.getJson<{ attestations: object[] }>(`/v1/captures/${embed?.captureId}`)).attestations;
  await expect
    .poll(attested, { timeout: 30_000 })
    .toContainEqual(expect.objectContaining({ kind: 'replay', replay: 'replayable' }));

  demoWeb.deletePost(foundingPost.id);
  const recheck = await world.request(`/v1/posts/${encodeURIComponent(foundingPost.postId)}/recheck`, {
    method: 'POST',
  });
  expect(recheck.status).toBe(202);
  await expect
    .poll(async () => (await world.getJson<{ state: string }>(`/v1/posts/${foundingPost.postId}`)).state, {
      timeout: 30_000,
    })
    .toBe('deleted');

  await seeCard(`${world.baseUrl}/embed/${foundingPost.postId}`);
  // Every route answers under the id that the article alone could tell.
  await seeCard(`${world.baseUrl}/embed/${encodeURIComponent('x:short:0PbFPhQz2l')}`);
});

/** In a real browser with scripts off, which may speak to the service alone. */
async function seeCard(url: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: findChromium(null)?.path ?? '',
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(world.baseUrl) && !request.url().startsWith('data:')) {
        foreign.push(request.url());
      }
    });
    await page.goto(url);
    const body = await page.locator('body').innerText();
    expect(body).toContain('footages shows that our forces had liberated the city center of #Hajin');
    expect(body).toContain('Mustafa Bali');
    expect(body).toMatch(/deleted/i);
    const video = page.locator('video');
    await video.evaluate((element: HTMLVideoElement) => {
      element.preload = 'auto';
      element.load();
    });
    await expect
      .poll(() =>
        video.evaluate((element: HTMLVideoElement) => [element.videoWidth, element.readyState >= 2]),
      )
      .toEqual([320, true]);
    expect(foreign).toEqual([]);
  } finally {
    await browser.close();
  }
}
