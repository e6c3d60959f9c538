import type { Observation } from './open-observation.ts';

/** One request that is being answered. */
export interface WatchedRequest {
  /** What answers it, or a part of that. */
  run(work: () => void): void;
  answered(status: number, seconds: number): void;
}

/** Counts requests by their route, never by their address, and traces them. */
export function requestWatch({ metrics, tracer }: Pick<Observation, 'metrics' | 'tracer'>) {
  return ({ method, route }: { method: string; route: string }): WatchedRequest => {
    const span = tracer.begin(`${method} ${route}`, { 'http.request.method': method, 'http.route': route });
    return {
      run: (work) => span.run(work),
      answered(status, seconds) {
        metrics.requestAnswered({ method, route, status, seconds });
        span.set({ 'http.response.status_code': status });
        span.end(status >= 500 ? new Error(`answered ${status}`) : undefined);
      },
    };
  };
}
