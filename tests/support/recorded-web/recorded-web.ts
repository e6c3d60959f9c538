import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createAuthority } from './authority.ts';
import { ForwardProxy } from './proxy.ts';
import type { RecordedAnswer, RecordedRequest, Site } from './site.ts';

export { browserNoise } from './site.ts';
export type { RecordedAnswer, RecordedRequest, Site };

/** No real server answers with it, so that it is seen at once wherever it turns up. */
const unexpectedStatus = 599;

export interface SeenRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  at: Date;
}

/**
 * A small internet for tests and the demo: a forward proxy on loopback (for EGRESS_PROXY) behind which a few sites live.
 * Https is answered with certificates of its own authority (for EGRESS_CA_FILE). Nothing behind it reaches a network.
 */
export async function startRecordedWeb({ sites }: { sites: readonly Site[] }): Promise<RecordedWeb> {
  const authority = await createAuthority();
  const caFile = join(await mkdtemp(join(tmpdir(), 'recorded-web-')), 'authority.pem');
  await writeFile(caFile, authority.certificatePem);
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const web = new RecordedWeb(new ForwardProxy(server, authority, (request) => web.answer(request)), caFile);
  for (const site of sites) {
    web.replace(site);
  }
  return web;
}

export class RecordedWeb implements AsyncDisposable {
  readonly proxyUrl: string;
  /** PEM file of the authority that signs for the https sites. */
  readonly caFile: string;
  /** Every request that was made, in order. */
  readonly requests: SeenRequest[] = [];
  /** Those that no site expected, as `GET https://host/path`. */
  readonly unexpected: string[] = [];
  readonly #sites = new Map<string, Site>();
  readonly #proxy: ForwardProxy;

  constructor(proxy: ForwardProxy, caFile: string) {
    this.#proxy = proxy;
    this.proxyUrl = proxy.url;
    this.caFile = caFile;
  }

  /** From now on this site answers for its hosts. */
  replace(site: Site): void {
    for (const host of [site.host].flat()) {
      this.#sites.set(host, site);
    }
  }

  async answer(request: RecordedRequest): Promise<RecordedAnswer> {
    const { method, url, headers } = request;
    this.requests.push({ method, url: url.href, headers, at: new Date() });
    const site = this.#sites.get(url.hostname);
    const answer = await site?.handle(request);
    if (answer) {
      return answer;
    }
    if (site?.noise?.includes(url.pathname)) {
      return { status: 404 };
    }
    this.unexpected.push(`${method} ${url.href}`);
    return { status: unexpectedStatus, body: `no site expects ${method} ${url.href}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy[Symbol.asyncDispose]();
    await rm(dirname(this.caFile), { recursive: true, force: true });
  }
}
