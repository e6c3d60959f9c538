import type { FastifyInstance, FastifyRequest } from 'fastify';
import { publicClientOf } from '#domain/address.ts';
import type { Clock } from '#domain/clock.ts';
import { Problem } from './problems.ts';

export interface RateLimitOptions {
  clock: Clock;
  /** Of one address to what is public; null: no limit. */
  requestsPerMinute: number | null;
}

const minuteMs = 60_000;
/** Who has more addresses than these is not held back by counting addresses. */
const rememberedAddresses = 100_000;

/**
 * Bounds what one address asks of what needs no key, in each process by itself. Addresses of this machine and of private networks
 * are a proxy's, behind which everybody is, or a colleague's.
 */
export function addRateLimits(app: FastifyInstance, { clock, requestsPerMinute }: RateLimitOptions): void {
  if (requestsPerMinute === null) {
    return;
  }
  const counts = new CountsOfMinute();
  app.addHook('onRequest', async (request, reply) => {
    if (!isPublic(request)) {
      return;
    }
    const client = publicClientOf(request.ip);
    const nowMs = clock.now().getTime();
    if (client === null || counts.count(client, nowMs) <= requestsPerMinute) {
      return;
    }
    const resetSeconds = Math.max(1, Math.ceil((minuteMs - (nowMs % minuteMs)) / 1000));
    reply
      .header('retry-after', String(resetSeconds))
      .header('ratelimit-policy', `"address";q=${requestsPerMinute};w=60`)
      .header('ratelimit', `"address";r=0;t=${resetSeconds}`);
    throw new Problem(
      'quota-exceeded',
      `This address may make ${requestsPerMinute} requests a minute without a key. Come again in ${resetSeconds} s`,
      { violatedPolicies: ['address'] },
    );
  });
}

/** Whoever watches over the service is always answered. */
const neverLimited: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

function isPublic({ routeOptions: { config, url } }: FastifyRequest): boolean {
  return (config.access ?? 'public') === 'public' && !neverLimited.has(url ?? '');
}

class CountsOfMinute {
  #minute = 0;
  #counts = new Map<string, number>();

  count(client: string, nowMs: number): number {
    const minute = Math.floor(nowMs / minuteMs);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(client) ?? 0) + 1;
    if (count > 1 || this.#counts.size < rememberedAddresses) {
      this.#counts.set(client, count);
    }
    return count;
  }
}
