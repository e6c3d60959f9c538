import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { BrowserCrashedError, BrowserUnavailableError } from '#capture/browser/errors.ts';
import { groupMembers } from '#capture/browser/process-group.ts';
import { openRig, type Rig, renderersOf } from './support/pool.ts';

async function own(options: Parameters<typeof openRig>[0]): Promise<Rig> {
  const opened = await openRig(options);
  onTestFinished(() => opened[Symbol.asyncDispose]());
  return opened;
}

describe('a session', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig();
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  test('runs in the sandbox, as root by being another user', async () => {
    const { sandboxed, statuses } = await rig.withPage(async ({ page, ...session }) => {
      await page.goto(rig.site.url('/calm'));
      const [group = 0] = await rig.groups();
      const renderers = await renderersOf(group);
      const statuses = await Promise.all(renderers.map((pid) => readFile(`/proc/${pid}/status`, 'utf8')));
      return { ...session, statuses };
    });

    expect(sandboxed).toBe(true);
    expect(statuses.length).toBeGreaterThan(0);
    for (const status of statuses) {
      expect(status).toMatch(/^Seccomp:\s*2$/m);
      expect(status).toMatch(/^NoNewPrivs:\s*1$/m);
      expect(status).not.toMatch(/^Uid:\s*0/m);
    }
  });

  test('tells what the browser is', async () => {
    const session = await rig.withPage(({ browserVersion, userAgent }) =>
      Promise.resolve({ browserVersion, userAgent }),
    );

    expect(session.browserVersion).toMatch(/^(Headless)?Chrome\/[\d.]+ \((headless shell|full Chromium)\)$/);
    expect(session.userAgent).toMatch(/^Mozilla\/5\.0 .*Chrome\//);
    expect(await rig.pool.probe()).toEqual({ version: session.browserVersion, sandboxed: true });
  });

  test('knows nothing of the one before', async () => {
    const visit = () =>
      rig.withPage(async ({ page }) => {
        await page.goto(rig.site.url('/cookie'));
        const first = await page.title();
        await page.reload();
        return { first, again: await page.title() };
      });

    expect(await visit()).toEqual({ first: '|null', again: 'who=me|me' });
    expect(await visit()).toEqual({ first: '|null', again: 'who=me|me' });
  });

  test('goes through its proxy with its password, to loopback addresses and by WebSocket too', async () => {
    const from = rig.proxy.seen.length;
    await rig.withPage(async ({ page }) => {
      await page.goto(rig.site.url('/socket'));
      await page.waitForFunction('document.title === "tried"');
    });

    const seen = rig.proxy.seen.slice(from);
    expect(seen).toContain(`GET ${rig.site.url('/socket')}`);
    expect(seen).toContain(`CONNECT ${new URL(rig.site.url('/')).host}`);
  });

  test('with a wrong password gets nowhere', async () => {
    const proxy = { ...rig.proxy.credentials, password: 'wrong' };
    const from = rig.site.requests.length;
    const work = async ({ page }: { page: import('playwright').Page }) => {
      const response = await page.goto(rig.site.url('/calm'));
      return response?.status();
    };

    expect(await rig.withPage(work, { proxy })).toBe(407);
    expect(rig.site.requests).toHaveLength(from);
  });

  test('without a proxy has no network, and shows what it is given', async () => {
    const from = rig.site.requests.length;
    const text = await rig.withPage(
      async ({ page }) => {
        await page.setContent(`<p id="card">A card</p><img src="${rig.site.url('/picture')}">`);
        const text = await page.locator('#card').textContent();
        await expect(page.goto(rig.site.url('/calm'))).rejects.toThrow(/net::ERR/);
        return text;
      },
      { proxy: null },
    );

    expect(text).toBe('A card');
    expect(rig.site.requests).toHaveLength(from);
  });

  test('is a plain visitor: English, UTC, one pixel a pixel, of the size asked for', async () => {
    const seen = await rig.withPage(
      async ({ page }) => {
        await page.goto(rig.site.url('/calm'));
        return page.evaluate(() => ({
          language: navigator.language,
          timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          scale: devicePixelRatio,
          width: innerWidth,
          height: innerHeight,
        }));
      },
      { viewport: { width: 555, height: 444 } },
    );

    expect(seen).toEqual({ language: 'en-US', timeZone: 'UTC', scale: 1, width: 555, height: 444 });
  });

  test('gives the work its own errors back', async () => {
    const problem = new Error('of the work');

    await expect(rig.withPage(() => Promise.reject(problem))).rejects.toBe(problem);
  });
});

