import type { Allowances } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';

/** So many of something in every span of so long. */
export interface QuotaPolicy {
  name: 'requests' | 'submissions';
  limit: number;
  spanSeconds: number;
}

export interface QuotaState {
  policy: QuotaPolicy;
  granted: boolean;
  /** As far as this process knows. */
  remaining: number;
  resetSeconds: number;
}

/** Taken from what all processes share at a time, so that a busy key is not a write a request; small limits are exact. */
const shareTaken = 0.01;
const mostTaken = 50;
/** Owners whose rests are kept; what is forgotten of a rest was taken and is not given. */
const rememberedRests = 10_000;

interface Rest {
  beganAtMs: number;
  /** Taken from what is shared, and not spent yet. */
  held: number;
  /** By all, as of the last time it was asked. */
  taken: number;
}

/** Spends what owners are allowed. Never more than the limit in all processes together. */
export class Quota {
  readonly #allowances: Allowances;
  readonly #clock: Clock;
  readonly #rests = new Map<string, Rest>();

  constructor(allowances: Allowances, clock: Clock) {
    this.#allowances = allowances;
    this.#clock = clock;
  }

  async spend(owner: string, policy: QuotaPolicy, cost: number): Promise<QuotaState> {
    const nowMs = this.#clock.now().getTime();
    const spanMs = policy.spanSeconds * 1000;
    const beganAtMs = Math.floor(nowMs / spanMs) * spanMs;
    const rest = this.#restOf(owner, policy, beganAtMs);
    // Taken before anything is waited for, so that two requests never spend the same.
    const own = Math.min(rest.held, cost);
    rest.held -= own;
    const granted = own === cost || (await this.#fetch(owner, policy, rest, cost - own));
    if (!granted) {
      rest.held += own;
    }
    return {
      policy,
      granted,
      remaining: Math.max(0, policy.limit - rest.taken + rest.held),
      resetSeconds: Math.max(1, Math.ceil((beganAtMs + spanMs - nowMs) / 1000)),
    };
  }

  /** What was spent on nothing, as on a request that was answered before. */
  giveBack(owner: string, policy: QuotaPolicy, cost: number): void {
    const rest = this.#rests.get(keyOf(owner, policy));
    if (rest !== undefined) {
      rest.held += cost;
    }
  }

  async #fetch(owner: string, policy: QuotaPolicy, rest: Rest, missing: number): Promise<boolean> {
    const { name: kind, limit } = policy;
    const more = Math.min(mostTaken, Math.floor(limit * shareTaken));
    const beganAt = new Date(rest.beganAtMs);
    for (const wanted of more > 0 ? [missing + more, missing] : [missing]) {
      const { granted, taken } = await this.#allowances.take({ owner, kind, beganAt, limit, wanted });
      rest.taken = taken;
      if (granted) {
        rest.held += wanted - missing;
        return true;
      }
    }
    return false;
  }

  #restOf(owner: string, policy: QuotaPolicy, beganAtMs: number): Rest {
    const key = keyOf(owner, policy);
    const known = this.#rests.get(key);
    if (known !== undefined && known.beganAtMs === beganAtMs) {
      return known;
    }
    const rest = { beganAtMs, held: 0, taken: 0 };
    this.#rests.delete(key);
    this.#rests.set(key, rest);
    const [oldest] = this.#rests.keys();
    if (this.#rests.size > rememberedRests && oldest !== undefined) {
      this.#rests.delete(oldest);
    }
    return rest;
  }
}

function keyOf(owner: string, { name }: QuotaPolicy): string {
  return `${name} ${owner}`;
}
