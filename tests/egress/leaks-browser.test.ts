import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { chromiumNetworkSwitches } from '#egress/chromium-switches.ts';
import type { ConnectionRecord, Egress } from '#egress/egress.ts';
import { attacker, HostileWorld, type Pages } from './hostile-world.ts';
import { forbiddenHosts } from './leak-table.ts';
import { wideBudget } from './small-internet.ts';

/** Chromium itself does not make URLs of these. */
const hosts = forbiddenHosts.filter((host) => URL.canParse(`http://${host}:1/`));

const targets = (port: number, scheme = 'http') =>
  hosts.map((host, index) => `${scheme}://${host}:${port}/${index}`);
const json = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');

/** Each page tries all hosts of the table and says so when every attempt has ended, well or not. */
const pages: Pages = (path, port) => {
  switch (path) {
    case '/image':
      return batch(
        targets(port),
        `new Promise((done) => Object.assign(new Image(), { onload: done, onerror: done, src: url }))`,
      );
    case '/websocket':
      return batch(targets(port, 'ws'), `new Promise((done) => { new WebSocket(url).onclose = done; })`);
    case '/rebinding':
      return batch(
        hosts.map((_, index) => `http://rebind-${index}.example.org:${port}/${index}`),
        `fetch(url).then(() => fetch(url)).catch(() => null)`,
      );
    case '/':
      return '<title>start</title>';
    default:
      return path.match(/^\/\d+$/) ? 'outside' : null;
  }
};

function batch(urls: string[], attempt: string): string {
  return `<script type="module">
    await Promise.all(${json(urls)}.map((url) => ${attempt}));
    document.title = 'done';
  </script>`;
}

async function openAll(page: Page, urls: string[]): Promise<void> {
  for (const url of urls) {
    await page.goto(url, { waitUntil: 'commit' }).catch(() => null);
  }
}

async function runBatch(page: Page, path: string): Promise<void> {
  await page.goto(`${attacker}${path}`);
  await page.waitForFunction(() => document.title === 'done', undefined, { timeout: 30_000 });
}

const vectors: { name: string; attempt(page: Page, port: number): Promise<void> }[] = [
  { name: 'direct navigation', attempt: (page, port) => openAll(page, targets(port)) },
  {
    name: 'navigation by redirect',
    attempt: (page, port) =>
      openAll(
        page,
        targets(port).map((url) => `${attacker}/to?${encodeURIComponent(url)}`),
      ),
  },
  { name: 'an image', attempt: (page) => runBatch(page, '/image') },
  { name: 'a WebSocket', attempt: (page) => runBatch(page, '/websocket') },
  { name: 'a name that changes its mind', attempt: (page) => runBatch(page, '/rebinding') },
];

let browser: Browser;

beforeAll(async () => {
  const found = findChromium(process.env.CHROMIUM_PATH ?? null);
  browser = await chromium.launch({ executablePath: found?.path, args: [...chromiumNetworkSwitches] });
});

afterAll(async () => {
  await browser?.close();
});

describe.each(vectors)('$name', ({ attempt }) => {
  test('hits the inside with the policy off', async () => {
    await using world = await HostileWorld.open(pages);
    await using egress = await world.openUnguardedEgress();
    await browse(egress, (page) => attempt(page, world.inside.port));
    expect(new Set(world.inside.paths())).toEqual(new Set(hosts.map((_, index) => `/${index}`)));
  });

  test('never does for any host of the table', async () => {
    await using world = await HostileWorld.open(pages);
    await using egress = await world.openEgress();
    const connections = await browse(egress, (page) => attempt(page, world.inside.port));

    const refused = connections.filter((connection) => connection.refused !== null);
    expect(refused.length).toBeGreaterThanOrEqual(hosts.length);
    expect(world.inside.hits).toEqual([]);
  });
});

/** One page in a context of its own, through a scope of the gateway; gives the scope's log. */
async function browse(egress: Egress, visit: (page: Page) => Promise<void>): Promise<ConnectionRecord[]> {
  await using scope = egress.openScope('browser', wideBudget);
  const context = await browser.newContext({ proxy: scope.proxy });
  try {
    await visit(await context.newPage());
    return scope.connections();
  } finally {
    await context.close();
  }
}
