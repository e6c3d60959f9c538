import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Egress } from '#egress/egress.ts';
import type { EgressOptions } from '#egress/open-egress.ts';
import { Inside } from './inside.ts';
import { evilAnswer } from './leak-table.ts';
import { openTestEgress, SmallInternet } from './small-internet.ts';

export const attacker = 'http://attacker.example.org';
/** The attacker's pages, by path; null for one that does not exist. `/to?<url>` redirects. */
export type Pages = (path: string, insidePort: number) => string | null;

const publicAddress = '93.184.216.1';

/**
 * An attacker's site on a small internet, and the inside. Every connection that the gateway makes elsewhere than to the
 * attacker ends inside, whatever its address: what passes the policy is seen as a hit.
 */
export class HostileWorld implements AsyncDisposable {
  readonly inside: Inside;
  readonly #internet: SmallInternet;
  readonly #asked = new Map<string, number>();

  private constructor(inside: Inside, internet: SmallInternet) {
    this.inside = inside;
    this.#internet = internet;
  }

  static async open(pages: Pages = () => null): Promise<HostileWorld> {
    const internet = new SmallInternet();
    const inside = await Inside.open();
    await internet.add('attacker.example.org', (request, response) =>
      answer(request, response, pages, inside.port),
    );
    return new HostileWorld(inside, internet);
  }

  openEgress(options: Partial<EgressOptions> = {}): Promise<Egress> {
    return openTestEgress({
      allowPorts: [80, this.inside.port],
      resolve: async (host) => this.#resolve(host),
      dial: (address) => this.#dial(address),
      ...options,
    });
  }

  /** Where the policy is off, everything is let through: the proof that a vector would hit. */
  openUnguardedEgress(): Promise<Egress> {
    return this.openEgress({ allowAddress: () => true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#internet[Symbol.asyncDispose]();
    await this.inside[Symbol.asyncDispose]();
  }

  /** `rebind-….example.org` is the attacker's at first and points inside from then on. */
  #resolve(host: string): string[] {
    const times = (this.#asked.get(host) ?? 0) + 1;
    this.#asked.set(host, times);
    if (host === 'attacker.example.org' || (host.startsWith('rebind-') && times === 1)) {
      return [publicAddress];
    }
    return evilAnswer(host);
  }

  #dial(address: string): Socket {
    return address === publicAddress
      ? this.#internet.dial(address)
      : connect({ host: '127.0.0.1', port: this.inside.port });
  }
}

function answer(request: IncomingMessage, response: ServerResponse, pages: Pages, port: number): void {
  const url = new URL(request.url ?? '', attacker);
  if (url.pathname === '/to') {
    // Header values are bytes: an attacker does not care that a host outside ASCII should have been encoded.
    const location = Buffer.from(decodeURIComponent(url.search.slice(1))).toString('latin1');
    response.writeHead(302, { location }).end();
    return;
  }
  const page = pages(url.pathname, port);
  response.writeHead(page === null ? 404 : 200, {
    'content-type': url.pathname.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8',
    'access-control-allow-origin': '*',
  });
  response.end(page ?? 'nothing here');
}
