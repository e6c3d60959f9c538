import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { addVerifyPage } from '#web/verify-page/routes.ts';
import { flipped } from '../evidence/verify-damage.ts';
import { VerifyGround } from '../evidence/verify-ground.ts';

describe('the page that verifies', { timeout: 60_000 }, () => {
  let ground: VerifyGround;
  let browser: Browser;
  let app: FastifyInstance;
  let url: string;

  beforeAll(async () => {
    ground = await VerifyGround.open();
    browser = await chromium.launch({
      executablePath: findChromium(null)?.path ?? '',
      args: ['--no-sandbox'],
    });
    app = fastify();
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    const { keyId = '', createdAt = '' } = ground.proof?.key ?? {};
    addVerifyPage(app, { listKeys: async () => [{ keyId, createdAt }] });
    url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/verify`;
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await ground?.[Symbol.asyncDispose]();
  });

  /** Opens the page, gives it the file, and tells what it asked the network for besides its own modules. */
  async function check(name: string, bytes: Uint8Array) {
    const path = join(ground.folder, name);
    await writeFile(path, bytes);
    const page = await browser.newPage();
    const errors: string[] = [];
    const requests: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
    await page.goto(url, { waitUntil: 'networkidle' });
    const before = requests.length;
    await page.setInputFiles('#file', path);
    await page.locator('#report .verdict').waitFor({ timeout: 30_000 });
    return { page, errors, sent: requests.slice(before), loaded: requests.slice(0, before) };
  }

  async function verdictOf(page: Page) {
    const title = await page.locator('.verdict h2').textContent();
    return { title, blamed: await page.locator('.verdict li').allTextContents() };
  }

  test('passes a good bundle, and sends nothing anywhere', async () => {
    const { page, errors, sent, loaded } = await check('good.wacz', await bytesOf(ground.bundle));

    expect(await verdictOf(page)).toEqual({ title: 'Intact', blamed: [] });
    expect(await page.locator('.facts').textContent()).toContain('Honest time');
    expect(await page.locator('.checks .mark.fail').count()).toBe(0);
    expect(await page.locator('.checks').textContent()).toContain('RFC 8785');
    expect({ errors, sent }).toEqual({ errors: [], sent: [] });
    expect(loaded.every((request) => request.startsWith(`GET ${new URL(url).origin}/verify`))).toBe(true);
    await page.close();
  });

  test('names the file in which a bit was changed', async () => {
    const bytes = await bytesOf(ground.bundle);
    const { page, errors } = await check('bad.wacz', flipped(bytes, 400, 3));

    expect(await verdictOf(page)).toEqual({ title: 'Not intact', blamed: ['archive/data.warc.gz'] });
    expect(errors).toEqual([]);
    await page.close();
  });

  test('says that a bare archive is not signed', async () => {
    const { page } = await check('bare.wacz', await bytesOf(ground.bare));

    expect((await verdictOf(page)).title).toBe('Whole, but not signed');
    await page.close();
  });

  test('can reach nobody, and is nobody’s frame', async () => {
    const answer = await app.inject('/verify');

    expect(answer.headers['content-security-policy']).toContain("connect-src 'none'");
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect((await app.inject('/verify/modules/src/config.js')).statusCode).toBe(404);
    const etag = `${answer.headers.etag}`;
    expect((await app.inject({ url: '/verify', headers: { 'if-none-match': etag } })).statusCode).toBe(304);
  });
});

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}
