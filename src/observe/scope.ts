import type { Fetch } from '#domain/fetch.ts';
import type { EgressScope } from '#egress/egress.ts';
import { type Span, type Tracer, traced } from '#tracing/tracer.ts';

/** The same way out, each exchange over it a span. What the browser asks for is not among them: the page archive holds it. */
export function tracedScope(scope: EgressScope, tracer: Tracer): EgressScope {
  const fetch: Fetch = (url, request, signal) =>
    traced(begin(tracer, request?.method ?? 'GET', url), async (span) => {
      const response = await scope.fetch(url, request, signal);
      span.set({
        'http.response.status_code': response.status,
        'http.response.body.size': response.body.length,
      });
      return response;
    });
  return {
    proxy: scope.proxy,
    fetch,
    download: (url, options, signal) =>
      traced(begin(tracer, 'GET', url), async (span) => {
        const result = await scope.download(url, options, signal);
        span.set({ 'http.response.status_code': result.status, 'http.response.body.size': result.bytes });
        return result;
      }),
    connections: () => scope.connections(),
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

/** Queries carry tokens and signatures: they are left out. */
function begin(tracer: Tracer, method: string, address: string): Span {
  const url = URL.parse(address);
  return tracer.begin(`${method} ${url?.hostname ?? 'nowhere'}`, {
    'http.request.method': method,
    'server.address': url?.hostname,
    'url.path': url?.pathname,
  });
}
