import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedAnswer, RecordedRequest } from '../../support/recorded-web/recorded-web.ts';
import { font, html, picture, text, windows1256 } from './assets.ts';
import type { ReplayedPage } from './pages.ts';

/** Pages that their scripts make. */
export async function livelyPages(): Promise<ReplayedPage[]> {
  return [await lazy(), posting(), await rendered(), await arabic()];
}

const colours = ['#a11', '#1a1', '#11a', '#aa1', '#1aa', '#a1a', '#511', '#151', '#115', '#551'];

async function lazy(): Promise<ReplayedPage> {
  const pictures = await Promise.all(colours.map((colour, index) => picture(index + 1, colour)));
  const place = (index: number) =>
    index % 2 === 0
      ? `<img loading="lazy" src="/${index}.png"`
      : `<img class="observed" data-src="/${index}.png"`;
  return {
    name: 'pictures that wait to be scrolled to',
    url: 'https://lazy.example/long',
    words: ['A long read', 'The last paragraph', 'Seen: 5'],
    answers: {
      'https://lazy.example/long': text(
        'html',
        html(
          'A long read',
          `${colours.map((_, index) => `<p style="height: 560px">Paragraph ${index}</p>${place(index)} width="320" height="200">`).join('')}
          <p>The last paragraph</p><p id="seen"></p><script src="/lazy.js"></script>`,
        ),
      ),
      'https://lazy.example/lazy.js': text(
        'js',
        `let seen = 0;
        const observer = new IntersectionObserver((entries) => {
          for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
            observer.unobserve(target);
            target.src = target.dataset.src;
            document.querySelector('#seen').textContent = 'Seen: ' + (seen += 1);
          }
        });
        document.querySelectorAll('.observed').forEach((image) => observer.observe(image));`,
      ),
      ...Object.fromEntries(pictures.map((answer, index) => [`https://lazy.example/${index}.png`, answer])),
    },
  };
}

function posting(): ReplayedPage {
  const answer = ({ body }: RecordedRequest) => {
    const posted = Buffer.from(body).toString();
    const known = [
      ['PostQuery', 'Words by a query in JSON'],
      ['RepliesQuery', 'A reply by another query'],
      ['page=2', 'Words by a form'],
      ['name="token"', 'Words by parts'],
    ] as const;
    const words = known.find(([mark]) => posted.includes(mark))?.[1];
    return words === undefined ? null : text('json', JSON.stringify({ words }));
  };
  return {
    name: 'words that are asked for by POST',
    url: 'https://posting.example/thread',
    words: [
      'A thread',
      'Words by a query in JSON',
      'A reply by another query',
      'Words by a form',
      'Words by parts',
    ],
    answers: {
      'https://posting.example/thread': text(
        'html',
        html(
          'A thread',
          `<ul></ul><script>
            const show = async (answer) => {
              const { words } = await (await answer).json();
              document.querySelector('ul').insertAdjacentHTML('beforeend', '<li>' + words);
            };
            const query = (name) => fetch('/graphql', {
              method: 'POST', headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ operation: name, variables: { id: 7, deep: { list: [1, 2] } } }),
            });
            const parts = new FormData();
            parts.append('token', 'x');
            const run = async () => {
              await show(query('PostQuery'));
              await show(query('RepliesQuery'));
              await show(fetch('/more', { method: 'POST', body: new URLSearchParams({ page: 2, list: 'a b' }) }));
              const request = new XMLHttpRequest();
              request.open('POST', '/parts');
              request.onload = () => show(new Response(request.responseText));
              request.send(parts);
            };
            run();
          </script>`,
        ),
      ),
      'https://posting.example/graphql': answer,
      'https://posting.example/more': answer,
      'https://posting.example/parts': answer,
    },
  };
}

