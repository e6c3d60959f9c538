import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Allowances } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import { Problem } from './problems.ts';
import { Quota, type QuotaPolicy, type QuotaState } from './quota.ts';

export interface Quotas {
  /**
   * Counts posts that are to be archived before they are. Rejects where the key's are used up for the day. The function gives
   * them back.
   */
  takeSubmissions(request: FastifyRequest, reply: FastifyReply, posts: number): Promise<() => void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    quotaStates: QuotaState[];
  }
}

const minuteSeconds = 60;
const daySeconds = 86_400;

/**
 * Holds every key to what it may ask for, in all processes together, and says in `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers-10) how much is left. ADMIN_KEY and commands on this machine have no limit.
 */
export function addQuotas(
  app: FastifyInstance,
  { allowances, clock }: { allowances: Allowances; clock: Clock },
): Quotas {
  const quota = new Quota(allowances, clock);

  async function spend(
    request: FastifyRequest,
    reply: FastifyReply,
    { policy, cost }: { policy: QuotaPolicy; cost: number },
  ): Promise<void> {
    const state = await quota.spend(request.caller?.id ?? '', policy, cost);
    request.quotaStates = [
      ...request.quotaStates.filter((other) => other.policy.name !== policy.name),
      state,
    ];
    tell(reply, request.quotaStates);
    if (!state.granted) {
      reply.header('retry-after', String(state.resetSeconds));
      throw new Problem('quota-exceeded', detailOf(state, cost), { violatedPolicies: [policy.name] });
    }
  }

  app.decorateRequest('quotaStates');
  app.addHook('onRequest', async (request, reply) => {
    request.quotaStates = [];
    const limit = request.caller?.allowed?.requestsPerMinute ?? null;
    if (limit !== null) {
      await spend(request, reply, {
        policy: { name: 'requests', limit, spanSeconds: minuteSeconds },
        cost: 1,
      });
    }
  });

  return {
    async takeSubmissions(request, reply, posts) {
      const limit = request.caller?.allowed?.submissionsPerDay ?? null;
      if (limit === null || posts === 0) {
        return () => {};
      }
      const policy = { name: 'submissions', limit, spanSeconds: daySeconds } as const;
      await spend(request, reply, { policy, cost: posts });
      return () => quota.giveBack(request.caller?.id ?? '', policy, posts);
    },
  };
}

/** Structured fields (RFC 9651): lists of names with parameters. */
function tell(reply: FastifyReply, states: readonly QuotaState[]): void {
  const policies = states.map(
    ({ policy: { name, limit, spanSeconds } }) => `"${name}";q=${limit};w=${spanSeconds}`,
  );
  const rests = states.map(
    ({ policy: { name }, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`,
  );
  reply.header('ratelimit-policy', policies.join(', ')).header('ratelimit', rests.join(', '));
}

function detailOf({ policy, remaining, resetSeconds }: QuotaState, cost: number): string {
  const { name, limit } = policy;
  const all = `This key may make ${limit} ${name} a ${policy.spanSeconds === daySeconds ? 'day' : 'minute'}`;
  return cost > limit
    ? `${all}, and this request alone is ${cost}; send less, or ask an admin to raise the limit`
    : `${all}; ${remaining} are left and this request is ${cost}. Come again in ${resetSeconds} s`;
}
