import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const html = (body: string) => `<!doctype html><meta charset="utf-8"><body>${body}`;

/** Pages that do what they can to keep a browser from being anybody else's again. */
const pages: Record<string, string> = {
  '/calm': html('<article id="post">A calm post</article>'),
  '/cookie': html(`<script>
    document.title = document.cookie + '|' + localStorage.getItem('who');
    document.cookie = 'who=me; max-age=9999'; localStorage.setItem('who', 'me');
  </script>`),
  '/forever': html('<script>for (;;);</script>'),
  '/forever-later': html(
    '<article id="post">Soon stuck</article><script>setTimeout(() => { for (;;); }, 50)</script>',
  ),
  '/alerts': html(
    '<article id="post">Alerts</article><script>setInterval(() => { alert(1); confirm(2); prompt(3); })</script>',
  ),
  '/alerts-while-loading': html('<script>for (;;) alert("again");</script>'),
  '/popups': html(`<article id="post">Popups</article><script>
    let opened = 0;
    const storm = setInterval(() => { open('/calm?' + opened); if (++opened > 60) clearInterval(storm); }, 2);
  </script>`),
  '/popups-at-once': html(`<article id="post">Popups</article><script>
    for (let i = 0; i < 30; i++) open('/calm', '_blank', 'noopener');
  </script>`),
  '/endless': html(`<article id="post">Endless</article><script>
    const grow = () => { const more = document.createElement('p'); more.style.height = '2000px'; document.body.append(more); scrollTo(0, 1e9); };
    addEventListener('scroll', grow); setInterval(grow, 5);
  </script>`),
  '/tall': html(
    '<style>body { margin: 0 }</style><article id="post" style="height: 100000px; background: linear-gradient(red, blue)">Tall</article>',
  ),
  '/leave-not': html(`<article id="post">Stay</article><script>
    addEventListener('beforeunload', (event) => { event.preventDefault(); event.returnValue = 'stay'; });
  </script>`),
  '/memory': html(`<script>
    const kept = []; setInterval(() => { const some = new Uint8Array(5e7).fill(1); kept.push(some); }, 5);
  </script>`),
  '/redirects': html('<script>location = "/redirects?" + Math.random()</script>'),
  '/socket': html(
    '<script>new WebSocket("ws://" + location.host + "/calm").onerror = () => { document.title = "tried" }</script>',
  ),
};

export interface HostileSite extends AsyncDisposable {
  url(path: string): string;
  requests: string[];
}

export async function openHostileSite(): Promise<HostileSite> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    requests.push(path);
    if (path === '/download') {
      const headers = {
        'content-type': 'application/zip',
        'content-disposition': 'attachment; filename="a.zip"',
      };
      response.writeHead(200, headers).end(Buffer.alloc(1_000_000));
    } else if (path === '/never-ends') {
      response.writeHead(200, { 'content-type': 'text/html' }).write('<p>and then ');
    } else {
      response.writeHead(path in pages ? 200 : 404, { 'content-type': 'text/html' }).end(pages[path] ?? '');
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}${path}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
