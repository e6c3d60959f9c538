import type { Fetch, FetchRequest } from '#domain/fetch.ts';

export interface SmallAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** What stands at an address: an HTML page where it is text alone. */
export type Standing = string | SmallAnswer | ((request: FetchRequest) => SmallAnswer);

/** A web of a few addresses, behind the function that code reaches the network by. What nobody put there is a 404. */
export class SmallWeb {
  readonly pages = new Map<string, Standing>();
  /** Every address that was asked for, in order. */
  readonly asked: string[] = [];

  readonly fetch: Fetch = async (url, request = {}) => {
    this.asked.push(url);
    const standing = this.pages.get(url) ?? { status: 404 };
    const { status = 200, headers = {}, body = '' } = answerOf(standing, request);
    return {
      ...{ url, finalUrl: url, chain: [url], status },
      headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
      receivedAt: new Date().toISOString(),
    };
  };

  /** As workers open one. */
  readonly openScope = () => ({ fetch: this.fetch, async [Symbol.asyncDispose]() {} });
}

function answerOf(standing: Standing, request: FetchRequest): SmallAnswer {
  if (typeof standing === 'function') {
    return standing(request);
  }
  return typeof standing === 'string' ? { body: standing } : standing;
}
