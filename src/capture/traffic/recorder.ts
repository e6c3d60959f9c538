import type { CDPSession, Page, Request } from 'playwright';
import { refusalIn } from '#egress/refusal.ts';
import type { Exchange } from '#page-archive/exchange.ts';
import { answerWithin, settlesWithin } from '../browser/bounded.ts';
import { Turnstile } from '../browser/turnstile.ts';
import { planBody } from './body-plan.ts';
import { BodyReader } from './body-reader.ts';
import { addressesOf, describeExchange, headOf, shorten } from './describe-exchange.ts';
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

export interface RecorderOptions {
  spool: Spool;
  now: () => Date;
  signal: AbortSignal;
  /** A body that is longer on its way than this is a stream, or so slow that the page should not wait for our copy of it. */
  longestReadMs?: number;
}

const standardLongestReadMs = 8_000;
/** A page that asks for more than this is no post; the rest is let through, and said. */
const maxExchanges = 5_000;
/** Bodies in our memory at a time. */
const bodiesAtATime = 16;
/** For what is still on its way when the page has been pictured. */
const drainMs = 2_000;
/** For each thing that is asked of the browser at the end. */
const partingMs = 2_000;
/** Of each kind of note. */
const mostNoted = 500;
/** Where so many answers did not end, the next is not waited for. */
const streamsAfter = 3;
/** CDP's types of what has an end by its nature. */
const fileTypes = new Set(['Stylesheet', 'Image', 'Font', 'Script', 'Manifest', 'TextTrack']);

/**
 * Records everything that the browser of `page` receives from here on, until `finish`. One browser-level session sees
 * every target: a page's own session would miss what out-of-process frames and shared workers load. The browser must show
 * nothing else meanwhile, as the pool promises.
 */