async function rendered(): Promise<ReplayedPage> {
  return {
    name: 'a page that its modules render',
    url: 'https://rendered.example/app',
    words: ['Rendered by modules', 'Words of a component', 'Words after a while'],
    innerWords: ['Words of the shadow'],
    answers: {
      'https://rendered.example/app': text(
        'html',
        html(
          'Shell',
          '<main id="app"></main>',
          '<link rel="modulepreload" href="/view.mjs"><script type="module" src="/app.mjs"></script>',
        ),
      ),
      'https://rendered.example/app.mjs': text(
        'js',
        `import { show } from './view.mjs';
        const { title } = await (await fetch('/api/page')).json();
        show(title);
        const { Embed } = await import('./embed.mjs?v=3');
        customElements.define('an-embed', Embed);
        document.querySelector('#app').append(document.createElement('an-embed'));`,
      ),
      'https://rendered.example/view.mjs': text(
        'js',
        `export const show = (title) => {
          document.querySelector('h1').textContent = title;
          document.querySelector('#app').innerHTML = '<p class="icons">\\uea60\\uea61\\uea62\\uea63\\uea64\\uea65</p><svg width="200" height="80"><use href="/shapes.svg#star"/></svg>';
          const style = document.createElement('style');
          style.textContent = '@font-face { font-family: icons; src: url(https://fonts-rendered.example/icons.ttf) } .icons { font: 60px icons }';
          document.head.append(style);
        };`,
      ),
      'https://rendered.example/embed.mjs?v=3': text(
        'js',
        `export class Embed extends HTMLElement {
          async connectedCallback() {
            const { words } = await (await fetch('/api/embed')).json();
            this.innerHTML = '<p>' + words + '</p><p id="late"></p><div id="host"></div>';
            this.querySelector('#host').attachShadow({ mode: 'open' }).innerHTML =
              '<style>p { background: gold; padding: 20px }</style><p>Words of the shadow</p><img src="/shadow.png">';
            setTimeout(() => { this.querySelector('#late').textContent = 'Words after a while'; }, 300);
          }
        }`,
      ),
      'https://rendered.example/api/page': {
        ...text('json', '{"title":"Rendered by modules"}'),
        delayMs: 150,
      },
      'https://rendered.example/api/embed': {
        ...text('json', '{"words":"Words of a component"}'),
        delayMs: 250,
      },
      'https://rendered.example/shapes.svg': text(
        'svg',
        '<svg xmlns="http://www.w3.org/2000/svg"><symbol id="star" viewBox="0 0 20 8"><path d="M0 8 10 0 20 8z" fill="purple"/></symbol></svg>',
      ),
      'https://rendered.example/shadow.png': await picture(3, '#203040'),
      'https://fonts-rendered.example/icons.ttf': await font(),
    },
  };
}

async function arabic(): Promise<ReplayedPage> {
  const page = `<!doctype html><html dir="rtl" lang="ar"><head><meta charset="windows-1256"><title>خبر</title></head>
    <body style="font-size: 24px"><h1>الجسر مفتوح</h1><p id="state"></p><p id="count"></p><p id="random"></p><img src="/badge.png">
    <script id="data" type="application/json">{"text":"نص المنشور الأول"}</script>
    <script>
      document.querySelector('#state').textContent = JSON.parse(document.querySelector('#data').textContent).text;
      const fill = (id, url) => fetch(url).then((answer) => answer.text()).then((words) => { document.querySelector(id).textContent = words; });
      fill('#count', '/count?id=1&_=' + Date.now());
      fill('#random', '/words?rnd=' + Math.random() + '&id=2');
      try { new WebSocket('wss://arabic.example/live'); } catch {}
      new EventSource('/events');
      navigator.serviceWorker?.register('/worker.js').catch(() => {});
    </script></body></html>`;
  const headers = { 'content-type': 'text/html', 'set-cookie': 'visitor=secret-visitor; Path=/' };
  async function* events(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('data: one\n\n');
    await pause(20_000, undefined, { ref: false });
  }
  const plain: RecordedAnswer['headers'] = { 'content-type': 'text/plain; charset=utf-8' };
  return {
    name: 'an Arabic page with state, sockets, events and made-up addresses',
    url: 'https://arabic.example/khabar',
    missing: ['GET https://arabic.example/events'],
    words: ['الجسر مفتوح', 'نص المنشور الأول', 'سبعة قراء', 'كلمات أخرى'],
    answers: {
      'https://arabic.example/khabar': { headers, body: windows1256(page) },
      'https://arabic.example/count': { headers: plain, body: 'سبعة قراء' },
      'https://arabic.example/words': { headers: plain, body: 'كلمات أخرى' },
      'https://arabic.example/badge.png': await picture(4, '#0a5a5a'),
      'https://arabic.example/live': { status: 404, body: '' },
      'https://arabic.example/events': () => ({
        headers: { 'content-type': 'text/event-stream' },
        body: events(),
      }),
      'https://arabic.example/worker.js': text('js', ''),
    },
  };
}
