import type { Page } from 'playwright';
import sharp from 'sharp';
import { afterAll, assert, beforeAll, describe, expect, test } from 'vitest';
import { askPage } from '#capture/browser/ask-overlays.ts';
import { coveringOverlay, dismissOverlays, type Overlays } from '#capture/browser/overlays.ts';
import { capturePost } from '#capture/pipeline.ts';
import { collect } from '../../contracts/storage.ts';
import { openRig as openCaptureRig } from '../support/rig.ts';
import { openSite, type Site } from '../support/site.ts';
import { article, consentPages, genericBanners, sheetPages } from './support/overlay-pages.ts';
import { openRig, type Rig } from './support/pool.ts';

let rig: Rig;
let site: Site;
beforeAll(async () => {
  rig = await openRig();
  site = await openSite();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const html = (body: string) => ({ type: 'text/html; charset=utf-8', body });
const serve = (path: string, body: string) => site.routes.set(path, html(body));
const bottom = 'style="position: fixed; inset: auto 0 0; height: 300px; background: #dde"';
const whole = 'style="position: fixed; inset: 0; background: #fff; z-index: 9"';

interface Asked {
  path?: string;
  postSelector?: string | null;
  /** Where the page really begins. */
  startUrl?: string;
}

function see(body: string, { path = '/page', postSelector = '#post', startUrl }: Asked = {}) {
  serve(path, body);
  return rig.withPage(({ page }) => look(page, `${site.url}${path}`, postSelector, startUrl));
}

/** Opens the page, does what a capture does about overlays, and says what came of it. */
async function look(page: Page, url: string, postSelector: string | null = '#post', startUrl = url) {
  await page.goto(startUrl, { waitUntil: 'commit' });
  const overlays = await dismissOverlays(page, { url, postSelector });
  const covering = await coveringOverlay(page, { url, postSelector });
  const pressed = await page.evaluate(() => document.body.dataset.pressed ?? null);
  return { ...overlays, covering, pressed, path: new URL(page.url()).pathname };
}

const withoutPorts = (words: string[]) => words.map((word) => word.replaceAll(/:\d+/g, ''));
const namesOf = (seen: Overlays | undefined) =>
  withoutPorts(seen?.closed ?? []).map((words) => words.replace(/ \([^)]*\)$/, ''));

describe('closes, as a reader would who wants no tracking, and the post can be seen', () => {
  const cases = [...consentPages, ...sheetPages];
  const seen = new Map<string, Awaited<ReturnType<typeof look>>>();
  beforeAll(async () => {
    // One session serves them all, which is cheaper by half.
    await rig.withPage(
      async ({ page }) => {
        for (const { name, html } of cases) {
          serve('/page', html);
          seen.set(name, await look(page, `${site.url}/page`));
        }
      },
      { timeoutMs: 40_000 },
    );
  }, 40_000);

  test.each(cases)('$name', ({ name, pressed, closed }) => {
    expect(seen.get(name)).toMatchObject({ pressed, undone: [], covering: null });
    expect(namesOf(seen.get(name))).toEqual(closed);
  });

  test('banners of no known product, in the language of their page', async () => {
    const labels = await rig.withPage(
      async ({ page }) => {
        const found: [string, string | null | undefined][] = [];
        for (const { language, html } of genericBanners) {
          await page.setContent(html);
          const survey = await askPage(page, { postSelector: '#post', isWhole: false, spent: [] });
          found.push([language, survey?.overlays[0]?.facts.label]);
        }
        return found;
      },
      { proxy: null },
    );

    expect(labels).toEqual(genericBanners.map(({ language, label }) => [language, label]));
  });

  test('a banner in a frame of another site', async () => {
    serve(
      '/sp/index.html',
      `<p>We and our 900 partners store cookies.</p>
       <button title="Accept all" class="sp_choice_type_11" onclick="parent.postMessage('accept', '*')">Accept all</button>
       <button title="Reject all" class="sp_choice_type_13" onclick="parent.postMessage('reject', '*')">Reject all</button>`,
    );
    const frame = `${site.url.replace('site.test', 'consent.example')}/sp/index.html`;
    const seen = await see(
      article(`<div id="sp_message_container_1" ${whole}><iframe id="sp_message_iframe_1" src="${frame}" style="width: 100%; height: 100%; border: 0"></iframe></div>
        <script>addEventListener('message', ({ data }) => { document.body.dataset.pressed = data; document.getElementById('sp_message_container_1').remove() })</script>`),
    );

    expect(seen).toMatchObject({ pressed: 'reject', covering: null });
    expect(withoutPorts(seen.closed)).toEqual(['consent banner of consent.example (“Reject all”)']);
  });

  test('a page that asks for consent in place of the page that was asked for', async () => {
    const consent = `${site.url.replace('site.test', 'consent.yahoo.com')}/m`;
    serve(
      '/m',
      `<h1>Yahoo is part of the Yahoo family of brands</h1><p>We use cookies and data to deliver services</p>
       <form action="${site.url}/page"><input type="submit" value="Accept all"></form>
       <form action="${site.url}/page"><input type="hidden" name="refused" value="1"><input type="submit" value="Reject all"></form>`,
    );
    const seen = await see(article(''), { startUrl: consent });

    expect(seen).toMatchObject({ path: '/page', undone: [], covering: null });
    expect(withoutPorts(seen.closed)).toEqual(['consent banner of consent.yahoo.com (“Reject all”)']);
  });

  test('a banner that comes late, where the page has a product that will ask', async () => {
    site.routes.set('/cookielaw.org/otSDKStub.js', {
      type: 'text/javascript',
      body: `setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<div id="onetrust-banner-sdk" ${bottom.replaceAll("'", '"')}><p>Cookies</p><button id="onetrust-reject-all-handler" onclick="this.parentElement.remove()">Reject All</button></div>'), 600)`,
    });
    const seen = await see(article('<script async src="/cookielaw.org/otSDKStub.js"></script>'));

    expect(seen).toMatchObject({ closed: ['consent banner of OneTrust (“Reject All”)'], covering: null });
  });

  test('one after the other, what lies on top first', async () => {
    const remove = 'onclick="this.parentElement.remove()"';
    const seen = await see(
      article(`<div role="dialog" aria-modal="true" ${whole}>Sign up to see more <button aria-label="Close" ${remove}>×</button></div>
        <div ${bottom.replace('300px', '300px; z-index: 99')}>We use cookies <button ${remove}>Accept</button><button ${remove}>Decline</button></div>`),
    );

    expect(withoutPorts(seen.closed).sort()).toEqual([
      'consent banner of site.test (“Decline”)',
      'log-in sheet of site.test (“Close”)',
    ]);
    expect(seen.covering).toBeNull();
  });
});

describe('says what stays over the post', () => {
  test('a banner without a way out', async () => {
    const seen = await see(
      article(`<div ${whole}>We value your privacy: cookies. <a href="/more">Learn more</a></div>`),
    );

    expect(seen).toMatchObject({ closed: [], covering: { shows: 'consent' } });
    expect(seen.covering?.detail).toMatch(
      /^covered by a consent banner of site\.test:\d+: We value your privacy/,
    );
  });

  test('a paywall, which is not got around', async () => {
    const press = `onclick="document.body.dataset.pressed = 'closed'; this.parentElement.remove()"`;
    const seen = await see(
      article(
        `<div role="dialog" ${whole}>Subscribe to continue reading. <button aria-label="Close" ${press}>×</button></div>`,
      ),
      { postSelector: null },
    );

    expect(seen).toMatchObject({ closed: [], pressed: null, covering: { shows: 'wall' } });
    expect(seen.covering?.detail).toContain('paywall');
  });

  test('a banner whose button does nothing', async () => {
    const seen = await see(article(`<div ${whole}>Cookies! <button>Accept all</button></div>`));

    expect(seen).toMatchObject({ closed: [], covering: { shows: 'consent' } });
  });

  test('nothing, where it lies beside the post', async () => {
    const beside = bottom.replace('300px', '120px').replace('height', 'top: 640px; height');
    const seen = await see(article(`<div ${beside}>Cookies are used here.</div>`));

    expect(seen).toMatchObject({ closed: [], covering: null });
  });
});

describe('leaves alone', () => {
  const pressing = `onclick="document.body.dataset.pressed = 'pressed'; this.remove()"`;
  test.each([
    ['a page with nothing over it', article('')],
    [
      'a dialog that the post is shown in',
      `<div role="dialog" ${whole}><button aria-label="Close" ${pressing}>×</button><article id="post">Log in for more. Cookies.</article></div>`,
    ],
    [
      'the buttons of the post',
      `<main><div id="post" style="position: fixed; inset: 0">We use cookies <button ${pressing}>Accept</button></div></main>`,
    ],
    [
      'a player over all of the window',
      `<div id="post" style="position: fixed; inset: 0"><video style="width: 100%; height: 100%"></video><div style="position: absolute; inset: 0; z-index: 1000"><button aria-label="Close" ${pressing}></button></div></div>`,
    ],
    [
      'the head of the site',
      article(
        `<header style="position: fixed; top: 0; left: 0; right: 0; height: 40px"><nav>Log in <button ${pressing}>Close</button> Newsletter</nav></header>`,
      ),
    ],
  ])('%s', async (_, body) => {
    expect(await see(body)).toMatchObject({ closed: [], undone: [], pressed: null, covering: null });
  });
});

describe('a hostile page', () => {
  test('whose button leads away is opened again, and that is told', async () => {
    serve('/elsewhere', '<h1>Buy this</h1>');
    const seen = await see(
      article(
        `<div ${bottom}>We use cookies <button onclick="location = '/elsewhere'">Reject all</button></div>`,
      ),
    );

    expect(seen).toMatchObject({ path: '/page', closed: [] });
    expect(withoutPorts(seen.undone)).toEqual([
      'consent banner of site.test (“Reject all”) leads to site.test',
    ]);
    expect(seen.covering).toMatchObject({ shows: 'consent' });
  });

  test('whose button leads away without loading a page', async () => {
    const push = `history.pushState(null, '', '/home'); document.getElementById('post').remove(); this.parentElement.remove()`;
    const seen = await see(
      article(
        `<div role="dialog" ${bottom}>Log in to like this <button aria-label="Close" onclick="${push}">×</button></div>`,
      ),
    );

    expect(seen).toMatchObject({ path: '/page', closed: [] });
    expect(seen.undone).toHaveLength(1);
  });

  test.each([
    ['of thousands of buttons', `<div ${bottom}>Cookies ${'<button>Accept</button>'.repeat(20_000)}</div>`],
    [
      'whose banners come again',
      `<script>const again = () => document.body.insertAdjacentHTML('beforeend', '<div ${bottom.replaceAll("'", '"')}>Cookies <button onclick="this.parentElement.remove(); again()">Accept ' + Math.random() + '</button></div>'); again()</script>`,
    ],
    [
      'that asks to confirm',
      `<div ${bottom}>Cookies <button onclick="confirm('Sure?') || confirm('Really?'); this.parentElement.remove()">Reject</button></div>`,
    ],
    [
      'whose banner is another at every glance',
      `<script>const turn = () => { document.querySelector('#over')?.remove(); document.body.insertAdjacentHTML('beforeend', '<div id="over" ${bottom.replaceAll("'", '"')}>Cookies <button>Accept</button></div>'); requestAnimationFrame(turn) }; turn()</script>`,
    ],
    [
      'that hangs once it is pressed',
      `<div ${bottom}>Cookies <button onclick="const until = performance.now() + 2500; while (performance.now() < until); this.parentElement.remove()">Reject</button></div>`,
    ],
    [
      'with a frame that hangs',
      `<iframe ${bottom.replace('style="', 'style="width: 100%; ')} srcdoc="Cookies <script>setTimeout(() => { const until = performance.now() + 2500; while (performance.now() < until); })</script>"></iframe>`,
    ],
  ])(
    '%s is left within the budget, and is what it was',
    async (_, over) => {
      expect(await see(article(over))).toMatchObject({ path: '/page' });
    },
    12_000,
  );
});

describe('a capture', () => {
  const capture = async (over: string) => {
    await using captures = await openCaptureRig(rig.pool, { wholePage: true });
    const { text } = captures.publish('1');
    const body = `<!doctype html><body style="margin: 0"><main><article id="post" data-id="test:1" style="height: 700px; background: #efe">${text}</article></main>${over}`;
    captures.site.routes.set('/view/1/1', html(body));
    const { manifest } = await capturePost(captures.job(), captures.tools, new AbortController().signal);
    const picture = manifest.artifacts.find(({ role }) => role === 'screenshot');
    const found = await captures.tools.storage.getObject(picture?.sha256 ?? '');
    assert(found);
    const { data } = await sharp(Buffer.concat(await collect(found.body)))
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { manifest, picture, lastPixel: data.subarray(-3).toString('hex') };
  };
  const remove = 'onclick="this.parentElement.remove()"';

  test('of a page with a banner is of the page, and tells what was closed', async () => {
    const { manifest, picture, lastPixel } = await capture(
      `<div ${bottom}>We use cookies <button ${remove}>Accept</button><button ${remove}>Reject all</button></div>`,
    );

    expect(manifest).toMatchObject({ outcome: 'complete', missing: [] });
    expect(picture).toMatchObject({ source: 'browser', verdict: { shows: 'expected' } });
    expect(picture?.verdict.detail).toMatch(/ Closed: consent banner of site\.test:\d+ \(“Reject all”\)\.$/);
    expect(lastPixel).toBe('eeffee');
  });

  test('of a page that stays covered has our card in its place, and says by what', async () => {
    const { manifest, picture } = await capture(`<div ${whole}>We value your privacy: cookies.</div>`);

    expect(manifest.outcome).toBe('partial');
    expect(picture).toMatchObject({ source: 'card' });
    expect(manifest.missing[0]?.reason).toContain(
      'a consent banner (covered by a consent banner of site.test',
    );
  });
});