export async function recordTraffic(page: Page, options: RecorderOptions): Promise<TrafficRecorder> {
  const browser = page.context().browser();
  if (browser === null) {
    throw new Error('A page without a browser cannot be recorded');
  }
  const session = await browser.newBrowserCDPSession();
  const recorder = new TrafficRecorder(page, session, options);
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
  /** What the page asked for and nobody has answered yet. */
  readonly #unanswered = new Set<Request>();
  /** Playwright is not told how requests for shared workers end; their responses come to us. */
  readonly #answered = new Set<string>();
  readonly #onceMore = new Map<string, Exchange>();
  /** How often it did not end, by its method and address, and by these without the query. */
  readonly #unended = new Map<string, number>();
  readonly #traffic: Omit<Traffic, 'onceMore' | 'setCookiesDropped'> = {
    exchanges: [],
    webSockets: [],
    refused: [],
    gaps: [],
  };
  #seen = 0;
  /** Notes that were too many. */
  #leftOut = 0;
  #ended = false;
  #finished: Promise<Traffic> | null = null;

  constructor(page: Page, session: CDPSession, options: RecorderOptions) {
    const { spool, now, signal, longestReadMs = standardLongestReadMs } = options;
    this.#page = page;
    this.#session = session;
    this.#bodies = new BodyReader(session, spool, longestReadMs);
    this.#now = now;
    this.#signal = signal;
    page.on('request', (request) => this.#unanswered.add(request));
    page.on('response', (response) => this.#unanswered.delete(response.request()));
    page.on('requestfailed', (request) => this.#unanswered.delete(request));
    page.on('websocket', (socket) => this.#add(this.#traffic.webSockets, socket.url()));
    session.on('Fetch.requestPaused', (paused) => {
      this.#answered.add(paused.request.url);
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
    const onItsWay = this.#pending.size;
    const unanswered = [...this.#unanswered].filter((request) => !this.#answered.has(request.url())).length;
    // A browser that died meanwhile, or has no time, is told of by whoever uses it.
    await settlesWithin(this.#session.send('Fetch.disable'), partingMs);
    await settlesWithin(this.#session.detach(), partingMs);
    if (onItsWay > 0) {
      this.#note(`${onItsWay} responses had not ended when the page was left`);
    }
    if (unanswered > 0) {
      this.#note(`${unanswered} requests had not been answered when the page was left`);
    }
    if (this.#leftOut > 0) {
      this.#traffic.gaps.push(`${this.#leftOut} more notes were left out`);
    }
    const asked = this.#page.context().cookies();
    const cookies = await answerWithin(asked, partingMs).catch(() => []);
    return {
      ...this.#traffic,
      onceMore: [...this.#onceMore.values()],
      setCookiesDropped: cookies === 'late' ? 0 : cookies.length,
    };
  }

  /** Never rejects: a page must not wait for a recorder in trouble. */
  async #handle(paused: Paused): Promise<void> {
    try {
      await this.#record(paused);
    } catch (error) {
      // Frames that go away take their paused requests with them.
      if (!this.#ended && !isGone(error)) {
        this.#note(`${shorten(paused.request.url)}: ${messageOf(error)}`);
      }
      await this.#bodies.giveUp(paused);
    }
  }

  async #record(paused: Paused): Promise<void> {
    const head = headOf(paused);
    const refusal = head && refusalIn(Object.fromEntries(head.headers));
    if (refusal) {
      this.#add(this.#traffic.refused, { url: paused.request.url, reason: refusal.message });
    }
    if (head === null || refusal || !this.#isRecordable(paused)) {
      await this.#bodies.letThrough(paused);
      return;
    }
    const exchange = describeExchange(paused, head, this.#now());
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
    if (this.#isKnownUnended(exchange)) {
      await this.#bodies.letThrough(paused);
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
    if (body.kind === 'unended') {
      await this.#giveUnended(paused, exchange, { plan, beginning: body.beginning });
      return;
    }
    this.#traffic.exchanges.push({ ...exchange, body: body.body });
  }

  /** What a page reads as it comes it shall have so; its beginning is kept. Files are fetched once more. */
  async #giveUnended(
    paused: Paused,
    exchange: Exchange,
    { plan, beginning }: { plan: 'whole' | 'stream'; beginning: Uint8Array },
  ): Promise<void> {
    const isAskedAgain = exchange.method === 'GET';
    if (isAskedAgain && fileTypes.has(exchange.resourceType)) {
      this.#leaveForLater(exchange);
    } else {
      this.#countUnended(exchange);
      this.#note(`${shorten(exchange.url)}: had not ended in time; its beginning was kept`);
      const body = await this.#bodies.keep(beginning);
      this.#traffic.exchanges.push({ ...exchange, body, isCut: true });
    }
    if (plan === 'whole') {
      await this.#bodies.giveUp(paused);
    } else if (isAskedAgain) {
      await this.#bodies.askAgain(paused);
    } else {
      await this.#bodies.answer(paused, beginning);
    }
  }

  #note(gap: string): void {
    this.#add(this.#traffic.gaps, gap);
  }

  /** A page can make up as many as it likes. */
  #add<Noted>(list: Noted[], noted: Noted): void {
    if (list.length < mostNoted) {
      list.push(noted);
    } else {
      this.#leftOut += 1;
    }
  }

  #countUnended(exchange: Exchange): void {
    for (const address of addressesOf(exchange)) {
      this.#unended.set(address, (this.#unended.get(address) ?? 0) + 1);
    }
  }

  #isKnownUnended(exchange: Exchange): boolean {
    const [whole, withoutQuery] = addressesOf(exchange);
    return this.#unended.has(whole) || (this.#unended.get(withoutQuery) ?? 0) >= streamsAfter;
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
      this.#note(`More than ${maxExchanges} responses: the rest was not recorded`);
    }
    return this.#seen <= maxExchanges;
  }
}

function isGone(error: unknown): boolean {
  return /Invalid InterceptionId|closed|detached|canceled/i.test(messageOf(error));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
}
