import type { Route } from './routes.ts';

/**
 * What anybody may ask without a key, and why. Whoever adds a route that asks for no scope has to say so here; those that only
 * read are named without their HEAD.
 */
const publicRoutes: Record<string, string> = {
  'GET /': 'visitors get a page about the archive; who is signed in, the desk',
  'GET /assets/:file': 'styles and scripts of the pages',
  'GET /sign-in': 'where a key is shown',
  'POST /sign-in': 'where a key is shown; from pages of the service alone',
  'POST /sign-out': 'ends the session of whoever asks, and no other',
  'GET /posts/:postId': 'what visitors may see of a public post',
  'GET /posts/:postId/card': 'a way from any of its names to that page',
  'GET /posts/:postId/compare': 'two captures of a public post',
  'POST /posts/:postId/media-view': 'a visitor’s own choice of how media are shown, kept in a cookie',
  'GET /collections': 'lists the public ones; the others for those who read',
  'GET /collections/:name': 'a public one; another for those who read',
  'GET /*': 'says that there is no such page',
  'GET /docs': 'the description of the API, and what shows it',
  'GET /docs/': 'the same',
  'GET /docs/json': 'the same',
  'GET /docs/yaml': 'the same',
  'GET /docs/static/*': 'the same',
  'GET /docs/static/index.html': 'the same',
  'GET /docs/static/swagger-initializer.js': 'the same',
  'GET /openapi.json': 'the same',
  'GET /healthz': 'for whoever watches the process',
  'GET /readyz': 'for whoever watches the process; says which part does not answer, and nothing of it',
  'POST /v1/inbound/:connector': 'signed with the secret of a source',
  'GET /signing-keys': 'public keys, to check with',
  'GET /checkpoint': 'the log',
  'GET /tile/*': 'the log',
  'GET /verify': 'a page that checks bundles, in the browser',
  'GET /verify/modules/*': 'its scripts',
  'GET /embed.js': 'what stands in articles',
  'GET /embed/:postId': 'the card of a public post',
  'GET /embed/:postId.png': 'its picture',
  'GET /embed/:postId/media/:name': 'its media',
  'POST /embed/resolve': 'which cards stand for which posts',
  'OPTIONS /embed/resolve': 'before other sites ask it',
  'GET /oembed': 'how to embed the card of a public post',
  'GET /timegate/*': 'Memento, public captures',
  'GET /timemap/link/*': 'Memento, public captures',
  'GET /memento/:time/*': 'Memento, public captures',
  'GET /web/:time/*': 'Memento, public captures, as other archives write it',
  'GET /save/status/system': 'as the Wayback Machine’s: whether anything is taken at all',
  'OPTIONS /v1/captures/:id/wacz': 'before players elsewhere read by ranges; no cookie counts there',
  'OPTIONS /v1/captures/:id/bundle': 'the same',
};

export function isPublic(route: Route): boolean {
  return nameOf(route) in publicRoutes;
}

/** Names of routes that are no more. */
export function unusedPublicRoutes(routes: Route[]): string[] {
  const names = new Set(routes.map(nameOf));
  return Object.keys(publicRoutes).filter((name) => !names.has(name));
}

function nameOf({ method, url }: Route): string {
  return `${method === 'HEAD' ? 'GET' : method} ${url}`;
}

/** What keys open to nobody: a command on the machine itself asks for it, through the control socket. */
export const controlOnly: ReadonlySet<string> = new Set(['/v1/dump']);