describe('the pool', () => {
  test('starts no browser before one is asked for, and keeps it warm', async () => {
    const rig = await own({});
    expect(rig.pool.stats()).toEqual({ browsers: 0, launched: 0, recycled: 0, killed: 0 });

    await rig.withPage(({ page }) => page.goto(rig.site.url('/calm')));
    await rig.withPage(({ page }) => page.goto(rig.site.url('/calm')));

    expect(rig.pool.stats()).toEqual({ browsers: 1, launched: 1, recycled: 0, killed: 0 });
  });

  test('gives each browser to one session at a time', async () => {
    const rig = await own({ size: 2 });
    let running = 0;
    let most = 0;
    // The first browser would have served all six before the second one is up, on a machine that has much to do.
    const bothRun = Promise.withResolvers<void>();
    const session = () =>
      rig.withPage(async ({ page }) => {
        running += 1;
        most = Math.max(most, running);
        if (running === 2) {
          bothRun.resolve();
        }
        await bothRun.promise;
        await page.goto(rig.site.url('/calm'));
        running -= 1;
      });

    await Promise.all(Array.from({ length: 6 }, session));

    expect(most).toBe(2);
    expect(rig.pool.stats()).toMatchObject({ browsers: 2, launched: 2 });
  });

  test('serves in the order of coming', async () => {
    const rig = await own({});
    const order: number[] = [];
    const session = (index: number) =>
      rig.withPage(async () => {
        order.push(index);
      });

    await Promise.all([0, 1, 2, 3].map(session));

    expect(order).toEqual([0, 1, 2, 3]);
  });

  test('lets a session that waits for its turn be aborted', async () => {
    const rig = await own({});
    const stop = new AbortController();
    const reason = new Error('no longer wanted');
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();

    const first = rig.withPage(() => done);
    const second = rig.withPage(() => Promise.resolve('never'), {}, stop.signal);
    const third = rig.withPage(() => Promise.resolve('third'));
    stop.abort(reason);

    await expect(second).rejects.toBe(reason);
    finish();
    await first;
    expect(await third).toBe('third');
  });

  test('recycles a browser by the number of its sessions', async () => {
    const rig = await own({ recycleAfterCaptures: 2 });
    for (let count = 0; count < 5; count += 1) {
      await rig.withPage(({ page }) => page.goto(rig.site.url('/calm')));
    }

    expect(rig.pool.stats()).toEqual({ browsers: 1, launched: 3, recycled: 2, killed: 0 });
  });

  test('recycles a browser by its memory', async () => {
    const rig = await own({ recycleAboveBytes: 1 });
    await rig.withPage(({ page }) => page.goto(rig.site.url('/calm')));

    expect(rig.pool.stats()).toEqual({ browsers: 0, launched: 1, recycled: 1, killed: 0 });
  });

  test('kills a browser that a page makes eat up the memory', async () => {
    const rig = await own({ killAboveBytes: 500_000_000 });
    const work = async ({ page }: { page: import('playwright').Page }) => {
      await page.goto(rig.site.url('/memory'));
      await page.evaluate('new Promise(() => {})');
    };

    await expect(rig.withPage(work)).rejects.toThrow(BrowserCrashedError);
  });

  test('ends its sessions and browsers when it is closed', async () => {
    const rig = await own({});
    const session = rig.withPage(async ({ page }) => {
      await page.goto(rig.site.url('/calm'));
      queueMicrotask(() => closing.resolve(rig.pool[Symbol.asyncDispose]()));
      await page.evaluate('new Promise(() => {})');
    });
    const closing = Promise.withResolvers<void>();
    const groups = rig.groups();

    await expect(session).rejects.toThrow(BrowserUnavailableError);
    await closing.promise;
    await expect(rig.withPage(() => Promise.resolve())).rejects.toThrow(BrowserUnavailableError);
    for (const group of await groups) {
      expect(groupMembers(group)).toEqual([]);
    }
  });

  test('says what to do where there is no browser', async () => {
    const rig = await own({ executablePath: '/nowhere/chromium' });

    await expect(rig.pool.probe()).rejects.toThrow(/CHROMIUM_PATH=\/nowhere\/chromium/);
    await expect(rig.withPage(() => Promise.resolve())).rejects.toThrow(BrowserUnavailableError);
  });

  test('says what a browser that does not start said, and leaves nothing of it', async () => {
    const rig = await own({ executablePath: '/bin/false' });

    await expect(rig.pool.probe()).rejects.toThrow(BrowserUnavailableError);
    expect(await rig.groups()).toEqual([]);
  });
});
