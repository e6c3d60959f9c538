import type { CDPSession, Page } from 'playwright';
import { refusalIn } from '#egress/refusal.ts';
import type { Exchange } from '#page-archive/exchange.ts';
import { settlesWithin } from '../browser/bounded.ts';
import { Turnstile } from '../browser/turnstile.ts';
import { planBody, type ResponseHead } from './body-plan.ts';
import { BodyReader } from './body-reader.ts';
import type { Paused } from './paused.ts';
import type { Spool } from './spool.ts';

/** What one page really received while it was shown. Its bodies lie in the spool. */
export interface Traffic {
  exchanges: Exchange[];
  /** What went to the page without passing through us, to be fetched once more; each URL once. */
  onceMore: Exchange[];
  webSockets: string[];
  /** What the gateway did not let out. */
  refused: { url: string; reason: string }[];
  /** Cookies are the visitor's, not the page's: they are counted and left out. */
  setCookiesDropped: number;
  /** What could not be recorded, in words. */
  gaps: string[];
}

/** A page that asks for more than this is no post; the rest is let through, and said. */
const maxExchanges = 5_000;
/** Bodies in our memory at a time. */
const bodiesAtATime = 8;
/** For what is still on its way when the page has been pictured. */
const drainMs = 2_000;
/** A visitor's own, or our way out's. */
const secretHeaders = new Set(['cookie', 'authorization', 'proxy-authorization']);

/**
 * Records everything that the browser of `page` receives from here on, until `finish`. One browser-level session sees
 * every target: a page's own session would miss what out-of-process frames and shared workers load. The browser must show
 * nothing else meanwhile, as the pool promises.
 */
export async function recordTraffic(
  page: Page,
  { spool, now, signal }: { spool: Spool; now: () => Date; signal: AbortSignal },
): Promise<TrafficRecorder> {
  const browser = page.context().browser();
  if (browser === null) {
    throw new Error('A page without a browser cannot be recorded');
  }
  const session = await browser.newBrowserCDPSession();
  const recorder = new TrafficRecorder(page, session, { spool, now, signal });
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Response' }] });
  return recorder;
}

