import type { Page, Request } from 'playwright';

/** What goes on for ever by its nature, or tells the page nothing. */
const neverEnding = new Set(['eventsource', 'websocket', 'media', 'ping', 'cspreport', 'preflight']);
/** What has not ended by then is a stream, or a server that keeps its visitors waiting. */
const longestWaitMs = 3_000;
/** What is asked this often is asked for ever. */
const pollsAfter = 12;

/** Knows since when a page has been asking for nothing, streams and polls apart. */
export class NetworkRest implements Disposable {
  readonly #page: Page;
  readonly #inFlight = new Map<Request, number>();
  readonly #timesAsked = new Map<string, number>();
  #lastEndAt = performance.now();

  constructor(page: Page) {
    this.#page = page;
    page.on('request', this.#onRequest);
    page.on('requestfinished', this.#onEnd);
    page.on('requestfailed', this.#onEnd);
  }

  /** Milliseconds without a request on its way; 0 while there is one. */
  restingMs(): number {
    const now = performance.now();
    const isWaitedFor = [...this.#inFlight.values()].some((startedAt) => now - startedAt < longestWaitMs);
    return isWaitedFor ? 0 : now - this.#lastEndAt;
  }

  [Symbol.dispose](): void {
    this.#page.off('request', this.#onRequest);
    this.#page.off('requestfinished', this.#onEnd);
    this.#page.off('requestfailed', this.#onEnd);
  }

  readonly #onRequest = (request: Request): void => {
    const address = `${request.method()} ${request.url().split(/[?#]/, 1)[0]}`;
    const times = (this.#timesAsked.get(address) ?? 0) + 1;
    this.#timesAsked.set(address, times);
    if (times <= pollsAfter && !neverEnding.has(request.resourceType())) {
      this.#inFlight.set(request, performance.now());
    }
  };

  readonly #onEnd = (request: Request): void => {
    if (this.#inFlight.delete(request)) {
      this.#lastEndAt = performance.now();
    }
  };
}
