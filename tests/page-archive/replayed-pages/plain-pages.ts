import { film, html, picture, redirect, text } from './assets.ts';
import type { ReplayedPage } from './pages.ts';

/** Pages that the server sends nearly as they are shown. */
export async function plainPages(): Promise<ReplayedPage[]> {
  return [
    await staticArticle(),
    await framed(),
    await encoded(),
    await moved(),
    await filmed(),
    await responsive(),
  ];
}

async function staticArticle(): Promise<ReplayedPage> {
  return {
    name: 'a static article with pictures',
    url: 'https://static.example/2026/bridge.html',
    words: ['The bridge is open again', 'Boats pass beneath it', 'Caption of the second picture'],
    answers: {
      'https://static.example/2026/bridge.html': text(
        'html',
        html(
          'The bridge is open again',
          `<p>Boats pass beneath it since this morning.</p><img src="../pictures/bridge.jpg" alt="">
          <figure><img src="//cdn-static.example/boat.png?w=320&amp;q=80"><figcaption>Caption of the second picture</figcaption></figure>
          <div class="band"></div>`,
          '<link rel="stylesheet" href="/style/main.css">',
        ),
      ),
      'https://static.example/style/main.css': text(
        'css',
        `@import url("colours.css"); .band { height: 200px; background: #ddd url('../pictures/band.png') repeat-x }`,
      ),
      'https://static.example/style/colours.css': text('css', 'h1 { color: #a3123a } p { color: #123aa3 }'),
      'https://static.example/pictures/bridge.jpg': await picture(1, '#336699', 'jpeg'),
      'https://static.example/pictures/band.png': await picture(2, '#887700'),
      'https://cdn-static.example/boat.png?w=320&q=80': await picture(3, '#117733'),
    },
  };
}

async function framed(): Promise<ReplayedPage> {
  return {
    name: 'an embed in a frame of another origin, with a frame of its own',
    url: 'https://framed.example/article?id=7',
    words: ['Around the embed'],
    innerWords: ['The embedded post, written by its own script', 'Innermost words'],
    answers: {
      'https://framed.example/article?id=7': text(
        'html',
        html(
          'Around the embed',
          `<iframe src="https://embed.example/post/7" width="700" height="560" style="border: 3px solid #444"></iframe>`,
        ),
      ),
      'https://embed.example/post/7': text(
        'html',
        html(
          'Embedded',
          `<p id="post"></p><img src="/avatar.png"><iframe src="https://inner.example/poll" width="400" height="120"></iframe>
          <script src="/embed.js"></script>`,
        ),
      ),
      'https://embed.example/embed.js': text(
        'js',
        `fetch('/api/post/7').then((answer) => answer.json()).then(({ text }) => { document.querySelector('#post').textContent = text; });`,
      ),
      'https://embed.example/api/post/7': text(
        'json',
        JSON.stringify({ text: 'The embedded post, written by its own script' }),
      ),
      'https://embed.example/avatar.png': await picture(4, '#aa3377'),
      'https://inner.example/poll': text(
        'html',
        '<!doctype html><p style="background: #cfc">Innermost words</p>',
      ),
    },
  };
}

async function encoded(): Promise<ReplayedPage> {
  return {
    name: 'a page in gzip, br and zstd',
    url: 'https://encoded.example/',
    words: ['Pressed flat', 'By gzip and br and zstd'],
    answers: {
      'https://encoded.example/': text(
        'html',
        html(
          'Pressed flat',
          `<p id="by"></p><div class="a">a</div><div class="b">b</div><div class="c">c</div><img src="/drawn.svg" width="320">
          <script src="/gzip.js"></script><script src="/br.js"></script><script src="/zstd.js"></script>
          <script>
            Promise.all(['gzip', 'br', 'zstd'].map((name) => fetch('/' + name + '.json').then((answer) => answer.json()))).then(
              (names) => { document.querySelector('#by').textContent = 'By ' + names.join(' and ') + ' ' + window.ran.join(); },
            );
          </script>`,
          ['gzip', 'br', 'zstd'].map((name) => `<link rel="stylesheet" href="/${name}.css">`).join(''),
        ),
        'zstd',
      ),
      ...Object.fromEntries(
        (['gzip', 'br', 'zstd'] as const).flatMap((encoding, index) => [
          [
            `https://encoded.example/${encoding}.css`,
            text(
              'css',
              `.${'abc'[index]} { height: 60px; background: ${['#fcc', '#cfc', '#ccf'][index]} }`,
              encoding,
            ),
          ],
          [
            `https://encoded.example/${encoding}.js`,
            text('js', `window.ran = [...(window.ran ?? []), '${encoding}'];`, encoding),
          ],
          [`https://encoded.example/${encoding}.json`, text('json', JSON.stringify(encoding), encoding)],
        ]),
      ),
      'https://encoded.example/drawn.svg': text(
        'svg',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 20"><path d="M0 20 16 0 32 20z" fill="#c50"/></svg>',
        'br',
      ),
    },
  };
}