export class TrafficRecorder {
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #bodies: BodyReader;
  readonly #now: () => Date;
  readonly #signal: AbortSignal;
  readonly #turnstile = new Turnstile(bodiesAtATime);
  readonly #pending = new Set<Promise<void>>();
  readonly #onceMore = new Map<string, Exchange>();
  readonly #traffic: Omit<Traffic, 'onceMore' | 'setCookiesDropped'> = {
    exchanges: [],
    webSockets: [],
    refused: [],
    gaps: [],
  };
  #seen = 0;
  #ended = false;
  #finished: Promise<Traffic> | null = null;

  constructor(
    page: Page,
    session: CDPSession,
    { spool, now, signal }: { spool: Spool; now: () => Date; signal: AbortSignal },
  ) {
    this.#page = page;
    this.#session = session;
    this.#bodies = new BodyReader(session, spool);
    this.#now = now;
    this.#signal = signal;
    page.on('websocket', (socket) => this.#traffic.webSockets.push(socket.url()));
    session.on('Fetch.requestPaused', (paused) => {
      const handling = this.#handle(paused).finally(() => this.#pending.delete(handling));
      this.#pending.add(handling);
    });
  }

  /** Stops recording and lets what is still paused go on. A second call gives the same. */
  finish(): Promise<Traffic> {
    this.#finished ??= this.#finish();
    return this.#finished;
  }

  async #finish(): Promise<Traffic> {
    await settlesWithin(Promise.all(this.#pending), drainMs);
    this.#ended = true;
    // A browser that died meanwhile is told of by whoever uses it.
    await this.#session.send('Fetch.disable').catch(() => undefined);
    await this.#session.detach().catch(() => undefined);
    if (this.#pending.size > 0) {
      this.#traffic.gaps.push(`${this.#pending.size} responses had not ended when the page was left`);
    }
    const cookies = await this.#page
      .context()
      .cookies()
      .catch(() => []);
    return {
      ...this.#traffic,
      onceMore: [...this.#onceMore.values()],
      setCookiesDropped: cookies.length,
    };
  }

  /** Never rejects: a page must not wait for a recorder in trouble. */
  async #handle(paused: Paused): Promise<void> {
    try {
      await this.#record(paused);
    } catch (error) {
      // Frames that go away take their paused requests with them.
      if (!this.#ended && !isGone(error)) {
        this.#traffic.gaps.push(`${shorten(paused.request.url)}: ${messageOf(error)}`);
      }
      await this.#bodies.giveUp(paused);
    }
  }

  async #record(paused: Paused): Promise<void> {
    const head = headOf(paused);
    const refusal = head && refusalIn(Object.fromEntries(head.headers));
    if (refusal) {
      this.#traffic.refused.push({ url: paused.request.url, reason: refusal.message });
    }
    if (head === null || refusal || !this.#isRecordable(paused)) {
      await this.#bodies.letThrough(paused);
      return;
    }
    const exchange = describe(paused, head, this.#now());
    const plan = planBody(head);
    if (plan === 'none') {
      await this.#bodies.letThrough(paused);
      this.#traffic.exchanges.push(exchange);
      return;
    }
    if (plan === 'endless') {
      await this.#bodies.letThrough(paused);
      this.#traffic.exchanges.push({
        ...exchange,
        bodyMissing: 'A stream of events has no end to wait for.',
      });
      return;
    }
    if (plan === 'once-more' || this.#onceMore.has(exchange.url)) {
      await this.#bodies.letThrough(paused);
      this.#leaveForLater(exchange);
      return;
    }
    const leave = await this.#turnstile.enter(this.#signal);
    try {
      await this.#take(paused, exchange, plan);
    } finally {
      leave();
    }
  }

  async #take(paused: Paused, exchange: Exchange, plan: 'whole' | 'stream'): Promise<void> {
    const body = plan === 'whole' ? await this.#bodies.whole(paused) : await this.#bodies.stream(paused);
    if (body.kind === 'too-large') {
      // Told to ask again, the page gets it straight.
      this.#leaveForLater(exchange);
      await this.#bodies.askAgain(paused);
      return;
    }
    this.#traffic.exchanges.push({ ...exchange, body: body.body });
  }

  #leaveForLater(exchange: Exchange): void {
    if (exchange.method === 'GET') {
      this.#onceMore.set(exchange.url, this.#onceMore.get(exchange.url) ?? exchange);
    } else {
      const bodyMissing = 'Too large to keep; only what was asked by GET can be fetched once more.';
      this.#traffic.exchanges.push({ ...exchange, bodyMissing });
    }
  }

  /** Preflights are between the browser and the server; what is no web address has no place in a web archive. */
  #isRecordable({ request }: Paused): boolean {
    if (this.#ended || request.method === 'OPTIONS' || !/^https?:/.test(request.url)) {
      return false;
    }
    this.#seen += 1;
    if (this.#seen === maxExchanges + 1) {
      this.#traffic.gaps.push(`More than ${maxExchanges} responses: the rest was not recorded`);
    }
    return this.#seen <= maxExchanges;
  }
}

/** Null where the request failed: there is no response to keep. */
function headOf({ request, responseStatusCode, responseHeaders, resourceType }: Paused): ResponseHead | null {
  if (responseStatusCode === undefined) {
    return null;
  }
  return {
    method: request.method,
    status: responseStatusCode,
    resourceType,
    requestHeaders: new Map(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    headers: new Map((responseHeaders ?? []).map(({ name, value }) => [name.toLowerCase(), value])),
  };
}

function describe(
  { request, responseStatusText, responseHeaders, resourceType }: Paused,
  { status }: ResponseHead,
  at: Date,
): Exchange {
  return {
    url: request.url,
    method: request.method,
    requestHeaders: Object.entries(request.headers).filter(
      ([name]) => !secretHeaders.has(name.toLowerCase()),
    ),
    requestBody: bodyOf(request),
    status,
    statusText: responseStatusText ?? '',
    responseHeaders: (responseHeaders ?? []).map(({ name, value }): [string, string] => [name, value]),
    body: null,
    bodyMissing: null,
    startedAt: at.toISOString(),
    serverAddress: null,
    obtainedBy: 'browser',
    resourceType,
  };
}

function bodyOf({ postDataEntries, postData }: Paused['request']): Uint8Array | null {
  const entries = (postDataEntries ?? []).flatMap(({ bytes }) =>
    bytes ? [Buffer.from(bytes, 'base64')] : [],
  );
  if (entries.length > 0) {
    return Buffer.concat(entries);
  }
  return postData === undefined ? null : Buffer.from(postData);
}

function isGone(error: unknown): boolean {
  return /Invalid InterceptionId|closed|detached|canceled/i.test(messageOf(error));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
}

const longestUrl = 200;

function shorten(url: string): string {
  return url.length > longestUrl ? `${url.slice(0, longestUrl)}…` : url;
}
