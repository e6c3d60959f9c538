import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { chromiumNetworkSwitches } from '#egress/chromium-switches.ts';
import type { ProxyCredentials } from '#egress/egress.ts';
import { attacker, HostileWorld, type Pages } from './hostile-world.ts';
import { wideBudget } from './small-internet.ts';

/** What a page has besides navigation, pictures and WebSockets to make a browser send something, by the path it asks for. */
const doors = [
  'beacon',
  'css',
  'css-image',
  'eventsource',
  'fetch',
  'font',
  'form',
  'frame',
  'icon-preload',
  'module',
  'object',
  'ping',
  'prefetch',
  'script',
  'shared-worker',
  'source',
  'video',
  'worker',
  'xhr',
];

const pages: Pages = (path, port) => {
  const at = (name: string) => `http://127.0.0.1:${port}/${name}`;
  switch (path) {
    case '/worker.js':
      return `fetch('${at('worker')}').catch(() => null)`;
    case '/shared-worker.js':
      return `fetch('${at('shared-worker')}').catch(() => null)`;
    case '/':
      return attackingPage(at, port);
    default:
      return null;
  }
};

function attackingPage(at: (name: string) => string, port: number): string {
  return `<!doctype html>
    <link rel="dns-prefetch" href="${at('')}"><link rel="preconnect" href="${at('')}">
    <link rel="prefetch" href="${at('prefetch')}"><link rel="preload" as="image" href="${at('icon-preload')}">
    <link rel="stylesheet" href="${at('css')}"><link rel="modulepreload" href="${at('module')}">
    <script type="speculationrules">{"prefetch":[{"source":"list","urls":["${at('speculation')}"]}]}</script>
    <style>@font-face { font-family: far; src: url(${at('font')}) } body { font-family: far; background: url(${at('css-image')}) }</style>
    <script src="${at('script')}" async></script>
    <iframe src="${at('frame')}"></iframe><iframe name="target"></iframe>
    <object data="${at('object')}"></object>
    <video src="${at('video')}" autoplay muted></video><picture><source srcset="${at('source')}"><img alt="words"></picture>
    <form action="${at('form')}" method="post" target="target"></form>
    <a href="#here" ping="${at('ping')}">words</a>
    <script type="module">
      navigator.sendBeacon('${at('beacon')}', 'x');
      fetch('${at('fetch')}').catch(() => null);
      const request = new XMLHttpRequest();
      request.open('GET', '${at('xhr')}');
      request.send();
      new EventSource('${at('eventsource')}');
      new Worker('/worker.js', { type: 'module' });
      new SharedWorker('/shared-worker.js', { type: 'module' });
      document.forms[0].submit();
      document.querySelector('a').click();
      const transport = globalThis.WebTransport && new WebTransport('https://127.0.0.1:${port}/').ready.catch(() => null);
      const servers = ['stun:127.0.0.1:${port}', 'stun:[::1]:${port}', 'turn:127.0.0.1:${port}?transport=udp', 'turn:127.0.0.1:${port}?transport=tcp'];
      const peer = new RTCPeerConnection({ iceServers: [{ urls: servers, username: 'u', credential: 'c' }] });
      peer.createDataChannel('data');
      await peer.setLocalDescription(await peer.createOffer());
      await new Promise((done) => {
        if (peer.iceGatheringState === 'complete') done();
        peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && done();
      });
      await transport;
      document.title = 'done';
    </script>`;
}

test('every door hits the inside with the policy off; WebRTC does, past the proxy, without the switches', async () => {
  await using world = await HostileWorld.open(pages);
  await using egress = await world.openUnguardedEgress();
  await using scope = egress.openScope('unguarded', wideBudget);

  const sent = await visit(scope.proxy, [], async () => {
    await expect.poll(() => missing(world.inside.paths()), { timeout: 15_000 }).toEqual([]);
    await expect.poll(() => world.inside.hits).toContain('udp');
  });

  expect(sent.udpPackets).toBeGreaterThan(0);
});

test('no door leads inside: no connection but to the gateway, no packet, no look-up', async () => {
  await using world = await HostileWorld.open(pages);
  await using egress = await world.openEgress();
  await using scope = egress.openScope('guarded', wideBudget);

  const sent = await visit(scope.proxy, chromiumNetworkSwitches, async (page) => {
    await page.waitForFunction(() => document.title === 'done');
    const refused = () => scope.connections().filter((connection) => connection.refused !== null);
    await expect.poll(() => refused().length, { timeout: 15_000 }).toBeGreaterThanOrEqual(doors.length);
  });

  expect(world.inside.hits).toEqual([]);
  expect(sent).toEqual({ tcpTargets: [new URL(scope.proxy.server).host], udpPackets: 0, lookUps: [] });
});

function missing(paths: string[]): string[] {
  return doors.filter((door) => !paths.includes(`/${door}`));
}

/** Opens the attacker's page in a browser of its own until `seen`; tells from Chromium's own log what it sent. */
async function visit(
  proxy: ProxyCredentials,
  switches: readonly string[],
  seen: (page: Page) => Promise<void>,
) {
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'doors-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const log = join(directory, 'net-log.json');
  const browser = await chromium.launch({
    executablePath: findChromium(process.env.CHROMIUM_PATH ?? null)?.path,
    args: [...switches, `--log-net-log=${log}`],
    proxy,
  });
  resources.defer(() => browser.close());
  const page = await browser.newPage();
  await page.goto(attacker);
  await seen(page);
  // The log is whole once the browser is closed; closing twice does no harm.
  await browser.close();
  return whatWasSent(await readFile(log, 'utf8'));
}

/** https://www.chromium.org/developers/design-documents/network-stack/netlog/ */
const netLogSchema = z.object({
  constants: z.object({ logEventTypes: z.record(z.string(), z.number()) }),
  events: z.array(z.object({ type: z.number(), params: z.record(z.string(), z.unknown()).optional() })),
});

function whatWasSent(text: string) {
  const { constants, events } = netLogSchema.parse(JSON.parse(text));
  const paramsOf = (name: string) => {
    const type = constants.logEventTypes[name];
    expect(type, `Chromium's log knows no event ${name}`).toBeTypeOf('number');
    return events.filter((event) => event.type === type).map((event) => event.params ?? {});
  };
  const tcpTargets = paramsOf('TCP_CONNECT_ATTEMPT').flatMap(({ address }) =>
    address === undefined ? [] : [String(address)],
  );
  return {
    tcpTargets: [...new Set(tcpTargets)],
    udpPackets: paramsOf('UDP_BYTES_SENT').length,
    lookUps: paramsOf('HOST_RESOLVER_MANAGER_JOB').map(({ host }) => host),
  };
}
