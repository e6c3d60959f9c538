import { html, type Insertable } from '#card/html.ts';
import { assetPath } from './assets.ts';
import { may, type Viewer } from './viewer.ts';

/** A page as its route sees it. */
export interface Page {
  /** In words, as the page's heading says it; the archive's name follows it in the window. */
  title: string;
  /** What stands in `<main>`, from its `<h1>` on. */
  body: Insertable;
  /** Names of the files in `islands/`, without `.js`. */
  islands?: readonly string[];
  /** What came of what was just done. */
  notice?: Notice | null;
  /** Where there is no script, the page comes again after so long. */
  refreshSeconds?: number;
  /** Besides, in `<head>`. */
  head?: Insertable;
}

export interface Notice {
  kind: 'good' | 'bad';
  text: string;
}

export interface PageSurroundings {
  viewer: Viewer | null;
  /** Of the request, without the prefix: marks where one is. */
  path: string;
  /** An address of ours below the path that the service may live at. */
  at: (path: string) => string;
  /** Of the scripts and the style sheet. */
  nonce: string;
  /** Whose archive it is. */
  name: string;
}

/** A whole page: head, skip link, navigation, what the page says. */
export function renderPage(page: Page, { viewer, path, at, nonce, name }: PageSurroundings): string {
  const { title, body, islands = [], notice, refreshSeconds, head } = page;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${withoutTurns(title)} – ${name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${at(assetPath('workspace.css'))}" nonce="${nonce}">
${refreshSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>`}
${islands.map((island) => html`<script type="module" src="${at(assetPath(`${island}.js`))}" nonce="${nonce}"></script>\n`)}
${head}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<a class="home" href="${at('/')}">${name}</a>
<nav aria-label="Main"><ul>${placesFor(viewer).map(
    ({ path: place, label }) =>
      html`<li><a href="${at(place)}"${isAt(place, path) && html` aria-current="page"`}>${label}</a></li>`,
  )}</ul></nav>
${viewer === null ? renderSignIn(at, path) : renderSignOut(viewer, at)}
</header>
<main id="main" tabindex="-1">
${notice && html`<p class="notice ${notice.kind}" role="${notice.kind === 'bad' ? 'alert' : 'status'}">${notice.text}</p>`}
${body}
</main>
</body>
</html>
`.toString();
}

/** A window's title takes no markup that would keep an author's turned writing direction to the author's name. */
function withoutTurns(title: string): string {
  return title.replace(/\p{Bidi_Control}/gu, '');
}

interface Place {
  path: string;
  label: string;
}

function placesFor(viewer: Viewer | null): Place[] {
  const reads = may(viewer, 'read');
  return [
    { path: '/', label: viewer === null ? 'Look up' : 'Submit' },
    ...(reads ? [{ path: '/posts', label: 'Posts' }] : []),
    { path: '/collections', label: 'Collections' },
    ...(reads ? [{ path: '/reports', label: 'Reports' }] : []),
    ...(may(viewer, 'admin') ? [{ path: '/admin/health', label: 'Admin' }] : []),
    { path: '/verify', label: 'Verify' },
  ];
}

/** `/posts` is where `/posts/…` is, too; every page of the administration is at its first one. */
function isAt(place: string, path: string): boolean {
  const [, first = ''] = place.split('/');
  return place === '/'
    ? path === '/' || /^\/(?:submissions|sheets)(?:\/|$)/.test(path)
    : path.split('/')[1] === first && first !== '';
}

function renderSignIn(at: (path: string) => string, path: string): Insertable {
  const next = path === '/sign-in' || path === '/' ? '' : `?${new URLSearchParams({ next: path })}`;
  return html`<p class="who"><a href="${at('/sign-in')}${next}">Sign in</a></p>`;
}

function renderSignOut({ name }: Viewer, at: (path: string) => string): Insertable {
  return html`<form class="who" method="post" action="${at('/sign-out')}">
<span title="The key that is signed in">${name}</span> <button class="plain">Sign out</button></form>`;
}
