import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { BrowserSession } from '#capture/browser/browser.ts';
import { BrowserCrashedError, BrowserTimeoutError, NavigationRefusedError } from '#capture/browser/errors.ts';
import { screenshotElement } from '#capture/browser/screenshot.ts';
import { settle } from '#capture/browser/settle.ts';
import { killRenderers, openRig, type Rig } from './support/pool.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const visit =
  (path: string) =>
  async ({ page }: BrowserSession) => {
    await page.goto(rig.site.url(path), { waitUntil: 'commit' });
    const { selector } = await settle(page, ['#post'], { postSelector: '#post', timeoutMs: 20_000 });
    const picture = await screenshotElement(page, '#post', { maxHeight: 16_384 });
    return { selector, picture, text: await page.locator('#post').textContent() };
  };

// Whatever was done to the browser, the next one to ask gets a page that works.
afterEach(async () => {
  const { text } = await rig.withPage(visit('/calm'));
  expect(text).toBe('A calm post');
});

describe('a session ends in time', () => {
  test.each(['/forever', '/forever-later', '/alerts-while-loading', '/never-ends'])('on %s', async (path) => {
    const work = async (session: BrowserSession) => {
      await session.page.goto(rig.site.url(path));
      await session.page.evaluate(() => new Promise(() => {}));
    };

    await expect(rig.withPage(work, { timeoutMs: 1_500 })).rejects.toThrow(BrowserTimeoutError);
  });

  test('though its work waits for something else for ever', async () => {
    let heard: unknown;
    const work = ({ signal }: BrowserSession) =>
      new Promise<never>(() => {
        signal.addEventListener('abort', () => {
          heard = signal.reason;
        });
      });

    await expect(rig.withPage(work, { timeoutMs: 300 })).rejects.toThrow(BrowserTimeoutError);
    expect(heard).toBeInstanceOf(BrowserTimeoutError);
  });

  test('when it is aborted, with the reason', async () => {
    const stop = new AbortController();
    const reason = new Error('the lease is lost');
    const work = async ({ page }: BrowserSession) => {
      await page.goto(rig.site.url('/calm'));
      stop.abort(reason);
      await page.evaluate('new Promise(() => {})');
    };

    await expect(rig.withPage(work, {}, stop.signal)).rejects.toBe(reason);
  });
});

describe('the post is still seen', () => {
  test.each(['/alerts', '/popups', '/popups-at-once', '/endless', '/leave-not'])('on %s', async (path) => {
    const { selector, picture } = await rig.withPage(visit(path));

    expect(selector).toBe('#post');
    expect(picture.width).toBeGreaterThan(100);
  });

  test('on a page of 100,000 pixels, as far as the limit goes', async () => {
    const { picture } = await rig.withPage(visit('/tall'));

    expect(picture).toMatchObject({ width: 800, height: 16_384, clipped: true });
  });

  test('after a page that would not be left', async () => {
    const title = await rig.withPage(async ({ page }) => {
      await page.goto(rig.site.url('/leave-not'));
      await page.mouse.click(10, 10);
      await page.goto(rig.site.url('/calm'));
      return page.locator('#post').textContent();
    });

    expect(title).toBe('A calm post');
  });
});

test('popups are closed', async () => {
  const left = await rig.withPage(async ({ page }) => {
    await page.goto(rig.site.url('/popups'));
    await page.waitForFunction('opened > 60');
    await expect.poll(() => page.context().pages().length).toBe(1);
    return page.context().pages();
  });

  expect(left).toHaveLength(1);
});

test('a download is not taken', async () => {
  const work = ({ page }: BrowserSession) => page.goto(rig.site.url('/download'));

  await expect(rig.withPage(work)).rejects.toThrow(/Download is starting/);
});

describe('a crash is named', () => {
  test('of the renderer', async () => {
    const work = async ({ page }: BrowserSession) => {
      await page.goto(rig.site.url('/calm'));
      const [group = 0] = await rig.groups();
      const waiting = page.evaluate('new Promise(() => {})');
      await killRenderers(group);
      return waiting;
    };

    await expect(rig.withPage(work)).rejects.toThrow(BrowserCrashedError);
  });

  test('of the whole browser', async () => {
    const work = async ({ page }: BrowserSession) => {
      await page.goto(rig.site.url('/calm'));
      const [group = 0] = await rig.groups();
      const waiting = page.evaluate('new Promise(() => {})');
      process.kill(-group, 'SIGKILL');
      return waiting;
    };

    await expect(rig.withPage(work)).rejects.toThrow(BrowserCrashedError);
  });

  test('of a browser between two sessions, which nobody notices', async () => {
    const [group = 0] = await rig.groups();
    process.kill(-group, 'SIGKILL');

    const { text } = await rig.withPage(visit('/calm'));

    expect(text).toBe('A calm post');
  });

  test('of a page that goes away', async () => {
    const work = async ({ page }: BrowserSession) => {
      await page.goto(rig.site.url('/calm'));
      await page.close();
      return page.title();
    };

    await expect(rig.withPage(work)).rejects.toThrow(BrowserCrashedError);
  });
});

describe('places that are no web pages', () => {
  const elsewhere = [
    'file:///etc/passwd',
    'FILE:///etc/passwd',
    'chrome://version',
    'chrome://crash',
    'javascript:alert(1)',
    'data:text/html,hello',
    'view-source:http://localhost/',
    'ftp://localhost/a',
    '/etc/passwd',
    '',
  ];

  test('are refused before they are opened', async () => {
    await rig.withPage(async ({ page }) => {
      for (const url of elsewhere) {
        await expect(page.goto(url), url).rejects.toThrow(NavigationRefusedError);
        await expect(page.mainFrame().goto(url), url).rejects.toThrow(NavigationRefusedError);
      }
    });
  });

  test('end the session where the page gets there past our own calls', async () => {
    const work = async ({ page, signal }: BrowserSession) => {
      const session = await page.context().newCDPSession(page);
      await session.send('Page.navigate', { url: 'file:///etc/passwd' });
      await once(signal, 'abort');
    };

    await expect(rig.withPage(work)).rejects.toThrow(NavigationRefusedError);
  });
});
