import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Site } from '../../support/recorded-web/recorded-web.ts';
import type { Reference } from './author.ts';
import { network } from './environment.ts';

const host = 'www.hill-courier.example';

/** An article that shows posts as `bluesky-post-embed`'s readme says: its component, with words for readers without script. */
export class Article {
  readonly url = `https://${host}/snow`;
  readonly site: Site;
  readonly posts: Reference[] = [];

  constructor() {
    this.site = {
      host,
      noise: ['/favicon.ico'],
      handle: async ({ url }) =>
        url.pathname === '/snow' ? { body: this.#html() } : await moduleAt(url.pathname),
    };
  }

  #html(): string {
    const imports = {
      'bluesky-post-embed': '/modules/bluesky-post-embed/dist/wc.js',
      '@atcute/client': '/modules/@atcute/client/dist/index.js',
      '@atcute/bluesky-richtext-segmenter': '/modules/@atcute/bluesky-richtext-segmenter/dist/index.js',
    };
    const posts = this.posts.map(({ uri }) => `<p>They wrote:</p><bluesky-post src="${uri}"></bluesky-post>`);
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Snow on the hills</title>
<link rel="stylesheet" href="/modules/bluesky-post-embed/dist/core.css">
<link rel="stylesheet" href="/modules/bluesky-post-embed/themes/light.css">
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">import 'bluesky-post-embed';</script></head>
<body><article><h1>Snow on the hills</h1>${posts.join('\n')}</article></body></html>`;
  }
}

async function moduleAt(path: string) {
  const name = /^\/modules\/([\w@./-]+\.(js|css))$/.exec(path);
  if (name === null) {
    return null;
  }
  const mediaType = name[2] === 'js' ? 'text/javascript' : 'text/css';
  const body = await readFile(join(network.folder, 'node_modules', name[1] ?? ''));
  return { headers: { 'content-type': mediaType }, body };
}