async function moved(): Promise<ReplayedPage> {
  const counted = await picture(3, '#5a5a10');
  return {
    name: 'a page behind redirects, with a base and a frame that refreshes',
    url: 'http://moved.example/old',
    endsAt: 'https://moved.example/now/page',
    words: ['Where it lives now'],
    innerWords: ['The frame has moved on'],
    answers: {
      'http://moved.example/old': redirect(301, 'https://moved.example/old'),
      'https://moved.example/old': redirect(302, '/now/page'),
      'https://moved.example/now/page': text(
        'html',
        html(
          'Where it lives now',
          `<img src="picture.png"><img src="temporary.png"><img src="https://moved.example/counted.png"><iframe src="first.html" width="500" height="100"></iframe>`,
          '<base href="https://files-moved.example/deep/folder/">',
        ),
      ),
      'https://files-moved.example/deep/folder/picture.png': redirect(302, '../picture-2.png'),
      'https://files-moved.example/deep/picture-2.png': redirect(301, 'https://moved.example/picture-3.png'),
      'https://moved.example/picture-3.png': await picture(5, '#225588'),
      // Sends everybody to where they are, to see whether they keep cookies.
      'https://moved.example/counted.png': ({ headers }) =>
        headers.cookie === undefined
          ? { status: 302, headers: { location: '/counted.png', 'set-cookie': 'counted=1; Path=/' } }
          : counted,
      'https://files-moved.example/deep/folder/temporary.png': redirect(307, '/temporary-2.png'),
      'https://files-moved.example/temporary-2.png': await picture(6, '#882255'),
      'https://files-moved.example/deep/folder/first.html': text(
        'html',
        '<!doctype html><meta http-equiv="refresh" content="0; url=second.html"><p>Wait</p>',
      ),
      'https://files-moved.example/deep/folder/second.html': text(
        'html',
        '<!doctype html><p>The frame has moved on</p>',
      ),
    },
  };
}

async function filmed(): Promise<ReplayedPage> {
  const whole = await film();
  const bytes = Buffer.from(whole.body as Uint8Array);
  return {
    name: 'films in parts, one with a poster, one shown at its middle',
    url: 'https://filmed.example/clip',
    words: ['Two films', 'Ready at 1.5'],
    answers: {
      'https://filmed.example/clip': text(
        'html',
        html(
          'Two films',
          `<video id="posted" poster="/poster.jpg" src="/posted.webm" preload="metadata" width="320" height="200" muted></video>
          <video id="sought" preload="auto" width="320" height="200" muted></video><p id="ready"></p>
          <script>
            const sought = document.querySelector('#sought');
            // By a script: not among the media that a record names, so that its parts are fetched once more, whole.
            sought.src = '/sought.webm';
            sought.addEventListener('loadedmetadata', () => { sought.currentTime = 1.5; }, { once: true });
            sought.addEventListener('seeked', () => { document.querySelector('#ready').textContent = 'Ready at ' + sought.currentTime; });
          </script>`,
        ),
      ),
      'https://filmed.example/poster.jpg': await picture(7, '#404080', 'jpeg'),
      'https://filmed.example/posted.webm': { ...whole, body: Buffer.concat([bytes]) },
      'https://filmed.example/sought.webm': whole,
    },
  };
}

async function responsive(): Promise<ReplayedPage> {
  return {
    name: 'pictures by choice, drawn, and made up by the page',
    url: 'https://chosen.example/gallery',
    words: ['Pictures of every kind'],
    innerWords: ['Words of a frame without an address'],
    answers: {
      'https://chosen.example/gallery': text(
        'html',
        html(
          'Pictures of every kind',
          `<img srcset="/small.webp 320w, /large.webp 1280w" sizes="320px" src="/fallback.png">
          <picture><source type="image/avif" srcset="/modern.avif"><img src="/fallback.png"></picture>
          <picture><source media="(max-width: 500px)" srcset="/fallback.png"><img src="/wide.jpg"></picture><br>
          <canvas width="320" height="200"></canvas><img id="made" width="320" height="200">
          <img width="100" height="100" src="data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"><rect width="99" height="99" fill="teal"/></svg>')}">
          <iframe srcdoc="&lt;p&gt;Words of a frame without an address&lt;/p&gt;" width="600" height="160"></iframe>
          <script>
            const drawn = new Image();
            drawn.crossOrigin = 'anonymous';
            drawn.onload = () => {
              const context = document.querySelector('canvas').getContext('2d');
              context.drawImage(drawn, 0, 0);
              context.fillRect(10, 10, 1 + context.getImageData(5, 5, 1, 1).data[0], 20);
            };
            drawn.src = 'https://cdn-chosen.example/drawn.png';
            fetch('/made.webp').then((answer) => answer.blob()).then((blob) => {
              document.querySelector('#made').src = URL.createObjectURL(blob);
            });
          </script>`,
        ),
      ),
      'https://chosen.example/small.webp': await picture(8, '#1a7a4a', 'webp'),
      'https://chosen.example/modern.avif': await picture(9, '#7a1a4a', 'avif'),
      'https://chosen.example/wide.jpg': await picture(10, '#1a4a7a', 'jpeg'),
      'https://cdn-chosen.example/drawn.png': await picture(11, '#64500a'),
      'https://chosen.example/made.webp': await picture(1, '#4a4a4a', 'webp'),
    },
  };
}
