import type { Clock } from '#domain/clock.ts';
import { systemClock } from '#domain/clock.ts';
import type { Logger } from '#logger.ts';
import { createClient } from './client.ts';
import { type Dialler, dialDirectly } from './connect.ts';
import { directRoute, type Resolver, resolveWithSystem } from './direct-route.ts';
import { createDownload } from './download.ts';
import type { Egress, Traffic } from './egress.ts';
import { readExtraCa, trustWith } from './extra-ca.ts';
import { createFetch } from './fetch.ts';
import { Gateway } from './gateway.ts';
import { Ledger } from './ledger.ts';
import { createPolicy } from './policy.ts';
import { proxyRoute } from './proxy-route.ts';

export interface EgressOptions {
  /** `http://[user:password@]host[:port]` of EGRESS_PROXY. */
  upstreamProxy: string | null;
  /** The text of EGRESS_CA_FILE. */
  extraCaPem: string | null;
  /** CIDRs exempt from the private-address rule. */
  allowCidrs: readonly string[];
  logger: Logger;
  clock?: Clock;
  /** Told of what all scopes let through; nobody where not given. */
  traffic?: Traffic;
  /** What our own requests say of themselves; the browser says its own. */
  userAgent?: string;
  /** The rest lets tests stand in for the internet: names, ports, addresses and connections. */
  resolve?: Resolver;
  dial?: Dialler;
  allowPorts?: readonly number[];
  /** Replaces the address policy. */
  allowAddress?: (address: string) => boolean;
}

/** Opens the one way out to the network. */
export async function openEgress(options: EgressOptions): Promise<Egress> {
  const { upstreamProxy, logger, clock = systemClock, userAgent = 'embed-archiver' } = options;
  const policy = createPolicy({ ...options, resolvesHere: upstreamProxy === null });
  const route =
    upstreamProxy === null
      ? directRoute(policy, options.resolve ?? resolveWithSystem, options.dial ?? dialDirectly)
      : proxyRoute(new URL(upstreamProxy));
  const extraCa = options.extraCaPem === null ? null : readExtraCa(options.extraCaPem);
  const secureContext = trustWith(extraCa);
  const now = () => clock.now();
  const gateway = await Gateway.start(route, policy);
  if (route.kind === 'proxy') {
    logger.warn({ proxy: upstreamProxy }, 'addresses-are-checked-by-egress-proxy');
  }

  return {
    route: route.kind,
    extraCaSha256: extraCa?.sha256 ?? null,
    extraCaSpki: extraCa?.spki ?? null,
    openScope(label, budget) {
      const ledger = new Ledger(budget, now, logger.child({ scope: label }), options.traffic);
      gateway.add(ledger);
      const proxy = { server: gateway.url, username: ledger.username, password: ledger.password };
      const client = createClient(proxy, secureContext);
      const context = { client, scopeSignal: ledger.signal, userAgent, now };
      return {
        proxy,
        fetch: createFetch(context),
        download: createDownload(context),
        connections: () => structuredClone(ledger.records),
        async [Symbol.asyncDispose]() {
          gateway.remove(ledger);
          await client.destroy();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
    },
  };
}
