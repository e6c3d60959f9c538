import { expect, it } from 'vitest';
import type { Exchange } from '#page-archive/exchange.ts';
import { findPlayer, openReplay } from '../support/replay-web-page.ts';
import { archive, bodyOf, exchange } from './support/sample.ts';
import { written } from './support/written.ts';

const page = 'https://news.example/post/1?lang=en&b=2';
const type = (value: string): Pick<Exchange, 'responseHeaders'> => ({
  responseHeaders: [['Content-Type', value]],
});
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8AARLgpAP0OBPxX0yYmAAAAAElFTkSuQmCC',
  'base64',
);

const html = `<!doctype html><meta charset="utf-8"><title>A post</title>
<img id="plain" src="https://cdn.example/picture.png"><img id="moved" src="https://cdn.example/old.png">
<img id="again" src="https://cdn.example/copy.png?size=big">
<p id="posted"></p><p id="fuzzy"></p>
<iframe src="https://embed.example/card"></iframe>
<script>
const post = (body) => fetch('https://api.example/graphql?v=1', {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
}).then((response) => response.text());
Promise.all([post({ id: 1, query: 'a' }), post({ id: 2, query: 'ü & b' })]).then((texts) => {
  document.getElementById('posted').textContent = texts.join(' ');
});
const request = new XMLHttpRequest();
request.open('GET', 'https://api.example/count?id=1&_=' + Date.now());
request.onload = () => { document.getElementById('fuzzy').textContent = request.responseText; };
request.send();
</script>`;

/** Whatever was recorded is shown by the player that others use, with no network. */
it('plays in ReplayWeb.page', async (test) => {
  const player = await findPlayer();
  test.skip(player.kind === 'absent', player.kind === 'absent' ? player.reason : '');
  const json = (query: string, text: string) =>
    exchange('https://api.example/graphql?v=1', {
      ...{ method: 'POST', requestBody: Buffer.from(query), body: bodyOf(text), resourceType: 'XHR' },
      requestHeaders: [['Content-Type', 'application/json']],
      responseHeaders: [
        ['Content-Type', 'application/json'],
        ['Content-Encoding', 'br'],
        ['Access-Control-Allow-Origin', '*'],
      ],
    });
  const { path } = await written(
    archive(
      [
        exchange(page, { ...type('text/html; charset=utf-8'), body: bodyOf(html), resourceType: 'Document' }),
        exchange('https://cdn.example/picture.png', { ...type('image/png'), body: bodyOf(picture) }),
        exchange('https://cdn.example/old.png', {
          ...{ status: 301, statusText: 'Moved Permanently', body: null },
          responseHeaders: [['Location', '/new.png']],
        }),
        exchange('https://cdn.example/new.png', { ...type('image/png'), body: bodyOf(picture) }),
        exchange('https://cdn.example/copy.png?size=big', { ...type('image/png'), body: bodyOf(picture) }),
        json('{"id":1,"query":"a"}', '"first"'),
        json('{"id":2,"query":"ü & b"}', '"second"'),
        exchange('https://api.example/count?id=1&_=1700000000000', { body: bodyOf('seven') }),
        exchange('https://embed.example/card', {
          ...type('text/html'),
          ...{ body: bodyOf('<p id="card">An embedded card</p>'), resourceType: 'Document' },
        }),
      ],
      { pages: [{ url: page, title: 'A post', text: null, at: '2026-11-22T13:45:01.123Z' }] },
    ),
  );

  await using replay = await openReplay(path, page, '2026-11-22T13:45:01.123Z');

  const text = (id: string) => replay.frame.locator(id).textContent();
  await replay.frame.waitForFunction(() =>
    ['posted', 'fuzzy'].every((id) => document.getElementById(id)?.textContent !== ''),
  );
  expect(await text('#posted')).toBe('"first" "second"');
  expect(await text('#fuzzy')).toBe('seven');
  const widths = await replay.frame.evaluate(() =>
    Array.from(document.images, (image) => image.naturalWidth),
  );
  expect(widths).toEqual([3, 3, 3]);
  const card = replay.page.frames().find((frame) => frame.url().endsWith('https://embed.example/card'));
  expect(await card?.locator('#card').textContent()).toBe('An embedded card');
});
